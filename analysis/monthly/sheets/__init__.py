"""The sheets of the monthly workbook (月报工作簿), one file each, and what they are drawn with."""

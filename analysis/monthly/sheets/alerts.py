"""告警与响应: what this version can honestly say, and a form to fill in by hand."""

from typing import Final

from analysis.monthly.sheets.book import Book
from analysis.monthly.sheets.cell import Cell
from analysis.monthly.sheets.table import Column

WIDTHS: Final = (14, 16, 24, 14, 14, 14, 14, 28)
EMPTY_LINES: Final = 12


def write(book: Book) -> None:
    """The whole sheet."""
    page = book.page("告警与响应", WIDTHS, "告警与响应")
    page.say(
        "本版本尚未记录告警，因此没有告警次数和响应时间。下表留空，供手工登记；空白不表示没有发生告警。", "headline"
    )
    columns = [
        Column("发现时间", "text"),
        Column("校区", "text"),
        Column("现象", "text"),
        Column("接单时间", "text"),
        Column("到场时间", "text"),
        Column("处理完成", "text"),
        Column("处理人", "text"),
        Column("原因与措施", "text"),
    ]
    page.skip()
    rows: list[list[Cell]] = [[None] * len(columns) for _ in range(EMPTY_LINES)]
    page.table(columns, rows)
    page.notes(["燃气数据分析不能代替经检定的可燃气体报警器。"])

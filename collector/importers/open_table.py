"""From a path to a table of rows, by what the file is and not by what it is called."""

from pathlib import Path

from collector.importers.options import ImportOptions
from collector.importers.recognise import Content, recognise
from collector.importers.rows import Table
from collector.importers.text_rows import open_text
from collector.importers.workbook_rows import open_workbook


def open_table(path: Path, options: ImportOptions) -> Table:
    """Raises `Refused` for anything that is not a sound table."""
    content = recognise(path)
    if content is Content.TEXT:
        return open_text(path, options.encoding, options.separator)
    return open_workbook(path, options.sheet, old=content is Content.XLS)

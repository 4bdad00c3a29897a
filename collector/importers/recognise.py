"""What a file really is, whatever its name says, and how its bytes are reached (.gz, .xz, .bz2 unpacked on the way)."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, BinaryIO, cast
from zipfile import BadZipFile, ZipFile

from campus.errors import Refused

HEAD_BYTES = 4096

_FOREIGN = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\x89PNG\n", "a PNG picture (damaged)"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF media file"),
    (b"BM", "a BMP picture"),
    (b"%PDF", "a PDF document"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive: unpack it first"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
_TWO_BYTE_MAGIC = frozenset({b"BM", b"MZ"})

_UNPACK: dict[bytes, Callable[[BinaryIO], IO[bytes]]] = {
    b"\x1f\x8b": lambda raw: cast("IO[bytes]", gzip.GzipFile(fileobj=raw)),
    b"\xfd7zXZ\x00": lzma.LZMAFile,
    b"BZh": bz2.BZ2File,
}

DAMAGED = (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile)


class Content(StrEnum):
    TEXT = "text"
    XLSX = "xlsx"
    XLS = "xls"


class Bytes:
    """A file open for reading, unpacked; `taken` is how many bytes of the file itself were read so far."""

    def __init__(self, raw: IO[bytes], stream: IO[bytes]) -> None:
        self._raw, self.stream = raw, stream

    @property
    def taken(self) -> int:
        return self._raw.tell()


@contextmanager
def opened(path: Path) -> Iterator[Bytes]:
    """Open a file for reading. Damage and everything the system says come back as `Refused`."""
    try:
        with path.open("rb") as raw:
            head = raw.read(8)
            raw.seek(0)
            unpack = next((make for magic, make in _UNPACK.items() if head.startswith(magic)), None)
            yield Bytes(raw, unpack(raw) if unpack else raw)
    except DAMAGED as error:
        message = f"{path.name} is damaged or cut off: {error}"
        raise Refused(message) from None
    except OSError as error:
        message = f"{path.name} cannot be read: {error.strerror or error}"
        raise Refused(message) from None


def recognise(path: Path) -> Content:
    """Tell text and workbooks apart by their first bytes; anything else is refused with what it is."""
    with opened(path) as source:
        head = source.stream.read(HEAD_BYTES)
        if not head:
            message = f"{path.name} is empty"
            raise Refused(message)
        if head.startswith(b"PK\x03\x04"):
            source.stream.seek(0)
            return _zipped(path, source.stream)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Content.XLS
    for magic, what in _FOREIGN:
        if head.startswith(magic) and (magic not in _TWO_BYTE_MAGIC or _binary(head)):
            message = f"{path.name} is {what}, not a table; CSV, XLSX or XLS would be accepted"
            raise Refused(message)
    return Content.TEXT


def _binary(head: bytes) -> bool:
    return sum(byte < 9 or 13 < byte < 32 for byte in head) > len(head) // 50  # noqa: PLR2004 - control characters


def _zipped(path: Path, stream: IO[bytes]) -> Content:
    try:
        with ZipFile(stream) as archive:
            names = archive.namelist()
            if "xl/workbook.xml" in names and (bad := archive.testzip()):
                message = f"{path.name} is damaged: {bad} inside it does not match its checksum"
                raise Refused(message)
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError) as error:
        message = f"{path.name} is a damaged or encrypted ZIP or XLSX file: {error}"
        raise Refused(message) from None
    if "xl/workbook.xml" in names:
        return Content.XLSX
    what = "a ZIP archive: unpack it first"
    if "xl/workbook.bin" in names:
        what = "an XLSB workbook: save it as XLSX"
    elif "word/document.xml" in names:
        what = "a Word document"
    elif "content.xml" in names:
        what = "an OpenDocument file: save it as XLSX or CSV"
    message = f"{path.name} is {what}; CSV, XLSX or XLS would be accepted"
    raise Refused(message)

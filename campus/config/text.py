"""Text files as people's editors leave them: UTF-8 with or without BOM, UTF-16, GBK."""

import codecs
from pathlib import Path


class Unreadable(Exception):
    """A file cannot be used; says what is wrong and what would be accepted."""

    def __init__(self, what: str, accepted: str) -> None:
        super().__init__(what)
        self.what, self.accepted = what, accepted


def absence(path: Path) -> tuple[str, str] | None:
    """(what, accepted) when a path names no file: a folder, or nothing."""
    if path.is_dir():
        return "is a folder", "name the file in it"
    if path.exists():
        return None
    if "\\" in path.name:
        return "does not exist", "write / between folder and file"
    near = sorted(p.name for p in path.parent.glob(f"{path.stem}.*"))[:5] if path.parent.is_dir() else []
    told = f"beside it stand {', '.join(near)}" if near else f"it is looked for in {path.absolute().parent}"
    return "does not exist", told


def read_bytes(path: Path) -> bytes:
    """The file's bytes; raises `Unreadable` for a folder, a missing file or one we may not read."""
    if told := absence(path):
        raise Unreadable(*told)
    try:
        return path.read_bytes()
    except OSError as error:
        what, accepted = f"cannot be read: {error.strerror or error}", "check its permissions"
        raise Unreadable(what, accepted) from None


def read_text(path: Path) -> str:
    """Decoded text of a file; raises `Unreadable`."""
    return decode(read_bytes(path))


def decode(raw: bytes) -> str:
    """A byte order mark decides; without one valid UTF-8 is UTF-8, else GBK (as Chinese Windows writes)."""
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    what, accepted = "is not text in UTF-8, UTF-16 or GBK", "save it as UTF-8"
    raise Unreadable(what, accepted)

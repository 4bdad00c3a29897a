"""Which characters the bytes of a text file mean: UTF-8, UTF-16 (even with a destroyed mark), GBK/GB18030."""

import codecs
import io
from collections.abc import Iterator
from typing import IO, NamedTuple

from campus.errors import Refused
from collector.importers.recognise import HEAD_BYTES

CHUNK_BYTES = 1 << 20
"""Also the longest line: more without a line end is no table, and would break the bound on memory."""

_REPLACED = "�".encode()
_PROVEN_UTF8 = 16
"""So many bytes of sound multi-byte characters before the first broken one are no accident: damaged UTF-8."""


class Encoding(NamedTuple):
    name: str
    skip: int = 0
    """Bytes of a mark before the text."""

    def open(self, stream: IO[bytes]) -> io.TextIOWrapper:
        """Characters of a stream at its beginning, line ends as they came."""
        stream.seek(self.skip)
        # Checked before: only a half character at the very end of UTF-16 is left to be ignored.
        errors = "ignore" if self.name.startswith("utf-16") else "strict"
        return io.TextIOWrapper(stream, self.name, errors=errors, newline="")


def detect_encoding(stream: IO[bytes], named: str = "") -> Encoding:
    """Find an encoding in which the whole file is sound; reads it once or twice to its end.

    A name given by the user is taken, but still must fit. Raises `Refused`.
    """
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    if named:
        candidates = [_by_name(named, head)]
    elif marked := _marked(head):
        candidates = [marked]
    else:
        candidates = [Encoding("utf-8"), Encoding("gb18030")]
    failures: list[str] = []
    for candidate in candidates:
        failure = _first_failure(stream, candidate)
        if failure is None:
            return candidate
        failures.append(failure)
    message = f"the text is not sound: {'; '.join(failures)}. Say which with --encoding (for example latin-1)"
    raise Refused(message)


def _by_name(named: str, head: bytes) -> Encoding:
    try:
        name = codecs.lookup(named).name
    except LookupError:
        message = f"unknown encoding {named!r}; for example utf-8, utf-16, gb18030, latin-1"
        raise Refused(message) from None
    marked = _marked(head)
    return marked if marked and marked.name.startswith(name) else Encoding(name)


def _marked(head: bytes) -> Encoding | None:
    """The encoding a byte order mark or the NULs of UTF-16 give away."""
    if head.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8", 3)
    if head.startswith(codecs.BOM_UTF16_LE):
        return Encoding("utf-16-le", 2)
    if head.startswith(codecs.BOM_UTF16_BE):
        return Encoding("utf-16-be", 2)
    skip = 0
    while head.startswith(_REPLACED, skip):
        skip += len(_REPLACED)
    text = head[skip : skip + (len(head) - skip) // 2 * 2]
    odd, even = text[1::2].count(0), text[0::2].count(0)
    enough = max(1, len(text) // 8)
    if odd > enough and odd > 4 * even:
        return Encoding("utf-16-le", skip)
    if even > enough and even > 4 * odd:
        return Encoding("utf-16-be", skip)
    return None


def _chunks(stream: IO[bytes], skip: int) -> Iterator[bytes]:
    stream.seek(skip)
    while chunk := stream.read(CHUNK_BYTES):
        yield chunk


def _first_failure(stream: IO[bytes], encoding: Encoding) -> str | None:
    decoder = codecs.getincrementaldecoder(encoding.name)()
    position, beyond_ascii = encoding.skip, 0
    try:
        for chunk in _chunks(stream, encoding.skip):
            text = decoder.decode(chunk)
            if len(chunk) == CHUNK_BYTES and "\n" not in text and "\r" not in text:
                message = f"a line is longer than {CHUNK_BYTES >> 20} MB: this is no table"
                raise Refused(message)
            beyond_ascii += max(0, len(chunk) - len(text))
            position += len(chunk)
        if not encoding.name.startswith("utf-16"):
            decoder.decode(b"", final=True)
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        where = f"no {encoding.name} at byte {position + start}"
        if encoding.name == "utf-8" and _damaged_utf8(error, beyond_ascii):
            message = f"the text is damaged: UTF-8, but {where}"
            raise Refused(message) from None
        return where
    return None


def _damaged_utf8(error: UnicodeError, beyond_ascii: int) -> bool:
    if isinstance(error, UnicodeDecodeError):
        beyond_ascii += error.start - len(error.object[: error.start].decode("utf-8", "replace"))
    return beyond_ascii >= _PROVEN_UTF8

"""Samples as lines of InfluxDB: one measurement, the meter as tag, a field for each channel.

InfluxDB keeps one point for a tag and a moment, so the digits below the millisecond carry a hash of
the values: the same sample overwrites itself, another one at the same millisecond stands beside it
(two different ones share all six digits once in a million such pairs).
"""

from functools import lru_cache
from hashlib import blake2b
from struct import pack
from urllib.parse import unquote

from campus.reading import Sample
from campus.readings.acceptance import arranged

MEASUREMENT = "reading"
RECEIVED = "received_ms"
NS_PER_MS = 1_000_000

RESERVED = frozenset({"time", "meter", RECEIVED})
"""Columns that are no channel."""

_UNSPEAKABLE = {ord("%"): "%25", ord("\\"): "%5C", 0x7F: "%7F"} | {code: f"%{code:02X}" for code in range(32)}
"""What line protocol cannot say: control characters, and a backslash, which swallows what follows it."""

_ESCAPES = {ord(","): "\\,", ord("="): "\\=", ord(" "): "\\ "}


@lru_cache(maxsize=65_536)
def stored_name(name: str) -> str:
    """Meter id or channel key as InfluxDB keeps it; `name_of` is the inverse."""
    if name in RESERVED:
        return f"%{ord(name[0]):02X}{name[1:]}"
    return name.translate(_UNSPEAKABLE)


def name_of(stored: str) -> str:
    return unquote(stored) if "%" in stored else stored


@lru_cache(maxsize=65_536)
def _escaped(name: str) -> str:
    return stored_name(name).translate(_ESCAPES)


@lru_cache(maxsize=16_384)
def _layout_hash(keys: tuple[str, ...]) -> bytes:
    return blake2b("\0".join(keys).encode(), digest_size=16).digest()


def point_ns(sample: Sample) -> int:
    """The moment of a sample in ns since the epoch, its last six digits told by its values."""
    keys, values = arranged(sample)
    return _point_ns(sample.time_ms, keys, values)


def _point_ns(time_ms: int, keys: tuple[str, ...], values: tuple[float, ...]) -> int:
    told = blake2b(pack(f"<{len(values)}d", *values), digest_size=8, key=_layout_hash(keys)).digest()
    return time_ms * NS_PER_MS + int.from_bytes(told, "little") % NS_PER_MS


def line_of(sample: Sample) -> bytes:
    """One line in precision ns."""
    keys, values = arranged(sample)
    fields = ",".join([f"{_escaped(key)}={float(value)!r}" for key, value in zip(keys, values, strict=True)])
    moment = _point_ns(sample.time_ms, keys, values)
    return (f"{MEASUREMENT},meter={_escaped(sample.meter)} {fields},{RECEIVED}={sample.received_ms}i {moment}").encode()

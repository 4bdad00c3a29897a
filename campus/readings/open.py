"""Opening the store of raw readings that campus.yaml names."""

from pathlib import Path

from campus.config.model import Group, Influx
from campus.errors import Misconfigured
from campus.readings.protocol import Readings
from campus.readings.sqlite import SqliteReadings

SQLITE = "sqlite:///"


def open_readings(group: Group, base: Path) -> Readings:
    """The store of a group; relative paths start at `base`, the folder of campus.yaml.

    An InfluxDB is not contacted yet, so a collector starts while it is down.
    """
    named = group.readings
    if isinstance(named, Influx):
        from campus.readings.influx import InfluxReadings  # noqa: PLC0415 - takes a second, which SQLite need not pay

        secret = named.token.get_secret_value() if named.token else _secret(named.token_file, base)
        return InfluxReadings(named, secret)
    if not named.startswith(SQLITE) or named == SQLITE:
        message = "readings: write sqlite:///data/readings.db or an influx section with url, bucket, token_file"
        raise Misconfigured(message)
    return SqliteReadings(base / named.removeprefix(SQLITE))


def _secret(file: Path | None, base: Path) -> str:
    if file is None:
        return ""
    try:
        return (base / file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a text file"
        message = f"readings: token_file {base / file}: {reason}"
        raise Misconfigured(message) from None

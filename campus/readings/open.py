"""Opening the store of raw readings that campus.yaml names."""

from pathlib import Path

from campus.config.model import Group
from campus.errors import Misconfigured
from campus.readings.protocol import Readings
from campus.readings.sqlite import SqliteReadings

SQLITE = "sqlite:///"


def open_readings(group: Group, base: Path) -> Readings:
    """The store of a group; relative SQLite paths start at `base`, the folder of campus.yaml.

    An InfluxDB is not contacted yet, so a collector starts while it is down.
    """
    named = group.readings
    if not isinstance(named, str) or not named.startswith(SQLITE) or named == SQLITE:
        message = "readings: write sqlite:///data/readings.db or an influx section with url, bucket, token_file"
        raise Misconfigured(message)
    return SqliteReadings(base / named.removeprefix(SQLITE))

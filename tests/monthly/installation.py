"""A school group on disk: campus.yaml, calendars by exceptions, pages written as the worker writes them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from ruamel.yaml import YAML
from sqlalchemy import Engine
from typer.testing import CliRunner

from campus.clock import to_ms
from campus.config.load import load_group
from campus.config.model import Group
from campus.day_type import DayType
from campus.ledger.engine import open_ledger
from campus.ledger.facts import Fact, record
from campus.ledger.pages import Page, write_pages
from campus.period import day_start_ms
from campus.register.hours import Hours, Method
from cli.main import build

ZONE = ZoneInfo("Asia/Shanghai")
ENTERED_MS = to_ms(datetime(2024, 1, 1, tzinfo=ZONE))
BOOKED = {"electricity": "electricity_import", "water": "water_volume", "gas": "gas_volume"}


@dataclass
class Site:
    """A group in a folder, with its ledger open."""

    folder: Path
    engine: Engine
    meters: Mapping[str, str]
    serial: int = field(default=0)

    @property
    def config(self) -> Path:
        return self.folder / "campus.yaml"

    @property
    def group(self) -> Group:
        return load_group(self.config)

    def heads(self, campus: str, day: date, boarders: int = 0, day_students: int = 0, staff: int = 0) -> None:
        body = {"boarders": boarders, "day_students": day_students, "staff": staff}
        self._enter("head_count", campus, day, body)

    def day_types(self, campus: str, first: date, counts: Mapping[str, int]) -> dict[date, DayType]:
        """Days one after the other from `first`, by exceptions of the calendar; returns the type of each."""
        given: dict[date, DayType] = {}
        day = first
        for name, count in counts.items():
            until = day + timedelta(days=count - 1)
            self._enter("calendar_exception", campus, day, {"day_type": name, "until": until.isoformat()})
            given |= {day + timedelta(days=n): DayType(name) for n in range(count)}
            day = until + timedelta(days=1)
        return given

    def use(self, meter: str, days: Mapping[date, float], *, estimated: float = 0.0, now_ms: int = 0) -> None:
        """One page a day, its use spread evenly over 24 hours; `estimated` is the share of it."""
        pages = []
        for day, amount in days.items():
            energy = np.full(24, amount / 24)
            weak = Method.PROFILE if estimated else Method.MEASURED
            hours = Hours(energy, energy * estimated, np.full(24, 3600, np.uint16), np.full(24, weak, np.uint8))
            pages.append(
                Page(meter, BOOKED[self.meters[meter]], day, hours, 86_400, "{}", {"readings": 96, "facts": ""})
            )
        with self.engine.begin() as connection:
            write_pages(connection, pages, now_ms)

    def _enter(self, kind: str, subject: str, day: date, body: Mapping[str, Any]) -> None:
        self.serial += 1
        with self.engine.begin() as connection:
            record(connection, Fact(kind, subject, day_start_ms(day, ZONE), body, "tester", ENTERED_MS + self.serial))

    def report(self, *arguments: str) -> dict[str, Any]:
        """`campus report … --json` through the command line."""
        outcome = self.run(*arguments, "--json")
        assert outcome.exit_code == 0, outcome.output
        found: dict[str, Any] = json.loads(outcome.stdout)
        return found

    def run(self, *arguments: str) -> Any:
        return CliRunner().invoke(build("report"), ["report", *arguments, "-c", str(self.config)])


def site(
    folder: Path, campuses: Sequence[Mapping[str, Any]], figures: Mapping[str, Any] | None = None, **group: Any
) -> Site:
    """Write and open a group; every campus gets an empty calendar beside its exceptions."""
    document: dict[str, Any] = {
        "group": "测试集团",
        "readings": f"sqlite:///{folder}/readings.db",
        "ledger": f"sqlite:///{folder}/ledger.db",
        **group,
        "campuses": list(campuses),
    }
    yaml = YAML()
    if figures is not None:
        document["figures"] = "figures.yaml"
        with (folder / "figures.yaml").open("w", encoding="utf-8") as file:
            yaml.dump(dict(figures), file)
    with (folder / "campus.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(document, file)
    meters = {m["id"]: m["resource"] for c in campuses for m in c["meters"]}
    return Site(folder, open_ledger(f"sqlite:///{folder}/ledger.db"), meters)


def main_meter(name: str, resource: str = "electricity", **more: Any) -> dict[str, Any]:
    return {"id": name, "resource": resource, "role": "main", **more}


def resource_of(unit: Mapping[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(r for r in unit["resources"] if r["resource"] == name)
    return found

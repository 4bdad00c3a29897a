"""campus.yaml, meter lists and calendars that describe a simulated group to the rest of the program."""

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from ruamel.yaml import YAML

from campus.period import day_start_ms
from campus.quantity import Resource
from simulators.almanac import SPRING_FESTIVAL, Almanac, fixed_holidays, is_announced
from simulators.channels import SENSED
from simulators.faults.protocol import Fact
from simulators.heat_pump import PLACES
from simulators.payloads.registry import known_shapes, shape_named
from simulators.spec import Instrument, Site, Sites
from simulators.timeline import CHINA

_COLUMNS = (
    "id", "name", "building", "resource", "role", "parent", "topic", "decoder", "device", "part", "multiplier",
    "modulus", "resolution", "max_rate", "interval_s", "gas_condition", "stat_code", "measures", "points",
)  # fmt: skip


def write_group(  # noqa: PLR0913  the file's own entries
    folder: Path,
    group: Sites,
    broker_url: str = "mqtt://127.0.0.1:1883",
    *,
    first: date,
    last: date,
    interval_s: int = 900,
    readings: str = "sqlite:///data/readings.db",
    ledger: str = "sqlite:///data/ledger.db",
) -> Path:
    """Write the configuration of a group into a folder; returns the path of campus.yaml.

    Calendars cover the school years that touch first..last; `interval_s` is how often meters are read.
    """
    for name in ("meters", "calendars"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for site in group.sites:
        _write_meters(folder / "meters" / f"{site.id}.csv", site, interval_s)
        _write_yaml(folder / "calendars" / f"{site.id}.yaml", _calendar(site.almanac, first, last))
    _write_headcounts(folder / "headcounts.csv", group)
    _write_yaml(folder / "figures.yaml", {"tariffs": [_tariff(name, yuan, first) for name, yuan in PRICES.items()]})
    config = folder / "campus.yaml"
    _write_yaml(
        config,
        {
            "group": group.name,
            "timezone": "Asia/Shanghai",
            "broker": {"url": broker_url},
            "readings": readings,
            "ledger": ledger,
            "target": {"reduction": "10%", "owners": OWNERS},
            "figures": "figures.yaml",
            "devices": _device_types(group),
            "campuses": [_campus(site) for site in group.sites],
        },
    )
    return config


def head_count_facts(group: Sites) -> list[Fact]:
    """The head counts of every campus as dated facts for the ledger."""
    return [
        Fact(
            "head_count",
            site.id,
            day_start_ms(h.since, CHINA),
            {"boarders": h.boarders, "day_students": h.day_students, "staff": h.staff},
        )
        for site in group.sites
        for h in site.heads
    ]


PRICES = {"electricity": 0.568, "water": 4.1, "gas": 3.15}
"""Yuan per kWh and m3, flat as schools are billed; examples."""
OWNERS = {"performer": "维修组", "responsible": "后勤主任", "supervisor": "总务校长"}


def _tariff(resource: str, yuan: float, first: date) -> dict[str, object]:
    price = {"kind": "flat", "yuan": yuan}
    from_day = date(first.year - 1, 1, 1)
    return {"id": resource, "resource": resource, "valid_from": from_day, "price": price, "source": "示例价格"}


def _campus(site: Site) -> dict[str, object]:
    return {
        "id": site.id,
        "name": site.name,
        "area_m2": site.area_m2,
        "calendar": f"calendars/{site.id}.yaml",
        "buildings": [{"id": b.id, "name": b.name, "use": b.use, "area_m2": b.area_m2} for b in site.buildings],
        "meters": f"meters/{site.id}.csv",
    }


def _device_types(group: Sites) -> dict[str, object]:
    used = {i.shape for site in group.sites for i in site.instruments}
    types: dict[str, object] = {}
    for name, shape in known_shapes().items():
        if name in used:
            types |= shape.device_types()
    return types


def _write_meters(path: Path, site: Site, interval_s: int) -> None:
    # Excel opens a CSV as UTF-8 only with a byte order mark.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS, restval="")
        writer.writeheader()
        for instrument in site.instruments:
            writer.writerow(_meter(instrument, interval_s))


def _meter(instrument: Instrument, interval_s: int) -> Mapping[str, object]:
    shape = shape_named(instrument.shape)
    binding = shape.binding(instrument)
    row: dict[str, object] = {
        "id": instrument.id,
        "name": instrument.name,
        "building": instrument.building,
        "resource": str(instrument.resource),
        "role": instrument.role,
        "parent": instrument.parent,
        "topic": binding.topic,
        "decoder": binding.decoder,
        "device": binding.device,
        "part": binding.part,
        "interval_s": max(interval_s, shape.step_s),
        "stat_code": instrument.stat_code,
    }
    if instrument.booked:
        row |= {
            "multiplier": f"{instrument.multiplier:g}",
            "modulus": f"{instrument.modulus:.0f}",
            "resolution": f"{instrument.resolution:g}",
            "max_rate": f"{instrument.max_rate:g}",
        }
    if instrument.resource is Resource.SENSOR:
        row["measures"] = SENSED[instrument.use]
    if instrument.resource is Resource.GAS:
        row["gas_condition"] = "working"
    if instrument.resource is Resource.HEAT_PUMP:
        row["points"] = ",".join(f"{place}={place}" for place in PLACES)
    return row


def _calendar(almanac: Almanac, first: date, last: date) -> dict[str, object]:
    years = [y for y in range(first.year - 1, last.year + 1) if y + 1 in SPRING_FESTIVAL]
    terms = [term for year in years for term in almanac.terms(year)]
    edges = [date(years[0], 8, 31), *(day for term in terms for day in (term.first, term.last))]
    edges.append(date(years[-1] + 1, 9, 1))
    breaks = [(a + timedelta(days=1), b - timedelta(days=1)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    leave = [
        {"first": saturday, "last": saturday + timedelta(days=1)}
        for term in terms
        for saturday in almanac.leave_weekends(term)
    ]
    typed = {
        year: {"holidays": [{"first": day} for day in fixed_holidays(year)]}
        for year in range(years[0], years[-1] + 2)
        if not is_announced(year)
    }
    calendar: dict[str, object] = {
        "terms": [{"first": t.first, "last": t.last, "name": t.name} for t in terms],
        "vacations": [{"first": a, "last": b} for a, b in breaks if a <= b],
    }
    return calendar | ({"month_leave": leave} if leave else {}) | ({"statutory": typed} if typed else {})


def _write_headcounts(path: Path, group: Sites) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("campus", "since", "boarders", "day_students", "staff"))
        for site in group.sites:
            writer.writerows((site.id, h.since, h.boarders, h.day_students, h.staff) for h in site.heads)


def _write_yaml(path: Path, document: Mapping[str, object]) -> None:
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 120
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(dict(document), file)

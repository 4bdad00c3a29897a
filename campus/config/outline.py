"""The sites of a document and what their parts refer to, drawn even from a document with errors."""

from collections.abc import Collection
from functools import partial
from pathlib import Path

from campus.config.calendar_file import read_calendar
from campus.config.crosscheck import BuildingNames, Site, duplicates, parent_problems, resolved_buildings
from campus.config.document import Document, Loc
from campus.config.explain import validated
from campus.config.figures_check import check_figures
from campus.config.meter import Meter
from campus.config.meter_list import Listed, read_meter_list
from campus.config.model import Broker
from campus.config.problem import Place, Problem, suggestion
from campus.config.text import absence
from campus.config.topic import topic_problem
from campus.config.wiring import nature_problems, shared_messages, wiring_problems, zone_problem


def _section(data: object, key: str) -> dict[str, object]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _items(data: object, key: str) -> list[object]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, list) else []


def _campuses(data: object) -> list[object]:
    return _items(data, "campuses")


def without_meters(document: Document) -> object:
    """The document with empty meter lists: those are validated meter by meter, each with its own place."""
    if not isinstance(document.data, dict) or not _campuses(document.data):
        return document.data
    bare = [
        {key: value for key, value in campus.items() if key != "meters"} if isinstance(campus, dict) else campus
        for campus in _campuses(document.data)
    ]
    return {**document.data, "campuses": bare}


def sites_of(document: Document, path: Path, problems: list[Problem]) -> list[Site]:
    """Every campus with its meters, inline or from the list it names."""
    return [_site(document, index, path, problems) for index in range(len(_campuses(document.data)))]


def _site(document: Document, index: int, path: Path, problems: list[Problem]) -> Site:
    campus = _campuses(document.data)[index]
    loc: Loc = ("campuses", index)
    meters = campus.get("meters") if isinstance(campus, dict) else None
    listed: list[Listed] = []
    if isinstance(meters, str):
        listed = _listed(document, (*loc, "meters"), path.parent / meters, problems)
    elif isinstance(meters, list):
        listed = _inline(document, (*loc, "meters"), meters, problems)
    elif meters is not None:
        place = document.place((*loc, "meters"))
        problems.append(
            place.problem("is neither a file nor a list", "name a CSV or XLSX file, or list the meters here")
        )
    name = str(campus.get("id", "")) if isinstance(campus, dict) else ""
    site = Site(name, [_building(b) for b in _items(campus, "buildings") if isinstance(b, dict)], listed)
    return Site(site.id, site.buildings, resolved_buildings(site, problems))


def _listed(document: Document, loc: Loc, file: Path, problems: list[Problem]) -> list[Listed]:
    if told := absence(file):
        problems.append(document.place(loc).problem(f"{document.at(loc)} {told[0]}", told[1]))
        return []
    before = len(problems)
    found = read_meter_list(file, str(file), problems)
    if not found and len(problems) == before:
        problems.append(document.place(loc).problem(f"{document.at(loc)} lists no meter", "", warning=True))
    return found


def _inline(document: Document, loc: Loc, meters: list[object], problems: list[Problem]) -> list[Listed]:
    written: dict[Loc, dict[Loc, str]] = {}
    for known, text in document.written.items():
        written.setdefault(known[: len(loc) + 1], {})[known[len(loc) + 1 :]] = text
    found = []
    for i, data in enumerate(meters):
        here = (*loc, i)
        own = written.get(here, {})
        meter = validated(Meter, data, partial(_within, document, here), own, problems)
        name, parent = ((own.get((key,)) or str(document.at((*here, key)) or "")) for key in ("id", "parent"))
        places = {key: document.place((*here, key)) for key in Meter.model_fields}
        found.append(Listed(name, parent, meter, {**places, "": document.place(here)}))
    return found


def _within(document: Document, here: Loc, inner: Loc) -> Place:
    return document.place((*here, *inner))


def _building(data: dict[str, object]) -> BuildingNames:
    zones: dict[str, str] = {}
    for zone in _items(data, "zones"):
        if isinstance(zone, dict) and "id" in zone:
            zones |= {str(zone[key]): str(zone["id"]) for key in ("name", "id") if key in zone}
    return BuildingNames(
        str(data.get("id", "")), frozenset(str(data[key]) for key in ("id", "name") if data.get(key)), zones
    )


def check_references(
    document: Document,
    sites: list[Site],
    folder: Path,
    known_decoders: Collection[str] | None,
    problems: list[Problem],
) -> None:
    """Everything that only shows across entries, and what pydantic does not know: zones, topics, decoders."""
    data = document.data
    places = [document.place(("campuses", i, "id")) for i in range(len(sites))]
    problems += duplicates(((s.id, p) for s, p in zip(sites, places, strict=True)), "campus")
    problems += duplicates(((m.id, m.place("id")) for s in sites for m in s.meters), "meter")
    _check_zone(document, ("timezone",), problems)
    for i, campus in enumerate(_campuses(data)):
        _check_campus(document, ("campuses", i), campus, problems)
        _check_calendar(document, ("campuses", i, "calendar"), folder, problems)
    check_figures(document, sites, folder, problems)
    devices = _section(data, "devices")
    for name, device in devices.items():
        _check_device(document, name, device, known_decoders, problems)
    filters = _items(_section(data, "broker"), "topics")
    sound = [topic for topic in filters if isinstance(topic, str) and not topic_problem(topic)]
    subscribed = sound if sound and len(sound) == len(filters) else list(Broker().topics)
    for i in range(len(filters)):
        _check_topic(document, ("broker", "topics", i), problems)
    problems += parent_problems(sites)
    topics = {name: str(device.get("topic", "")) for name, device in devices.items() if isinstance(device, dict)}
    meters = [listed for site in sites for listed in site.meters]
    problems += shared_messages(meters, topics)
    for listed in meters:
        problems += wiring_problems(listed, topics, subscribed, known_decoders)
        problems += nature_problems(listed)


def _check_campus(document: Document, loc: Loc, campus: object, problems: list[Problem]) -> None:
    _check_zone(document, (*loc, "timezone"), problems)
    buildings = [(j, b) for j, b in enumerate(_items(campus, "buildings")) if isinstance(b, dict)]
    places = [(str(b["id"]), document.place((*loc, "buildings", j, "id"))) for j, b in buildings if "id" in b]
    problems += duplicates(places, "building", "every id stands once in the campus")
    for j, building in buildings:
        zones = [(k, z) for k, z in enumerate(_items(building, "zones")) if isinstance(z, dict) and "id" in z]
        within = [(str(z["id"]), document.place((*loc, "buildings", j, "zones", k, "id"))) for k, z in zones]
        problems += duplicates(within, "zone", "every id stands once in the building")


def _check_calendar(document: Document, loc: Loc, folder: Path, problems: list[Problem]) -> None:
    named = document.at(loc)
    if not isinstance(named, str):
        return
    if told := absence(folder / named):
        problems.append(document.place(loc).problem(f"{named} {told[0]}", told[1]))
    else:
        read_calendar(folder / named, str(folder / named), problems)


def _check_device(
    document: Document, name: str, device: object, known_decoders: Collection[str] | None, problems: list[Problem]
) -> None:
    loc: Loc = ("devices", name)
    if known_decoders is not None:
        if name in known_decoders:
            place = document.place(loc)
            problems.append(place.problem(f"{name} is the name of a decoder", "call the device type something else"))
        wanted = device.get("decoder", "json") if isinstance(device, dict) else "json"
        if isinstance(wanted, str) and wanted not in known_decoders:
            place = document.place((*loc, "decoder"))
            problems.append(place.problem(f"there is no decoder {wanted!r}", suggestion(wanted, known_decoders)))
    _check_topic(document, (*loc, "topic"), problems)
    _check_zone(document, (*loc, "time", "zone"), problems)


def _check_zone(document: Document, loc: Loc, problems: list[Problem]) -> None:
    name = document.at(loc)
    plain = isinstance(name, (str, int, float)) and not isinstance(name, bool)
    if plain and name != "" and (told := zone_problem(str(name))):
        problems.append(document.place(loc).problem(*told))


def _check_topic(document: Document, loc: Loc, problems: list[Problem]) -> None:
    pattern = document.at(loc)
    if isinstance(pattern, str) and pattern and (told := topic_problem(pattern)):
        problems.append(document.place(loc).problem(*told))

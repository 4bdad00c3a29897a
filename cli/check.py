"""`campus check`: validates the configuration and says in a few lines what it means."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from campus.config.calendar_file import calendar_of
from campus.config.load import examine
from campus.config.model import Campus, Group
from collector.decoders.registry import known_decoders

SHOWN = 30
"""Topics listed before the rest is only counted."""


def command(
    config: Annotated[Path, typer.Option("-c", "--config", help="configuration file")] = Path("campus.yaml"),
) -> None:
    """Print every problem as file:line: key: what is wrong, what would be accepted; exit 2 if there is one."""
    loaded = examine(config, known_decoders())
    for problem in loaded.problems:
        typer.echo(str(problem), err=True)
    if loaded.group is None:
        typer.echo(f"campus: {_count(len(loaded.errors), 'error', 'errors')} in {config}", err=True)
        raise typer.Exit(2)
    for line in summary(loaded.group, config):
        typer.echo(line)


def summary(group: Group, config: Path) -> Iterator[str]:
    """Campuses, meters by resource, calendar reach and subscriptions."""
    size = f"{_count(len(group.campuses), 'campus', 'campuses')}, {_count(len(group.meters), 'meter', 'meters')}"
    yield f"{config} is valid: {group.group or 'group'}, {size}"
    for campus in group.campuses:
        yield f"  {campus.id} {campus.name}".rstrip() + f": {_meters(group, campus)}; {_calendar(campus)}"
    yield f"subscribes to {', '.join(group.broker.topics)} at {group.broker.url}"
    topics = Counter(topic for m in group.meters.values() if (topic := topic_of(group, m.topic, m.decoder)))
    for topic, count in sorted(topics.items())[:SHOWN]:
        yield f"  {topic}: {_count(count, 'meter', 'meters')}"
    if len(topics) > SHOWN:
        yield f"  and {len(topics) - SHOWN} more topics"
    if silent := len(group.meters) - topics.total():
        yield f"  {silent} without a topic: read by hand or imported"


def topic_of(group: Group, own: str, decoder: str) -> str:
    """The topic pattern of a meter: its own, else that of its device type."""
    device = group.devices.get(decoder)
    return own or (device.topic if device else "")


def _meters(group: Group, campus: Campus) -> str:
    mine = [meter for meter in group.meters.values() if meter.campus == campus.id]
    mains = Counter(meter.resource for meter in mine if meter.role == "main")
    counts = sorted(Counter(meter.resource for meter in mine).items())
    parts = [f"{count} {name}" + (f" ({mains[name]} main)" if mains[name] else "") for name, count in counts]
    return ", ".join(parts) or "no meters"


def _calendar(campus: Campus) -> str:
    calendar = calendar_of(campus)
    if calendar.extent is None:
        return "no calendar"
    unknown = ", ".join(map(str, calendar.unknown_years))
    missing = f" (holidays of {unknown} are not announced yet)" if unknown else ""
    return f"calendar {calendar.extent[0]}..{calendar.extent[1]}{missing}"


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"

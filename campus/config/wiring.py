"""How single entries are wired: decoder, topic and time zone, and options that fit the kind of meter."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from campus.config.meter_list import Listed
from campus.config.problem import Problem, suggestion
from campus.config.topic import covers, topic_problem
from campus.quantity import QUANTITIES, Kind, Resource

GENERIC = frozenset({"json", "number", "line_protocol"})
"""Decoders that read nothing without the fields of a device type."""


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_problem(name: str) -> tuple[str, str] | None:
    """(what, accepted) for a time zone the machine does not know."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        told = suggestion(name, _zones())
        accepted = told if told.startswith("did") else "write an IANA zone such as Asia/Shanghai"
        return f"{name!r} is not a time zone", accepted
    return None


def wiring_problems(
    listed: Listed, devices: Mapping[str, str], subscribed: Sequence[str], known_decoders: Collection[str] | None
) -> list[Problem]:
    """Decoder and topic of one meter; `devices` maps device types to their topics."""
    meter = listed.meter
    if meter is None:
        return []
    problems = []
    topic = meter.topic or devices.get(meter.decoder, "")
    if meter.topic and (wrong := topic_problem(meter.topic)):
        problems.append(listed.place("topic").problem(*wrong))
    elif topic and not any(covers(one, topic) for one in subscribed):
        what = f"nothing subscribes to {topic}"
        problems.append(listed.place("topic").problem(what, "add it to the topics of the broker", warning=True))
    names = {*devices, *(known_decoders or ())}
    if known_decoders is not None and meter.decoder not in names:
        told = suggestion(meter.decoder, names)
        problems.append(listed.place("decoder").problem(f"there is no decoder {meter.decoder!r}", told))
    elif meter.topic and meter.decoder in GENERIC and meter.decoder not in devices:
        what = f"decoder {meter.decoder} does not know which field is which"
        accepted = "name a device type of `devices`, where its fields are listed"
        problems.append(listed.place("decoder").problem(what, accepted, warning=True))
    return problems


def shared_messages(meters: Iterable[Listed], devices: Mapping[str, str]) -> list[Problem]:
    """Meters that would book the very same values, as a row copied and not finished does."""
    first: dict[tuple[str, ...], Listed] = {}
    problems = []
    for listed in meters:
        meter = listed.meter
        if meter is None or not (topic := meter.topic or devices.get(meter.decoder, "")):
            continue
        before = first.setdefault((topic, meter.decoder, meter.device, meter.part, meter.resource), listed)
        if before is not listed and before.id != listed.id:
            what = f"takes the same {meter.resource} messages as meter {before.id}"
            accepted = "tell them apart by topic, device or part"
            problems.append(listed.place("topic").problem(what, accepted, warning=True))
    return problems


def nature_problems(listed: Listed) -> list[Problem]:
    """Options that do not belong to the kind of meter they stand at."""
    meter = listed.meter
    if meter is None:
        return []
    problems = []
    if meter.points and meter.resource is not Resource.HEAT_PUMP:
        accepted = "points belong to resource heat_pump"
        problems.append(listed.place("points").problem(f"a {meter.resource} meter has no points", accepted))
    if meter.measures and meter.resource is not Resource.SENSOR:
        problems.append(listed.place("measures").problem(f"a {meter.resource} meter is not a sensor", "remove it"))
    for name in meter.measures:
        if QUANTITIES[name].kind is not Kind.GAUGE:
            accepted = "list it as a meter of its own resource"
            problems.append(listed.place("measures").problem(f"{name} is a register, not a sensor's value", accepted))
    if meter.gas_condition and meter.resource is not Resource.GAS:
        problems.append(listed.place("gas_condition").problem("only gas has a condition", "leave it empty"))
    if meter.modulus and f"{meter.modulus:.10g}".replace(".", "").strip("9") == "":
        what = f"{meter.modulus:.10g} looks like the largest display"
        problems.append(
            listed.place("modulus").problem(what, "write the value after it, 100000 for 99999", warning=True)
        )
    return problems

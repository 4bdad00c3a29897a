"""Faults as people write them: `constant_leak@SH-W-DORM:2026-03-02T01:00+9d=0.8`."""

import re
from datetime import datetime, timedelta

from campus.clock import to_ms
from campus.errors import Refused
from simulators.faults.protocol import FOREVER_MS, Planted
from simulators.faults.registry import kind_of
from simulators.spans import SPAN, parse_span
from simulators.timeline import CHINA

_WRITTEN = re.compile(
    r"(?P<name>\w+)@(?P<subject>[^:@\s]+):(?P<start>now|\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?)"
    rf"(?P<shift>-{SPAN}|\+{SPAN}(?=\+))?(?:\+(?P<lasts>{SPAN}))?(?:=(?P<size>\S+))?"
)


def parse_fault(text: str, now: datetime) -> Planted:
    """Read name@meter:start[+duration][=size]; `now+10m+2h` starts ten minutes from now and lasts two hours.

    Times are local (China); duration is a number with s, m, h, d or w; left out, the fault's own default holds.
    """
    found = _WRITTEN.fullmatch(text)
    if not found:
        message = f"cannot read fault {text!r}; write name@meter:2026-03-02T01:00+9d=0.8 or name@meter:now+30m"
        raise Refused(message)
    kind = kind_of(found["name"])
    start = now if found["start"] == "now" else _moment(found["start"], text)
    if found["shift"]:
        shift = parse_span(found["shift"][1:])
        start += shift if found["shift"][0] == "+" else -shift
    lasts = parse_span(found["lasts"]) if found["lasts"] else None
    if lasts is None and kind.lasts_h is not None:
        lasts = timedelta(hours=kind.lasts_h)
    if lasts is not None and not lasts:
        message = f"fault {text!r} lasts no time at all"
        raise Refused(message)
    end_ms = FOREVER_MS if lasts is None else to_ms(start + lasts)
    return Planted(found["name"], found["subject"], to_ms(start), end_ms, found["size"] or "")


def _moment(text: str, whole: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA)
    except ValueError as error:
        message = f"start of fault {whole!r}: {error}"
        raise Refused(message) from None

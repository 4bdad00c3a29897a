"""The kinds of facts people enter: what each is about, and what a day without a time of day means."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from campus.config.model import Group
from campus.errors import Refused
from campus.tariff.entered import EVERY_CAMPUS


class About(StrEnum):
    """What the subject of a fact is."""

    METER = "meter"
    CAMPUS = "campus"
    CAMPUS_OR_ALL = "campus, or * for all"
    CAMPUS_OR_METER = "campus or meter"


@dataclass(frozen=True, slots=True)
class KindOfFact:
    """`by_day` facts hold from the beginning of a local day; the others happened at a moment.

    `planned` facts may lie in the future. `once`: there is one of the kind about a subject and moment; a further
    one must take the first back.
    """

    about: About
    chinese: str
    by_day: bool = False
    planned: bool = False
    once: bool = True


KINDS: Mapping[str, KindOfFact] = {
    "head_count": KindOfFact(About.CAMPUS, "用能人数", by_day=True, planned=True, once=False),
    "calendar_exception": KindOfFact(About.CAMPUS, "校历例外", by_day=True, planned=True, once=False),
    "manual_reading": KindOfFact(About.METER, "人工抄表", once=False),
    "swap": KindOfFact(About.METER, "换表"),
    "multiplier": KindOfFact(About.METER, "倍率变更", planned=True),
    "reset": KindOfFact(About.METER, "读数清零确认"),
    "tariff": KindOfFact(About.CAMPUS_OR_ALL, "价格", by_day=True, planned=True, once=False),
    "measure": KindOfFact(About.CAMPUS, "节能措施", by_day=True, planned=True, once=False),
    "maintenance_window": KindOfFact(About.CAMPUS_OR_METER, "检修窗口", planned=True, once=False),
}
"""Kinds that are entered; `held_reading` and withdrawals come about by themselves."""


def kind_of_fact(name: str) -> KindOfFact:
    """Refuses a kind nobody can enter, naming those one can."""
    if name not in KINDS:
        message = f"unknown kind of fact {name!r}; known: {', '.join(KINDS)}"
        raise Refused(message)
    return KINDS[name]


def subject_of(group: Group, kind: str, word: str) -> str:
    """The id a word means: an id, or the name of exactly one campus or meter. Raises `Refused`."""
    about = kind_of_fact(kind).about
    campuses = {c.id: c.name for c in group.campuses}
    meters = {m.id: m.name for m in group.meters.values()}
    known = {} if about is About.METER else dict(campuses)
    if about in {About.METER, About.CAMPUS_OR_METER}:
        known |= meters
    wanted = word.strip()
    if wanted in known or (about is About.CAMPUS_OR_ALL and wanted == EVERY_CAMPUS):
        return wanted
    if not wanted and about is not About.METER and len(campuses) == 1:
        return next(iter(campuses))
    named = [key for key, name in known.items() if wanted and name == wanted]
    if len(named) == 1:
        return named[0]
    listed = ", ".join(f"{key} ({name})" if name else key for key, name in list(known.items())[:20])
    what = about.value
    if len(named) > 1:
        message = f"{wanted!r} is the name of {', '.join(named)}; write the id"
    elif wanted:
        message = f"unknown {what} {wanted!r}; known: {listed}"
    else:
        message = f"the {what} is missing; known: {listed}"
    raise Refused(message)


def booked_quantity(group: Group, meter: str) -> str:
    """The quantity a meter's register is booked as; refuses a sensor, which has no register."""
    found = group.meters[meter].booked
    if found is None:
        message = f"{meter} is a sensor: it has no register"
        raise Refused(message)
    return found

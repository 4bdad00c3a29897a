"""Whatever stands in the files: a group or named problems, never a crash, never a secret shown."""

import tempfile
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from campus.calendar import DayType, SchoolCalendar, Span
from campus.config.load import examine
from campus.headcount import HeadCount, HeadCounts
from campus.ledger.facts import Fact
from campus.period import day_start_ms

CHINA = ZoneInfo("Asia/Shanghai")
WORDS = st.sampled_from(
    ["id", "campuses", "meters", "broker", "url", "name", "resource", "gas", "电", "m.csv", "parent", "a", "：", "\t"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=5),
    max_leaves=20,
)
KEYS = st.sampled_from(["id", "name", "meters", "buildings", "calendar"])
CAMPUSES = st.lists(st.dictionaries(KEYS, VALUES), max_size=3)


def examined(yaml: bytes, table: bytes = b"id,resource\nm,gas\n") -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "campus.yaml"
        path.write_bytes(yaml)
        (Path(folder) / "m.csv").write_bytes(table)
        loaded = examine(path, {"json"}, {})
    assert (loaded.group is None) == bool(loaded.errors)
    assert all(problem.what and "\n" not in problem.file for problem in loaded.problems)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text(text: str) -> None:
    examined(text.encode())


@given(st.binary(max_size=200), st.binary(max_size=200))
@settings(max_examples=100, deadline=None)
def test_any_bytes(yaml: bytes, table: bytes) -> None:
    examined(yaml)
    examined(b"campuses:\n  - {id: a, meters: m.csv}\n", table)


@given(CAMPUSES, VALUES, st.sampled_from(["broker", "readings", "ledger", "devices", "collector", "head_weights"]))
@settings(max_examples=200, deadline=None)
def test_any_structure(campuses: object, value: object, section: str) -> None:
    out = BytesIO()
    YAML(typ="safe", pure=True).dump({"campuses": campuses, section: value}, out)
    examined(out.getvalue())


DAYS = st.dates(date(2025, 9, 1), date(2026, 8, 31))
TYPES = st.sampled_from(list(DayType))


@settings(deadline=None)
@given(st.lists(st.tuples(DAYS, st.integers(0, 9), TYPES), max_size=8), st.randoms(use_true_random=False))
def test_exceptions_do_not_depend_on_the_order_they_are_read_in(
    entered: list[tuple[date, int, DayType]], random: Random
) -> None:
    facts = [
        Fact(
            "calendar_exception",
            "a",
            day_start_ms(day, CHINA),
            {"day_type": kind.value, "until": (day + timedelta(days=length)).isoformat()},
            "head",
            number,
            number,
        )
        for number, (day, length, kind) in enumerate(entered)
    ]
    shuffled = list(facts)
    random.shuffle(shuffled)
    base = SchoolCalendar(terms=(Span(date(2025, 9, 1), date(2026, 8, 31)),))
    ordered, mixed = base.with_exceptions(facts, CHINA), base.with_exceptions(shuffled, CHINA)
    for offset in range(0, 365, 7):
        day = date(2025, 9, 1) + timedelta(days=offset)
        assert ordered.explain(day) == mixed.explain(day)
        touched = [kind for start, length, kind in entered if start <= day <= start + timedelta(days=length)]
        assert ordered.day_type(day) == (touched[-1] if touched else base.day_type(day))


STEPS = st.dictionaries(DAYS, st.tuples(*[st.integers(0, 5000)] * 3), min_size=1, max_size=12)


@settings(deadline=None)
@given(STEPS, DAYS, st.integers(0, 400))
def test_mean_head_count_is_the_mean_of_its_days(
    steps: dict[date, tuple[int, int, int]], first: date, length: int
) -> None:
    days = tuple(sorted(steps))
    counts = HeadCounts(days, tuple(HeadCount(*steps[day]) for day in days))
    last = first + timedelta(days=length)
    each = [counts.on(first + timedelta(days=i)) for i in range(length + 1)]
    mean = counts.mean(first, last)
    if any(heads is None for heads in each):
        assert mean is None
        return
    assert mean is not None
    for group in range(3):
        average = sum(heads[group] for heads in each if heads is not None) / len(each)
        assert abs(mean[group] - average) <= 1e-9 * max(1, average)

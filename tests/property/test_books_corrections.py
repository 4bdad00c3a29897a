"""Facts, manual readings and interval data that come and go at any time end as a computation from scratch."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from campus.clock import to_ms
from campus.ledger.dirty import mark_dirty
from campus.ledger.facts import facts_of, withdraw
from tests.books import NOW, Books

HOUR_MS = 3_600_000
START_MS = to_ms(NOW) - 400 * 24 * HOUR_MS
Readings = list[tuple[int, float]]
Arrival = tuple[str, Any]
"""("readings", values), ("interval", values), ("fact", (kind, at_ms, body)) or ("withdrawal", the same fact)."""


@contextmanager
def opened(meter: dict[str, Any], timezone: str) -> Iterator[Books]:
    folder = Path(tempfile.mkdtemp())
    books = Books.of(folder, meter, timezone=timezone)
    try:
        yield books
    finally:
        books.close()
        shutil.rmtree(folder)


@st.composite
def meters(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "id": "m",
        "resource": draw(st.sampled_from(["electricity", "water", "gas"])),
        "max_rate": draw(st.sampled_from([1.0, 100.0, 1000.0])),
        "modulus": draw(st.sampled_from([1e4, 1e5, 1e6])),
        "resolution": draw(st.sampled_from([0.001, 0.01, 1.0])),
        "multiplier": draw(st.sampled_from([1.0, 160.0])),
    }


@st.composite
def disturbed(draw: st.DrawFn, meter: dict[str, Any]) -> Readings:
    step_ms = draw(st.sampled_from([60_000, 900_000, 900_000, HOUR_MS, 24 * HOUR_MS]))
    modulus, resolution, rate = meter["modulus"], meter["resolution"], meter["max_rate"]
    value, offset = draw(st.sampled_from([0.0, 0.999 * modulus, 0.25 * modulus])), draw(st.sampled_from([0, 300, 777]))
    pairs: list[list[float]] = []
    for n, share in enumerate(draw(st.lists(st.floats(0, 1), min_size=20, max_size=200))):
        value += share * rate * step_ms / HOUR_MS
        pairs.append([START_MS + offset + n * step_ms, round(value % modulus / resolution) * resolution])
    kinds = st.sampled_from(["zero", "ten", "high", "reset", "jump", "back", "hole", "double", "clock"])
    for kind, at, length in draw(
        st.lists(st.tuples(kinds, st.integers(1, len(pairs) - 1), st.integers(1, 20)), max_size=4)
    ):
        hit = pairs[at : at + length]
        level = pairs[at][1] if at < len(pairs) else 0.0
        for pair in pairs[at:] if kind in {"reset", "jump"} else hit:
            changed = {"zero": 0.0, "ten": 10 * pair[1], "reset": max(pair[1] - level, 0.0), "jump": pair[1] + 5e4}
            changed |= {"high": pair[1] + rate * step_ms / HOUR_MS / 2, "back": max(pair[1] - resolution, 0.0)}
            pair[1] = changed.get(kind, pair[1])
            pair[0] += 8 * HOUR_MS if kind == "clock" else 0
        if kind == "hole":
            pairs = pairs[:at] + pairs[at + length :] if len(pairs) > at + length else pairs
        if kind == "double":
            pairs += [[time, again + 50 * resolution] for time, again in hit]
    return [(int(time), round(value, 6)) for time, value in pairs]


@st.composite
def facts(draw: st.DrawFn, readings: Readings) -> list[tuple[str, int, dict[str, Any]]]:
    found = []
    for kind in draw(st.lists(st.sampled_from(["swap", "multiplier", "reset", "manual_reading"]), max_size=4)):
        time, value = draw(st.sampled_from(readings))
        at_ms = time + draw(st.sampled_from([0, 1, -1, HOUR_MS, -2 * HOUR_MS, 20 * HOUR_MS, -20 * HOUR_MS]))
        begun = draw(st.sampled_from(readings))[1]
        bodies: dict[str, dict[str, Any]] = {
            "swap": {"final": value, "initial": begun} | draw(st.sampled_from([{}, {"multiplier": 3.0}])),
            "multiplier": {"multiplier": 2.0} | draw(st.sampled_from([{}, {"register": value}])),
            "reset": {"confirmed": draw(st.booleans())},
            "manual_reading": {"value": value},
        }
        found.append((kind, at_ms, bodies[kind]))
    return found


def take_back(books: Books, fact: tuple[str, int, dict[str, Any]]) -> None:
    kind, at_ms, body = fact
    with books.ledger.begin() as connection:
        known = [f for f in facts_of(connection, "m", kind) if f.at_ms == at_ms and dict(f.body) == body]
        withdraw(connection, known[0].id, "tester", 0)
    mark_dirty(books.ledger, [("m", at_ms)], 0)


def take(books: Books, arrival: Arrival) -> None:
    what, told = arrival
    if what == "readings":
        books.receive("m", told)
    elif what == "interval":
        books.receive("m", told, f"{books.quantity['m']}/1800s")
    elif what == "fact":
        kind, at_ms, body = told
        books.enter(kind, "m", at_ms, **body)
    else:
        take_back(books, told)


def content(books: Books) -> tuple[Any, ...]:
    """Hours, anchors and findings; ids of facts differ with the order of entering."""
    pages, findings = books.state("m")
    return [page[:3] for page in pages], findings


@settings(
    deadline=None,
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.data(), meters(), st.sampled_from(["Asia/Shanghai", "Europe/Berlin"]), st.randoms(use_true_random=False))
def test_whatever_comes_late_or_is_taken_back_ends_as_known_from_the_start(
    data: st.DataObject, meter: dict[str, Any], timezone: str, chance: Any
) -> None:
    readings = data.draw(disturbed(meter))
    entered = data.draw(facts(readings))
    withdrawn = [fact for n, fact in enumerate(entered) if data.draw(st.booleans()) and fact not in entered[:n]]
    halves = [(START_MS + (n + 1) * HOUR_MS // 2, v) for n, v in enumerate(data.draw(st.lists(st.floats(0, 9))))]
    arriving = list(readings)
    if data.draw(st.booleans()):
        chance.shuffle(arriving)
    cut = data.draw(st.integers(0, len(arriving)))
    piecemeal: list[Arrival] = [("fact", fact) for fact in entered]
    piecemeal += [("interval", halves)] if halves else []
    chance.shuffle(piecemeal)
    for part in (arriving[:cut], arriving[cut:]):
        piecemeal.insert(chance.randint(0, len(piecemeal)), ("readings", part))
    piecemeal += [("withdrawal", fact) for fact in withdrawn]
    with ExitStack() as stack:
        at_once, late = (stack.enter_context(opened(meter, timezone)) for _ in range(2))
        for fact in entered:
            take(at_once, ("fact", fact))
        for fact in withdrawn:
            take(at_once, ("withdrawal", fact))
        take(at_once, ("interval", halves))
        take(at_once, ("readings", readings))
        at_once.book()
        for arrival in piecemeal:
            take(late, arrival)
            late.book()
        assert content(late) == content(at_once)

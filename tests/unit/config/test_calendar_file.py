"""Calendar files: what they become, and the days named when they do not fit together."""

from datetime import date
from pathlib import Path

import pytest

from campus.calendar import DayType
from campus.config.calendar_file import calendar_of, load_calendar
from campus.config.model import Campus
from campus.errors import Misconfigured

YEAR = """\
terms:
  - {name: 一, first: 2025-09-01, last: 2026-01-23}
  - {name: 二, first: 2026-03-01, last: 2026-07-10}
vacations:
  - {name: 寒, first: 2026-01-24, last: 2026-02-28}
  - {name: 暑, first: 2026-07-11, last: 2026-08-31}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "cal.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_school_year(tmp_path: Path) -> None:
    more = "month_leave: [{first: 2025-10-25, last: 2025-10-26}]\nevents: [{name: 高考, first: 2026-06-07}]\n"
    calendar = calendar_of(Campus(id="a", calendar=write(tmp_path, YEAR + more)))
    assert calendar.extent == (date(2025, 9, 1), date(2026, 8, 31))
    assert calendar.day_type(date(2025, 10, 25)) is DayType.HOLIDAY
    assert calendar.day_type(date(2026, 6, 7)) is DayType.EVENT
    assert calendar.day_type(date(2026, 6, 8)) is DayType.TERM_WD


def test_without_a_file_no_day_is_known() -> None:
    calendar = calendar_of(Campus(id="a"))
    assert calendar.day_type(date(2026, 6, 8)) is None
    assert calendar.extent is None


BROKEN = [
    ("terms: []\n", ["1: terms: there is no term, list the terms of the school year"]),
    (
        "terms:\n  - {first: 2026-9-1, last: 2027-01-20}\n",
        ["2: terms[0].first: '2026-9-1' does not fit, write a date such as 2026-09-01"],
    ),
    (
        "terms:\n  - {first: 2026-02-30}\n",
        ["2: terms[0].first: '2026-02-30' does not fit, write a date such as 2026-09-01"],
    ),
    (
        "terms:\n  - {name: 一, first: 2026-09-01, last: 2025-01-20}\n",
        ["2: terms[0]: ends 2025-01-20 before it begins 2026-09-01, swap first and last"],
    ),
    (
        YEAR.replace("2026-02-28", "2026-02-25"),
        [
            (
                "3: terms[1]: 2026-02-26..2026-02-28 between 寒 (2026-01-24..2026-02-25) and "
                "二 (2026-03-01..2026-07-10) is in no term and no vacation, extend one of them or add a vacation"
            )
        ],
    ),
    (
        YEAR.replace("2026-02-28", "2026-03-02"),
        [
            (
                "3: terms[1]: 二 (2026-03-01..2026-07-10) overlaps 寒 (2026-01-24..2026-03-02) on "
                "2026-03-01..2026-03-02, a day belongs to one term or vacation"
            )
        ],
    ),
    (
        YEAR + "vacation: []\n",
        ["7: vacation: is not an option here, did you mean vacations?"],
    ),
    (
        YEAR + "month_leave: [{first: 2026-02-07, last: 2026-02-08}]\n",
        ["7: month_leave[0]: 2026-02-07 lies in no term, keep it within the terms of this file"],
    ),
    (
        YEAR + "month_leave: [{first: 2025-10-25, last: 2025-10-26}]\nevents: [{name: 运动会, first: 2025-10-26}]\n",
        [
            (
                "8: events[0]: 运动会 (2025-10-26) overlaps 2025-10-25..2025-10-26 of month_leave on 2025-10-26, "
                "a day is entered once"
            )
        ],
    ),
    (
        YEAR + "boarding_weekends: [{first: 2025-09-06}]\n",
        [
            (
                "7: boarding_weekends: boarders stay at every weekend already, "
                "set boarders_leave_at_weekends: true or remove this"
            )
        ],
    ),
    (
        YEAR + "statutory: {2026: {holidays: [{first: 2025-12-31, last: 2026-01-01}]}}\n",
        [
            (
                "7: statutory.2026.holidays[0]: 2025-12-31..2026-01-01 is not in 2026, "
                "list it under its own year, split at 1 January"
            )
        ],
    ),
    ("terms: [{first: 0001-01-01, last: 9999-12-31}, {first: 2026-01-01}]\n", ["1: terms[1]: 2026-01-01 overlaps"]),
]


@pytest.mark.parametrize(("text", "expected"), BROKEN, ids=[expected[0][:50] for _, expected in BROKEN])
def test_names_the_days_that_do_not_fit(tmp_path: Path, text: str, expected: list[str]) -> None:
    path = write(tmp_path, text)
    with pytest.raises(Misconfigured) as error:
        load_calendar(path)
    told = str(error.value).splitlines()
    assert len(told) == len(expected)
    assert all(line.startswith(f"{path}:{start}") for line, start in zip(told, expected, strict=True)), told


def test_a_long_span_does_not_hide_holes_and_overlaps_behind_it(tmp_path: Path) -> None:
    text = (
        "terms:\n  - {first: 2026-01-01, last: 2026-01-31}\n  - {first: 2026-01-05, last: 2026-01-06}\n"
        "  - {first: 2026-01-20, last: 2026-01-21}\n  - {first: 2026-02-01, last: 2026-02-02}\n"
    )
    with pytest.raises(Misconfigured) as error:
        load_calendar(write(tmp_path, text))
    assert [line.split(": ")[1] for line in str(error.value).splitlines()] == ["terms[1]", "terms[2]"]

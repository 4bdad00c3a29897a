"""Lists as a school's clerk keeps them (抄表记录): Chinese headers, titles, totals, few rows."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.importing import group_of, importer

REGISTER = "electricity_import"
HALF_HOUR = "electricity_import/1800s"
ZONE = "Asia/Shanghai"


def at(*parts: int) -> int:
    return round(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[arg-type, misc] # six numbers at most


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_reading_list_of_two_rows_says_by_its_words_that_it_holds_registers(encoding: str, tmp_path: Path) -> None:
    text = (
        "高中部2026年3月抄表记录,,,\n抄表人：张三,,,\n日期,时间,电表,读数\n"
        '2026年3月1日,8:00,A1,"1,234.5"\n20260302,24:00,A1,"1,300.5"\n合计,,,"2,535.0"\n'
    )
    with importer(tmp_path, group_of(["A1"], ZONE)) as run:
        outcome = run.text(text, encoding=encoding)
        assert (outcome.refused, outcome.accepted) == ("", 2)
        assert [rejection.row for rejection in outcome.rejections] == [6]
        assert run.stored("A1", REGISTER) == [(at(2026, 3, 1), 1234.5), (at(2026, 3, 2, 16), 1300.5)]


def test_a_wide_list_read_on_reading_days_holds_registers(tmp_path: Path) -> None:
    with importer(tmp_path, group_of(["A1", "B2"], ZONE)) as run:
        outcome = run.text("抄表日期,A1,B2\n2026.3.1,100,20\n2026.3.2,110,-\n2026.3.3,#N/A,5\n")
        assert (outcome.refused, outcome.accepted) == ("", 4)
        assert run.stored("A1", REGISTER) == [(at(2026, 2, 28, 16), 100.0), (at(2026, 3, 1, 16), 110.0)]


def test_falling_values_still_prove_interval_data(tmp_path: Path) -> None:
    rows = "".join(f"2026-03-01 {hour:02}:00,A1,{5 + hour % 2}\n" for hour in range(24))
    with importer(tmp_path, group_of(["A1"], ZONE)) as run:
        outcome = run.text(f"时间,电表,读数\n{rows}")
        assert outcome.refused == ""
        assert len(run.stored("A1", "electricity_import/3600s")) == 24


def test_an_unknown_meter_is_named_and_not_its_column(tmp_path: Path) -> None:
    with importer(tmp_path, group_of(["A1"], ZONE)) as run:
        outcome = run.text("时间,电表,读数\n2026-03-01 08:00,新楼,1\n")
        assert "list: 新楼." in outcome.refused


@pytest.mark.parametrize("letter", ["t", "h", "W", "V", "点"])
def test_the_letter_before_a_counted_slot_is_no_unit(letter: str, tmp_path: Path) -> None:
    header = ",".join(f"{letter}{slot}" for slot in range(1, 49))
    with importer(tmp_path, group_of(["A1"], ZONE)) as run:
        outcome = run.text(f"电表,日期,{header}\nA1,2026-03-01,{','.join(['1.5'] * 48)}\n")
        assert (outcome.refused, outcome.rejections) == ("", [])
        stored = run.stored("A1", HALF_HOUR)
        assert len(stored) == 48
        assert stored[0] == (at(2026, 2, 28, 16, 30), 1.5)


def test_the_unit_behind_the_times_of_a_day_counts(tmp_path: Path) -> None:
    header = ",".join(f"{slot // 2:02}:{slot % 2 * 30:02}(MWh)" for slot in range(48))
    with importer(tmp_path, group_of(["A1"], ZONE)) as run:
        outcome = run.text(f"电表,日期,{header}\nA1,2026-03-01,{','.join(['0.5'] * 48)}\n")
        assert (outcome.refused, outcome.rejections) == ("", [])
        assert run.stored("A1", HALF_HOUR)[0] == (at(2026, 2, 28, 16, 30), 500.0)


def test_an_open_quote_right_below_the_header_is_said(tmp_path: Path) -> None:
    text = '时间,电表,读数\n"2026-03-01 08:00,A1,100\n2026-03-01 09:00,A1,101\n2026-03-01 10:00,A1,102\n'
    with importer(tmp_path, group_of(["A1"], ZONE)) as run:
        outcome = run.text(text)
        assert (outcome.refused, outcome.accepted) == ("", 2)
        assert [rejection.row for rejection in outcome.rejections] == [2]

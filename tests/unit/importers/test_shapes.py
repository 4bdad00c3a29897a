"""Tables in the shapes and encodings people have, to the last value in the store."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campus.errors import Retry
from campus.ledger.dirty import dirty_marks
from campus.quantity import Kind
from campus.readings.protocol import Column
from collector.importers.options import ImportOptions
from tests.importing import group_of, importer

REGISTER = "electricity_import"
HALF_HOUR = "electricity_import/1800s"
HOUR = "electricity_import/3600s"


def at(*parts: int) -> int:
    return round(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[arg-type, misc] # six numbers at most


LONG = "表号,抄表时间,示数\nA1,2026-03-01 00:00,100.5\nA1,2026-03-02 00:00,108\nB2,2026-03-01 00:00,7\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_chinese_register_lists_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    with importer(tmp_path, group_of(["A1", "B2"], "Asia/Shanghai")) as run:
        outcome = run.text(LONG, encoding=encoding)
        assert (outcome.refused, outcome.accepted, outcome.rejections) == ("", 3, [])
        assert run.stored("A1", REGISTER) == [(at(2026, 2, 28, 16), 100.5), (at(2026, 3, 1, 16), 108.0)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(separator: str, ending: str, tmp_path: Path) -> None:
    with importer(tmp_path, group_of(["A1", "B2"])) as run:
        assert run.text(LONG.replace(",", separator).replace("\n", ending)).accepted == 3


def test_decimal_commas_between_semicolons(tmp_path: Path) -> None:
    table = "Zeit;time;meter;register\n" + "".join(f"x;0{d}.03.2026 06:00;A1;1.00{d},5\n" for d in range(1, 4))
    with importer(tmp_path, group_of(["A1"], "UTC")) as run:
        run.text(table, ImportOptions(date_order="dmy"))
        assert [v for _, v in run.stored("A1", REGISTER)] == [1001.5, 1002.5, 1003.5]


def test_a_column_per_meter_with_an_unknown_one(tmp_path: Path) -> None:
    rows = "".join(f"2026-03-01 {h:02d}:00,{h % 3},{h % 4},1\n" for h in range(24))
    with importer(tmp_path, group_of(["A1", "B2"], "UTC")) as run:
        outcome = run.text("utc,A1,B2 (kWh),X9\n" + rows)
        assert outcome.accepted == 48
        assert [(r.row, r.reason) for r in outcome.rejections] == [(1, "column X9: unknown meter X9")]
        assert outcome.unknown_meters == {"X9"}
        assert run.stored("A1", HOUR)[:2] == [(at(2026, 3, 1, 1), 0.0), (at(2026, 3, 1, 2), 1.0)]
        assert "stamped at its start" in outcome.notes[0]


def test_units_become_base_units_and_nothing_is_multiplied(tmp_path: Path) -> None:
    rows = "meter,time,value,unit\nA1,2026-03-01 00:00,1500,Wh\nA1,2026-03-01 01:00,2,MWh\nA1,2026-03-01 02:00,3,m3\n"
    with importer(tmp_path, group_of(["A1"], "UTC")) as run:
        outcome = run.text(rows, ImportOptions(kind=Kind.REGISTER))
        assert run.stored("A1", REGISTER) == [(at(2026, 3, 1), 1.5), (at(2026, 3, 1, 1), 2000.0)]
        assert [r.row for r in outcome.rejections] == [4]
        assert "does not measure in kWh" in outcome.rejections[0].reason


def test_gas_in_kwh_needs_its_calorific_value(tmp_path: Path) -> None:
    rows = "meter,time,value,unit\nG1,2026-03-01 00:00,105.5,kWh\n"
    with importer(tmp_path, group_of(["G1"], "UTC", "gas")) as run:
        outcome = run.text(rows, ImportOptions(kind=Kind.REGISTER))
        assert outcome.accepted == 0
        assert "--kwh-per-m3" in outcome.rejections[0].reason
        assert run.text(rows, ImportOptions(kind=Kind.REGISTER, kwh_per_m3=10.55)).accepted == 1
        assert run.stored("G1", "gas_volume") == [(at(2026, 3, 1), 10.0)]


def test_several_quantities_in_one_row(tmp_path: Path) -> None:
    rows = "表号,时间,正向有功总,反向有功总\nA1,2026-03-01 00:00,100,1\nA1,2026-03-01 01:00,101,2\n"
    with importer(tmp_path, group_of(["A1"], "UTC")) as run:
        assert run.text(rows).accepted == 4
        assert run.stored("A1", "electricity_export") == [(at(2026, 3, 1), 1.0), (at(2026, 3, 1, 1), 2.0)]


def test_date_and_clock_in_two_columns(tmp_path: Path) -> None:
    rows = "日期,时间,表号,表码\n2026/3/1,0:00,A1,5\n2026/3/1,24:00,A1,6\n"
    with importer(tmp_path, group_of(["A1"], "UTC")) as run:
        assert run.text(rows).accepted == 2
        assert run.stored("A1", REGISTER) == [(at(2026, 3, 1), 5.0), (at(2026, 3, 2), 6.0)]


def test_a_file_of_one_meter_that_names_none(tmp_path: Path) -> None:
    rows = "timestamp,value\n" + "".join(f"2026-03-01 {h:02d}:00:00,{h % 2}\n" for h in range(24))
    with importer(tmp_path, group_of(["A1"], "UTC")) as run:
        assert "--meter ID" in run.text(rows).refused
        assert run.text(rows, ImportOptions(meter="A1")).accepted == 24


def test_a_mapping_names_meters(tmp_path: Path) -> None:
    with importer(tmp_path, group_of(["A1", "B2"], "Asia/Shanghai")) as run:
        outcome = run.text(LONG.replace("A1", "楼一"), ImportOptions(meters={"楼一": "A1"}))
        assert outcome.accepted == 3


DAYS = {
    # Clocks go forward at 01:00Z on 29 March 2026: 46 half hours; back on 25 October: 50.
    "short": ("2026-03-29", 46, at(2026, 3, 29), at(2026, 3, 29, 23)),
    "long": ("2026-10-25", 50, at(2026, 10, 24, 23), at(2026, 10, 26)),
}


@pytest.mark.parametrize("day", DAYS)
def test_counted_half_hours_fill_the_days_on_which_the_clock_is_set(day: str, tmp_path: Path) -> None:
    date, count, start, end = DAYS[day]
    header = "meter,date," + ",".join(f"kWh_{i}" for i in range(1, 51))
    cells = [str(i % 5 + 0.5) if i < count else "" for i in range(50)]
    with importer(tmp_path, group_of(["A1"])) as run:
        outcome = run.text(f"{header}\nA1,{date},{','.join(cells)}\n")
        stored = run.stored("A1", HALF_HOUR)
        assert (outcome.rejections, outcome.accepted) == ([], count)
        assert [t for t, _ in stored] == list(range(start + 1800, end + 1, 1800))
        assert [v for _, v in stored] == [float(c) for c in cells[:count]]


def test_a_short_day_with_a_full_row_is_refused(tmp_path: Path) -> None:
    header = "meter,date," + ",".join(f"kWh_{i}" for i in range(1, 49))
    with importer(tmp_path, group_of(["A1"])) as run:
        outcome = run.text(f"{header}\nA1,2026-03-29,{','.join(['1.5', '2'] * 24)}\n")
        assert [r.reason for r in outcome.rejections] == ["the day has room for 46 values, the row has more"]
        assert run.readings.count() == 0


CLOCKS = ",".join(f"{m // 60:02d}:{m % 60:02d}" for m in range(0, 1440, 30))


@pytest.mark.parametrize("filling", ["clock", "counted"])
def test_named_half_hours_of_a_short_day(filling: str, tmp_path: Path) -> None:
    values = [f"{i % 7 + 1}" for i in range(46)]
    cells = [*values[:2], "", "", *values[2:]] if filling == "clock" else [*values, "", ""]
    with importer(tmp_path, group_of(["A1"])) as run:
        outcome = run.text(f"meter,date,{CLOCKS}\nA1,2026-03-29,{','.join(cells)}\n")
        stored = run.stored("A1", HALF_HOUR)
        assert (outcome.rejections, outcome.accepted) == ([], 46)
        assert [t for t, _ in stored] == list(range(at(2026, 3, 29, 0, 30), at(2026, 3, 29, 23) + 1, 1800))
        assert [v for _, v in stored] == [float(v) for v in values]


def test_stamps_the_clock_shows_twice_or_never(tmp_path: Path) -> None:
    autumn = ["00:30", "01:00", "01:30", "01:00", "01:30", "02:00"]
    rows = "".join(f"A1,2026-10-25 {t},{i}\n" for i, t in enumerate(autumn)) + "A1,2026-03-29 01:30,9\n"
    with importer(tmp_path, group_of(["A1"])) as run:
        outcome = run.text("meter,time,value\n" + rows, ImportOptions(kind=Kind.REGISTER))
        stored = run.stored("A1", REGISTER)
        assert [t for t, _ in stored] == list(range(at(2026, 10, 24, 23, 30), at(2026, 10, 25, 2) + 1, 1800))
        assert [v for _, v in stored] == [0, 1, 2, 3, 4, 5]
        assert [(r.row, r.reason) for r in outcome.rejections] == [
            (8, "the clock of Europe/London never shows this time")
        ]


@pytest.mark.parametrize(("first", "expected"), [("00:00", "start"), ("00:30", "end")])
def test_whole_days_prove_what_a_stamp_marks(first: str, expected: str, tmp_path: Path) -> None:
    begin = at(2026, 6, 1) + (1800 if first == "00:30" else 0)
    stamps = [datetime.fromtimestamp(begin + i * 1800, UTC).strftime("%d %b %Y %H:%M") for i in range(48)]
    rows = "".join(f"A1,{t},{i % 3}\n" for i, t in enumerate(stamps))
    with importer(tmp_path, group_of(["A1"], "UTC")) as run:
        outcome = run.text("meter,time,kWh\n" + rows)
        assert f"interval data of 1800 s, stamped at its {expected}" in outcome.notes[0]
        assert [t for t, _ in run.stored("A1", HALF_HOUR)] == [at(2026, 6, 1) + 1800 * (i + 1) for i in range(48)]


def test_what_cannot_be_proven_is_refused_with_what_to_pass(tmp_path: Path) -> None:
    few = "meter,time,kWh\nA1,2026-03-01 05:00,2\nA1,2026-03-01 06:00,1\n"
    with importer(tmp_path, group_of(["A1"])) as run:
        assert "--kind register or --kind interval" in run.text(few).refused
        assert "--stamp start or --stamp end" in run.text(few, ImportOptions(kind=Kind.INTERVAL)).refused
        assert run.readings.count() == 0


def test_the_same_file_again_is_all_duplicates_and_contradictions_are_told(tmp_path: Path) -> None:
    with importer(tmp_path, group_of(["A1", "B2"], "Asia/Shanghai")) as run:
        run.text(LONG)
        again = run.text(LONG)
        assert (again.accepted, again.duplicate, again.rejections) == (0, 3, [])
        other = run.text(LONG.replace("108", "109"))
        assert (other.accepted, other.duplicate) == (0, 2)
        assert [r.row for r in other.rejections] == [3]
        assert "108 is known, the row says 109" in other.rejections[0].reason
        kept = run.text(LONG.replace("108", "109"), ImportOptions(correct=True))
        assert (kept.accepted, kept.duplicate) == (1, 2)
        assert [v for _, v in run.stored("A1", REGISTER)] == [100.5, 108, 109]


def test_what_was_touched_is_marked_for_the_books(tmp_path: Path) -> None:
    with importer(tmp_path, group_of(["A1", "B2"], "Asia/Shanghai")) as run:
        run.text(LONG)
        with run.ledger.connect() as connection:
            marks = [(m.meter, m.slot) for m in dirty_marks(connection)]
    day = at(2026, 2, 28) // 86_400
    assert marks == [("A1", day), ("A1", day + 1), ("B2", day)]


def test_strict_takes_all_or_nothing_and_dry_run_nothing(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LONG + "A1,2026-03-03 00:00,abc\nA1,2026-03-01 00:00,100.5\n", encoding="utf-8")
    with importer(tmp_path, group_of(["A1", "B2"], "Asia/Shanghai")) as run:
        strict = run(path, strict=True)
        assert "rows to reject: 1" in strict.refused
        assert [r.row for r in strict.rejections] == [5]
        dry = run(path, dry_run=True)
        assert (dry.accepted, dry.duplicate, [r.row for r in dry.rejections]) == (3, 1, [5])
        assert run.readings.count() == 0
        assert run(path).accepted == 3


def test_a_quote_never_closed_loses_its_own_row_only(tmp_path: Path) -> None:
    rows = LONG.splitlines(keepends=True)
    rows.insert(2, 'A1,"2026-03-01 12:00,103\n')
    rows.append('"B2","2026-03-02 00:00","8"\n')
    with importer(tmp_path, group_of(["A1", "B2"], "Asia/Shanghai")) as run:
        outcome = run.text("".join(rows))
        assert outcome.accepted == 4
        assert [(r.row, r.reason) for r in outcome.rejections] == [
            (3, "a quote that opens in this row is never closed")
        ]


def test_a_cell_with_line_ends_keeps_row_numbers_true(tmp_path: Path) -> None:
    table = 'meter,time,register,remark\nA1,2026-03-01,1,"two\nlines"\nA1,2026-03-02,x,\n'
    with importer(tmp_path, group_of(["A1"])) as run:
        outcome = run.text(table)
        assert outcome.accepted == 1
        assert [r.row for r in outcome.rejections] == [4]


def test_zero_runs_are_counted_not_changed(tmp_path: Path) -> None:
    day = [3.0] * 24 + [0.0] * 8 + [3.0] * 10 + [0.0] * 6 + [40.0] + [0.0] * 5 + [2.0] * 42
    rows = "".join(
        f"{datetime.fromtimestamp(at(2026, 3, 1) + i * 3600, UTC):%Y-%m-%d %H:%M},{v}\n" for i, v in enumerate(day)
    )
    with importer(tmp_path, group_of(["A1"], "UTC")) as run:
        outcome = run.text("time,A1\n" + rows)
        assert outcome.findings == {"zero_run": 2, "zero_run_then_peak": 1}
        assert sum(v == 0 for _, v in run.stored("A1", HOUR)) == 19


def test_a_store_that_fails_halfway_is_told_and_the_import_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(
        f"A1,{datetime.fromtimestamp(at(2020, 1, 1) + i * 600, UTC):%Y-%m-%d %H:%M},{i}\n" for i in range(70_000)
    )
    with importer(tmp_path, group_of(["A1"], "UTC")) as run:
        whole, calls = run.readings.append_columns, 0

        def failing(columns: Sequence[Column], received_ms: int) -> None:
            nonlocal calls
            calls += 1
            if calls == 2:
                message = "readings: the disk is full"
                raise Retry(message)
            whole(columns, received_ms)

        monkeypatch.setattr(run.readings, "append_columns", failing)
        with pytest.raises(Retry, match=r"the disk is full; 66665 readings of table.csv are stored"):
            run.text("meter,time,value\n" + rows)
        again = run.text("meter,time,value\n" + rows)
        assert (again.accepted, again.duplicate) == (70_000 - 66_665, 66_665)
        with run.ledger.connect() as connection:
            slots = {mark.slot for mark in dirty_marks(connection)}
    assert slots == set(range(at(2020, 1, 1) // 86_400, (at(2020, 1, 1) + 69_999 * 600) // 86_400 + 1))


def test_what_the_books_will_not_believe_is_counted(tmp_path: Path) -> None:
    # 10,000 kWh an hour unless the list says more, and a fifth on top: 12,000 is believed, 12,001 is not.
    rows = "".join(f"2026-03-01 {h:02d}:00,{v}\n" for h, v in enumerate([12000, 5, 12001, *range(21, 0, -1)]))
    with importer(tmp_path, group_of(["A1"], "UTC")) as run:
        outcome = run.text("time,A1\n" + rows)
        assert (outcome.accepted, outcome.findings) == (24, {"above_max_rate": 1})

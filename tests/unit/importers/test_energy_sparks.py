"""39 files as UK schools' suppliers send them, sound and broken; expectations written from looking at each file."""

from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from collector.importers.options import ImportOptions
from tests.importing import group_of, importer

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "energy_sparks_amr"

METERS = [
    "K0229111D6",
    "1700052624128",
    "1710146092002",
    "1710035168313",
    "1700051906970",
    "1710251392603",
    "1712002432403",
    "1710193443004",
    "1700053113170",
    "1700052332342",
    "1700053225020",
    "1710200412555",
    "1712050781307",
    "1712105365001",
    "1712538971506",
    "1712005591018",
    "1712068465054",
    "1710035166005",
    "1722059883100",
    "1700053235640",
    "2200012767323",
    "2200012030374",
    "2200040922992",
    "2000006183919",
    "2200012833358",
    "2336533093112",
    "2380001727391",
    "1712423842469",
    "21000040359999",
    "2200013680374",
    "1700051910531",
    "1700051513402",
]

DMY = ImportOptions(date_order="dmy")
END = ImportOptions(stamp="end")
UNSURE_ORDER = "order of day and month is not certain"
UNSURE_STAMP = "beginning or the end of its interval is not certain"
NO_ROWS = "nothing stands below the header"
BAD_DATE = "'KABOOM' is no date"


@dataclass(frozen=True)
class Case:
    """`refused` is part of the reason why nothing at all is imported; `rejected` are rows with part of their reason."""

    file: str
    accepted: int = 0
    duplicate: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)
    refused: str = ""
    options: ImportOptions = field(default_factory=ImportOptions)
    blank: int = 0


DAY, READING, HIGHLANDS, UPLOAD = (
    "amr_data/row-per-day", "amr_data/row-per-reading", "amr_highlands", "amr_upload_data_files"
)  # fmt: skip

CASES = [
    Case(f"{DAY}/all-missing-readings.csv", refused=UNSURE_ORDER),
    Case(f"{DAY}/all-missing-readings.csv", 28, blank=20, options=DMY),
    Case(f"{DAY}/duplicate-rows.csv", refused=UNSURE_ORDER),
    Case(f"{DAY}/duplicate-rows.csv", 48, 9, [(3, "39 values for K0229111D6 contradict")], options=DMY),
    Case(f"{DAY}/empty-msft.csv", refused="nothing but its sep= line"),
    Case(f"{DAY}/empty-with-header.csv", refused=NO_ROWS),
    Case(f"{DAY}/empty.csv", refused="is empty"),
    Case(f"{DAY}/incomplete-row.csv", rejected=[(2, "3 cells where the header has 51")]),
    Case(f"{DAY}/malformed.csv", 48, rejected=[(3, "never closed")], options=DMY),
    Case(f"{DAY}/no-readings.csv", rejected=[(2, "no values")], options=DMY),
    Case(f"{DAY}/some-missing-readings.csv", 124, blank=20),
    Case(f"{DAY}/valid-no-header.csv", refused=UNSURE_ORDER),
    Case(f"{DAY}/valid-no-header.csv", 48, options=DMY),
    Case(f"{DAY}/valid.csv", refused=UNSURE_ORDER),
    Case(f"{DAY}/valid.csv", 48, options=DMY),
    Case(f"{READING}/empty-msft.csv", refused="nothing but its sep= line"),
    Case(f"{READING}/empty-with-header.csv", refused=NO_ROWS),
    Case(f"{READING}/empty.csv", refused="is empty"),
    Case(f"{READING}/some-missing-readings.csv", 94),
    Case(f"{READING}/valid.csv", 48),
    Case(f"{HIGHLANDS}/empty.csv", refused="nothing but its sep= line"),
    Case(f"{HIGHLANDS}/example-missing-half-hours.csv", 526),
    Case(f"{HIGHLANDS}/example-offset.csv", 382),
    Case(f"{HIGHLANDS}/example.csv", 480),
    Case(f"{UPLOAD}/banes-bad-example-date-file.csv", rejected=[(2, BAD_DATE)]),
    Case(f"{UPLOAD}/banes-bad-example-file.csv", 48, rejected=[(3, BAD_DATE)]),
    Case(
        f"{UPLOAD}/banes-bad-example-missing-and-invalid-mpan-file.csv",
        refused="none of the meters in the file is in the meter list",
        rejected=[(2, "unknown meter 1234567890"), (3, "the meter is missing"), (4, "a spreadsheet has shortened")],
    ),
    Case(f"{UPLOAD}/banes-bad-example-missing-data-file.csv", 95, blank=1),
    Case(f"{UPLOAD}/banes-example-file.csv", 240),
    Case(f"{UPLOAD}/banes-example-file.xls", 240),
    Case(f"{UPLOAD}/banes-example-file.xlsx", 240),
    Case(f"{UPLOAD}/date-test.xlsx", refused="0 columns without header hold numbers"),
    Case(f"{UPLOAD}/energy_assets_invalid.csv", refused="is an HTML page"),
    Case(f"{UPLOAD}/example-bad-sheffield-file.csv", refused=UNSURE_ORDER),
    Case(f"{UPLOAD}/example-bad-sheffield-file.csv", 96, options=DMY),
    Case(f"{UPLOAD}/example-bad-sheffield-proper-file.csv", 88 * 48),
    Case(f"{UPLOAD}/example-highlands-file.csv", 48),
    Case(f"{UPLOAD}/example-sheffield-file.csv", refused=UNSURE_ORDER),
    Case(f"{UPLOAD}/example-sheffield-file.csv", 96, options=DMY),
    Case(f"{UPLOAD}/not_a_csv.csv", refused="is a PNG picture"),
    Case(f"{UPLOAD}/not_a_xlsx.xlsx", refused="is a JPEG picture"),
    Case(f"{UPLOAD}/with-carriage-return-line-endings.csv", 96, rejected=[(13, "1 cell where the header has 56")]),
    Case(f"{UPLOAD}/with-mixed-line-endings.csv", 144),
    Case(f"{UPLOAD}/with-nulls-and-empty-lines.csv", refused=UNSURE_STAMP),
    Case(f"{UPLOAD}/with-nulls-and-empty-lines.csv", 15, options=END),
    Case(f"{UPLOAD}/with-nulls-empty-lines-invalid-chars.csv", refused=UNSURE_STAMP),
    Case(f"{UPLOAD}/with-nulls-empty-lines-invalid-chars.csv", 6, options=END),
]

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the measured data lies outside the repository")


@needs_data
def test_every_file_has_a_case() -> None:
    there = {str(p.relative_to(DATA)) for p in DATA.rglob("*") if p.suffix in {".csv", ".xls", ".xlsx"}}
    assert len(there) == 39
    assert {case.file for case in CASES} == there


@needs_data
@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.file}{'+options' if c.options != ImportOptions() else ''}")
def test_file(case: Case, tmp_path: Path) -> None:
    with importer(tmp_path, group_of(METERS)) as run:
        outcome = run(DATA / case.file, case.options)
        assert (outcome.accepted, outcome.duplicate, outcome.blank) == (case.accepted, case.duplicate, case.blank)
        assert [r.row for r in sorted(outcome.rejections)] == [row for row, _ in case.rejected]
        for rejection, (_, reason) in zip(sorted(outcome.rejections), case.rejected, strict=True):
            assert reason in rejection.reason
        assert case.refused in outcome.refused
        assert bool(outcome.refused) == bool(case.refused)
        assert run.readings.count() == case.accepted
        assert outcome.came_through == (case.accepted > 0)


@needs_data
@pytest.mark.parametrize("name", ["banes-example-file.csv", "banes-example-file.xls", "banes-example-file.xlsx"])
def test_one_table_in_three_formats_is_the_same(name: str, tmp_path: Path) -> None:
    with importer(tmp_path, group_of(METERS)) as run:
        run(DATA / UPLOAD / name)
        stored = run.stored("2200012767323", "electricity_import/1800s")
    # 2019-11-13 in winter time: [00:30] ends at 00:30Z, [24:00] at the next midnight.
    assert stored[0] == (1_573_605_000, 0.969)
    assert stored[-1] == (1_573_689_600, 1.034)
    assert sum(value for _, value in stored) == pytest.approx(226.103, abs=1e-9)


@needs_data
def test_stamps_off_by_one_slot_end_up_where_they_belong(tmp_path: Path) -> None:
    with importer(tmp_path, group_of(METERS)) as run:
        run(DATA / HIGHLANDS / "example.csv")
        run(DATA / HIGHLANDS / "example-offset.csv")
        ends = run.stored("1710035168313", "electricity_import/1800s")
        starts = run.stored("1700052624128", "electricity_import/1800s")
    # 00:30 BST on 26 August is the end of the day's first half hour; 00:00 on 3 December the beginning of it.
    assert (ends[0], ends[-1]) == ((1_566_775_800, 14.4), (1_566_860_400, 15.2))
    assert (starts[0], starts[-1]) == ((1_575_333_000, 1.0), (1_575_417_600, 1.0))


@needs_data
def test_half_hours_on_summer_days_start_an_hour_before_utc_midnight(tmp_path: Path) -> None:
    with importer(tmp_path, group_of(METERS)) as run:
        run(DATA / UPLOAD / "example-bad-sheffield-proper-file.csv")
        stored = run.stored("2380001727391", "electricity_import/1800s")
    # 5 August 2019 begins at 23:00Z; the clock goes back on 27 October, a day of 50 half hours of which 48 are given.
    assert stored[0] == (1_564_961_400, 0.743)
    assert stored[-1] == (1_572_566_400, 0.634)
    gaps = [(a, b - a) for (a, _), (b, _) in pairwise(stored) if b - a != 1800]
    assert gaps == [(1_572_217_200, 5400)]

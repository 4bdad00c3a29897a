"""`campus report --xlsx`: from pages in a ledger to a workbook on disk."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from campus.errors import Misconfigured, Refused
from tests.monthly.installation import Site, main_meter, site
from tests.workbook import Opened


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Site]:
    """A campus using 100 kWh a day last February and 90 kWh a day this one, with 200 and 250 heads; 2 m3 of water."""
    meters = [main_meter("e"), main_meter("w", "water")]
    campuses = [{"id": "c", "name": "=高中部", "area_m2": 4000, "meters": meters}]
    one = site(tmp_path, campuses, target={"reduction": 0.1})
    for year, energy, heads in ((2025, 100.0, 200), (2026, 90.0, 250)):
        first = date(year, 2, 1)
        one.heads("c", first, boarders=heads)
        types = one.day_types("c", first, {"TERM_WD": 28})
        one.use("e", dict.fromkeys(types, energy))
        one.use("w", {day: 2.0 for day in types if day != first + timedelta(days=3)})
    yield one
    one.engine.dispose()


def test_the_workbook_says_what_the_books_say(school: Site, tmp_path: Path) -> None:
    path = tmp_path / "二月.xlsx"
    outcome = school.run("--month", "2026-02", "--xlsx", str(path))
    assert outcome.exit_code == 0, outcome.output
    book = Opened(path.read_bytes())
    assert book.row("电", "=高中部")[1:3] == [pytest.approx(28 * 90), pytest.approx(28 * 100)]
    assert book.row("电", "=高中部")[7:9] == [pytest.approx(28 * 90 / 250), pytest.approx(28 * 100 / 200)]
    assert book.row("电", "=高中部")[10] == "—"
    assert book.row("水", "合计")[1] == pytest.approx(27 * 2)
    assert book.row("公共机构统计", "电消费量", 2)[3] == pytest.approx(28 * 90)
    l2 = book.row("同比", "L2 同类日比较")
    assert l2[4] == pytest.approx(1 - 90 * 200 / (100 * 250))
    for formula in book.all_formulas():
        given = book.worked_out(formula)
        assert formula.stored == (pytest.approx(given) if isinstance(given, float | int) else given)


def test_what_the_workbook_cannot_become_is_refused(school: Site, tmp_path: Path) -> None:
    absent = school.run("--month", "2026-02", "--xlsx", str(tmp_path / "nowhere" / "x.xlsx"))
    assert isinstance(absent.exception, Refused)
    assert "name a file in a folder that exists" in str(absent.exception)
    template = tmp_path / "t.yaml"
    template.write_text("title: x\nrows:\n  - {name: 电, path: campus/nothing}\n", encoding="utf-8")
    wrong = school.run("--month", "2026-02", "--xlsx", str(tmp_path / "x.xlsx"), "--statutory", str(template))
    assert isinstance(wrong.exception, Misconfigured)
    assert not (tmp_path / "x.xlsx").exists()

"""The statutory sheet follows a template, because provinces differ."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.monthly.statutory_template import load_template
from campus.errors import Misconfigured
from tests import handmade_month as by_hand
from tests.workbook import opened

SHEET = "公共机构统计"


def template(folder: Path, rows: str) -> Path:
    path = folder / "province.yaml"
    path.write_text(f"title: 某省公共机构能耗月报\nrows:\n{rows}", encoding="utf-8")
    return path


def test_the_built_in_rows_have_quantity_and_cost_by_month() -> None:
    book = opened(by_hand.single())
    # 31.25 kWh a head, 1,250 heads, 0.92 of it; 0.568 yuan a kWh.
    assert book.row(SHEET, "电消费量", 2)[3:5] == [pytest.approx(35_937.5), pytest.approx(35_937.5)]
    assert book.row(SHEET, "电费", 2)[3] == pytest.approx(35_937.5 * 0.568)
    assert book.row(SHEET, "用能人数（日平均）", 2)[4] == 1250
    assert book.row(SHEET, "机构类型", 2)[4] == "教育事业"


def test_what_the_service_does_not_know_is_left_to_be_filled_in() -> None:
    row = opened(by_hand.single()).row(SHEET, "汽油消费量", 2)
    assert row[3:6] == [None, None, "手工填报"]


def test_a_campus_without_a_figure_leaves_the_group_without_a_sum() -> None:
    units = [by_hand.campus(i, f"校区{i}", ("2026-02",)) for i in range(2)]
    part = units[1].resources[0]
    unpriced = replace(part.months[0].this, cost_yuan=None, cost_reason=by_hand.words("2 月电价未录入"))
    part = replace(part, months=(replace(part.months[0], this=unpriced),))
    units[1] = replace(units[1], resources=(part, *units[1].resources[1:]))
    book = opened(by_hand.report(units, ("2026-02",)))
    costs = [row for row in book.sheet(SHEET).iter_rows(values_only=True) if row[1] == "电费"]
    assert [row[3] for row in costs] == ["—", pytest.approx(31.25 * 1250 * 0.92 * 0.568), "—"]
    assert costs[0][5] == "— 1 个校区数据不全，不作合计"
    assert costs[2][5] == "— 2 月电价未录入"


def test_known_gaps_and_estimates_are_remarked() -> None:
    remark = str(opened(by_hand.usual()).row(SHEET, "天然气消费量", 2)[-1] or "")
    assert remark == ""
    rows = [r for r in opened(by_hand.usual()).sheet(SHEET).iter_rows(values_only=True) if r[1] == "电消费量"]
    assert rows[1][6] == "2026 年 3 月：覆盖率 97.0%，含估算 3.8%"


def test_a_province_has_its_own_rows_units_and_scales(tmp_path: Path) -> None:
    path = template(
        tmp_path,
        "  - {name: 用电, unit: 万kWh, scale: 0.0001, path: 'campus/resources/electricity/months/{month}/this/value'}\n"
        "  - {name: 液化气, unit: kg, field: lpg_kg}\n"
        "  - {name: 隶属系统, text: 教育}\n"
        "  - {name: 指标文号}\n",
    )
    book = opened(by_hand.single(), load_template(path))
    assert book.sheet(SHEET)["A1"].value == "某省公共机构能耗月报（2026 年 2 月）"
    assert book.row(SHEET, "用电", 2)[3] == pytest.approx(3.59375)
    assert book.row(SHEET, "液化气", 2)[3:6] == [120, 120, "按瓶登记"]
    assert book.row(SHEET, "隶属系统", 2)[4] == "教育"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{name: 电, path: campus/resources/electricity/thus/value}", "nothing called 'thus'"),
        ("{name: 电, path: school/name}", "write campus/… or report/…"),
        ("{name: 电, path: campus/heads}", "ends before a figure"),
        ("{name: 电, path: campus/name/first}", "the path ends before"),
        ("{name: 电, path: campus/name, text: 电}", "only one of path, field and text"),
        ("{name: 电, scale: 0}", "scale"),
        ("{name: 电, pth: campus/name}", "pth"),
        ("{unit: kWh}", "name"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(row: str, told: str, tmp_path: Path) -> None:
    path = template(tmp_path, f"  - {{name: 水}}\n  - {row}\n")
    with pytest.raises(Misconfigured) as refused:
        load_template(path)
    assert f"{path}:4: " in str(refused.value)
    assert told in str(refused.value)


def test_a_template_that_is_empty_or_absent_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    for name in ("empty.yaml", "absent.yaml"):
        with pytest.raises(Misconfigured, match=name):
            load_template(tmp_path / name)

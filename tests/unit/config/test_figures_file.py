"""The figures file: what it accepts, and how it tells what is wrong."""

from pathlib import Path

import pytest

from campus.config.figures_file import load_figures
from campus.errors import Misconfigured
from campus.tariff.price import TimeOfUse

GOOD = """\
tariffs:
  - id: henan-2025
    resource: electricity
    valid_from: 2025-01-01
    valid_to: 2025-12-31
    price: {kind: flat, yuan: 0.568}
    source: 目录电价
  - id: henan-2026
    resource: electricity
    valid_from: 2026-01-01
    power_factor_standard: 0.9
    price:
      kind: time_of_use
      yuan: {peak: 1.0, flat: 0.6, valley: 0.3}
      tables:
        - periods:
            - {period: valley, from_hour: 22, to_hour: 6}
            - {period: flat, from_hour: 6, to_hour: 16}
            - {period: peak, from_hour: 16, to_hour: 22}
grid_factors:
  - {region: henan, year: 2023, kg_per_kwh: 0.6, source: notice}
cost_centres:
  centres:
    - {id: canteen, meters: [k]}
  shared:
    - {meter: pump, key: floor area, shares: {canteen: 1.0}}
targets:
  - {reduction: 10%, resource: water, owners: {performer: 张三, responsible: 李四, supervisor: 王五}}
measures:
  - {id: led, meters: [lamps], started: 2026-03-10, finished: 2026-03-20}
virtual_meters:
  - {id: rest, plus: [m], minus: [a]}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "figures.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def told(folder: Path, text: str) -> list[str]:
    with pytest.raises(Misconfigured) as caught:
        load_figures(write(folder, text))
    return [line.replace(f"{folder}/", "") for line in str(caught.value).splitlines()]


def test_a_whole_file(tmp_path: Path) -> None:
    found = load_figures(write(tmp_path, GOOD))
    assert [t.id for t in found.tariffs] == ["henan-2025", "henan-2026"]
    price = found.tariffs[1].price
    assert isinstance(price, TimeOfUse)
    assert [price.period_at(3, hour) for hour in (5, 6, 15, 16, 21, 22)] == [
        "valley",
        "flat",
        "flat",
        "peak",
        "peak",
        "valley",
    ]
    assert found.targets[0].reduction == pytest.approx(0.1)
    assert found.grid_factors[0].year == 2023


def test_an_overlap_of_hours_names_line_and_hours(tmp_path: Path) -> None:
    (line,) = told(tmp_path, GOOD.replace("from_hour: 22, to_hour: 6", "from_hour: 21, to_hour: 6"))
    where, what = line.split(": ", 1)
    assert where == "figures.yaml:16"
    assert GOOD.splitlines()[15].strip() == "- periods:"
    assert what == (
        "tariffs[1].price.tables[0]: hours 21-22 belong to two periods, cover each of the 24 hours exactly once"
    )


def test_a_hole_of_hours(tmp_path: Path) -> None:
    (line,) = told(tmp_path, GOOD.replace("from_hour: 6, to_hour: 16", "from_hour: 6, to_hour: 15"))
    assert "hours 15-16 belong to no period" in line


def test_overlapping_and_missing_dates(tmp_path: Path) -> None:
    (line,) = told(tmp_path, GOOD.replace("valid_to: 2025-12-31", "valid_to: 2026-01-31"))
    assert line.startswith(
        "figures.yaml:8: tariffs[1]: electricity: henan-2025 and henan-2026 overlap on 2026-01-01..2026-01-31"
    )
    (line,) = told(tmp_path, GOOD.replace("valid_to: 2025-12-31", "valid_to: 2025-12-30"))
    assert "no tariff on 2025-12-31..2025-12-31, between henan-2025 and henan-2026" in line


def test_a_grid_factor_without_a_year(tmp_path: Path) -> None:
    (line,) = told(tmp_path, GOOD.replace("year: 2023, ", ""))
    assert line.startswith("figures.yaml:21: grid_factors[0].year: is missing, year the factor is of")


def test_shares_that_are_not_whole(tmp_path: Path) -> None:
    (line,) = told(tmp_path, GOOD.replace("shares: {canteen: 1.0}", "shares: {canteen: 0.8}"))
    assert "shares of pump add up to 0.8, let them add up to 1" in line


def test_virtual_meters_in_a_ring_and_names_twice(tmp_path: Path) -> None:
    ring = GOOD.replace("{id: rest, plus: [m], minus: [a]}", "{id: x, plus: [y]}\n  - {id: y, plus: [x]}")
    (line,) = told(tmp_path, ring)
    assert "virtual meters are made of each other: x → y → x, let one of them be made of real meters only" in line
    (line,) = told(tmp_path, GOOD + "  - {id: rest, plus: [b]}\n")
    assert "virtual_meters[1]: rest stands already in line 32" in line


def test_misspelt_options_and_kinds(tmp_path: Path) -> None:
    assert any("did you mean tariffs?" in line for line in told(tmp_path, GOOD.replace("tariffs:", "tarifs:")))
    assert any(
        "0.568" not in line and "flat" in line for line in told(tmp_path, GOOD.replace("kind: flat", "kind: flatt"))
    )


def test_every_problem_at_once(tmp_path: Path) -> None:
    bad = GOOD.replace("year: 2023, ", "").replace("yuan: 0.568", "yuan: -1").replace("reduction: 10%", "reduction: 10")
    assert len(told(tmp_path, bad)) == 3

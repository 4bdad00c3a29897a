"""Numbers on the pages, against figures written by hand."""

import math

import pytest

from api.pages import numbers
from api.words import LANGUAGES

ZH, EN = LANGUAGES["zh"], LANGUAGES["en"]
T, J = "\u2009", "\u00a0"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (12345.0, f"12{T}345"),
        (1234567.8, f"1{T}234{T}568"),
        (1234.5, f"1{T}234"),
        (123.456, "123.5"),
        (12.3456, "12.35"),
        (12.5, "12.5"),
        (1.0, "1"),
        (0.056789, "0.05679"),
        (0.0, "0"),
        (-3.25, "−3.25"),
        (-0.0000001, "0"),
        (999.96, f"1{T}000"),
        (None, "—"),
        (math.nan, "—"),
        (math.inf, "—"),
    ],
)
def test_a_figure_has_thin_space_thousands_and_at_most_four_significant_digits(value: float | None, shown: str) -> None:
    assert numbers.figure(value) == shown


def test_the_unit_stands_behind_every_known_figure_and_never_behind_a_dash() -> None:
    assert numbers.amount(12480.2, "m3") == f"12{T}480{J}m³"
    assert numbers.amount(23.4, "degC") == f"23.4{J}°C"
    assert numbers.amount(None, "kWh") == "—"
    assert numbers.register(18234.5, "kWh") == f"18{T}234.50{J}kWh"
    assert numbers.register(math.nan, "kWh") == "—"


@pytest.mark.parametrize(
    ("share", "zh", "en", "sign"),
    [
        (-0.0512, f"下降 5.1{J}%", f"down 5.1{J}%", f"−5.1{J}%"),
        (0.0314, f"上升 3.1{J}%", f"up 3.1{J}%", f"+3.1{J}%"),
        (0.0004, "持平", "level", f"0.0{J}%"),
        (-1.0, f"下降 100.0{J}%", f"down 100.0{J}%", f"−100.0{J}%"),
        (None, "—", "—", "—"),
        (math.nan, "—", "—", "—"),
    ],
)
def test_a_change_is_said_in_words_and_with_its_sign(share: float | None, zh: str, en: str, sign: str) -> None:
    assert (numbers.change(share, ZH), numbers.change(share, EN), numbers.signed(share)) == (zh, en, sign)


@pytest.mark.parametrize(
    ("coverage", "shown"), [(1.0, "100"), (0.9999, "99"), (0.97, "97"), (0.004, "<1"), (0.0, "0"), (0.29, "29")]
)
def test_coverage_is_never_rounded_up_to_whole(coverage: float, shown: str) -> None:
    assert numbers.covered(coverage) == f"{shown}{J}%"


@pytest.mark.parametrize(("share", "shown"), [(0.0, f"0{J}%"), (0.0001, f"1{J}%"), (0.02, f"2{J}%"), (None, "—")])
def test_an_estimated_share_is_never_rounded_down_to_none(share: float | None, shown: str) -> None:
    assert numbers.estimated(share) == shown


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (12, "刚刚", "just now"),
        (-30, "刚刚", "just now"),
        (-600, "时钟超前", "clock ahead"),
        (180, "3 分钟前", "3 min ago"),
        (7200, "2 小时前", "2 h ago"),
        (4 * 86400, "4 天前", "4 d ago"),
    ],
)
def test_age_is_told_in_the_largest_whole_unit(seconds: float, zh: str, en: str) -> None:
    assert (numbers.age(seconds, ZH), numbers.age(seconds, EN)) == (zh, en)


def test_a_figure_in_running_text_stays_on_one_line_and_the_text_is_escaped() -> None:
    assert numbers.unbroken(f"<12{T}345 kWh") == f'&lt;<span class="figure">12{T}345</span> kWh'

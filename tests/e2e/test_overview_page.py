"""The overview in a browser: both languages, three widths, light and dark, live."""

import re
from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visit
from tests.small_server import SmallServer

CHART = ".chart.months svg path[fill*='--electricity']"
FIRST_CHART_S = 1.5
T, J = "\u2009", "\u00a0"


def opened(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector(CHART, state="attached")


@pytest.mark.parametrize("width", [1440, 820, 390])
@pytest.mark.parametrize(
    ("language", "words"), [("zh-CN", "本月至今用电"), ("en-GB", "Electricity this month to date")]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_at_every_width_language_and_scheme(
    visit: Visit, server: SmallServer, width: int, language: str, words: str, scheme: str
) -> None:
    visitor = visit(width, language, scheme)
    opened(visitor.page, server.url)
    expect(visitor.page.locator("h1")).to_contain_text(words)
    expect(visitor.page.locator(".tile")).to_have_count(4)
    expect(visitor.page.locator(".chart.hours svg")).to_be_visible()
    expect(visitor.page.locator("tr[data-meter]")).to_have_count(9)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width, "scrolls sideways"
    assert visitor.page.evaluate("document.documentElement.lang") == ("zh-CN" if language == "zh-CN" else "en-US")
    paper = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(20, 23, 26)" if scheme == "dark" else "rgb(250, 250, 248)")
    visitor.picture(f"overview-{width}-{language[:2]}-{scheme}")


def test_the_sentence_is_said_in_full(visit: Visit, server: SmallServer) -> None:
    visitor = visit()
    opened(visitor.page, server.url)
    said = visitor.page.locator("h1").inner_text()
    number = rf"[\d{T}]+{J}kWh"
    assert re.fullmatch(
        rf"本月至今用电 {number}，同比下降 \d+\.\d{J}%（两年都有数据的日子：{number}，去年同期 {number}；"
        rf"覆盖率 \d+{J}%，估算 \d+{J}%）。",
        said,
    ), said


def test_the_first_chart_is_there_within_a_second_and_a_half(visit: Visit, server: SmallServer) -> None:
    """From navigation to drawn columns; the best of three, for other work shares the machine."""
    seconds = []
    for _ in range(3):
        visitor = visit()
        begun = monotonic()
        opened(visitor.page, server.url)
        seconds.append(monotonic() - begun)
    assert min(seconds) < FIRST_CHART_S, seconds


def test_a_new_reading_changes_the_live_value_without_a_reload(visit: Visit, server: SmallServer) -> None:
    visitor = visit()
    opened(visitor.page, server.url)
    live = visitor.page.locator(".tile.heat-pump .live b")
    expect(live).to_have_text(f"现在 31.2{J}kW")
    server.append("senior-hp", "active_power", 44_700)
    expect(live).to_have_text(f"现在 44.7{J}kW", timeout=10_000)
    server.append("senior-hp", "active_power", 31_200)
    expect(live).to_have_text(f"现在 31.2{J}kW", timeout=10_000)


def test_a_store_that_is_away_is_said_and_the_page_recovers_by_itself(visit: Visit, server: SmallServer) -> None:
    visitor = visit(language="en-GB")
    opened(visitor.page, server.url)
    trouble = visitor.page.locator(".trouble")
    expect(trouble).to_be_hidden()
    server.store("away")
    expect(trouble).to_have_text(re.compile("unavailable.*does not answer"), timeout=10_000)
    fresh = visit(language="en-GB")
    opened(fresh.page, server.url)
    expect(fresh.page.locator(".trouble")).to_be_visible()
    fresh.picture("overview-store-away")
    server.store("back")
    expect(trouble).to_be_hidden(timeout=15_000)
    expect(fresh.page.locator(".trouble")).to_be_hidden(timeout=15_000)


def test_choosing_water_shows_water_and_says_why_it_cannot_be_compared(visit: Visit, server: SmallServer) -> None:
    visitor = visit()
    opened(visitor.page, server.url)
    visitor.page.locator(".page select").select_option("junior-e")
    expect(visitor.page.locator(".chart.hours")).to_have_attribute("aria-label", re.compile("初中部总电表"))
    visitor.page.locator(".tile.water").click()
    expect(visitor.page.locator("h1")).to_contain_text("无法比较：两年都有数据的日子太少")
    expect(visitor.page.locator(".opening p")).to_contain_text("不足 90 % 的表计：初中部总水表、高中部总水表")
    expect(visitor.page.locator(".opening > b")).to_have_count(0)
    visitor.page.wait_for_selector(".chart.months svg path[fill*='--water']", state="attached")
    expect(visitor.page.locator(".tile.water")).to_have_attribute("aria-pressed", "true")
    expect(visitor.page.locator(".tile.electricity")).to_have_attribute("aria-pressed", "false")
    expect(visitor.page.locator(".page select option")).to_have_count(2)
    expect(visitor.page.locator(".page select")).to_have_value("senior-w")
    expect(visitor.page.locator(".chart.hours")).to_have_attribute("aria-label", re.compile("高中部总水表"))
    visitor.picture("overview-water")


def test_another_meter_can_be_chosen_for_the_hours(visit: Visit, server: SmallServer) -> None:
    visitor = visit()
    opened(visitor.page, server.url)
    chart = visitor.page.locator(".chart.hours")
    expect(chart).to_have_attribute("aria-label", re.compile("高中部总电表"))
    visitor.page.locator(".page select").select_option("junior-e")
    expect(chart).to_have_attribute("aria-label", re.compile("初中部总电表"))


def test_estimated_hours_are_hatched_and_missing_hours_ticked(visit: Visit, server: SmallServer) -> None:
    visitor = visit()
    opened(visitor.page, server.url)
    columns = visitor.page.locator(".chart.hours svg")
    assert columns.locator("path[fill^='url(#zr']").count() >= 6, "six estimated hours are striped"
    assert columns.locator("path[fill='var(--muted)']").count() == 3, "three unknown hours carry a tick"


def test_the_table_behind_a_chart_holds_the_same_figures(visit: Visit, server: SmallServer) -> None:
    visitor = visit(language="en-GB")
    opened(visitor.page, server.url)
    months, hours = visitor.page.locator("details.table").all()
    months.locator("summary").click()
    expect(months.locator("tbody tr")).to_have_count(12)
    expect(months.locator("tbody tr").first).to_contain_text("2026-03 (to date)")
    hours.locator("summary").click()
    expect(hours.locator("tbody tr")).to_have_count(48)
    missing = hours.locator("tbody tr", has_text="missing")
    assert missing.count() >= 3
    expect(hours.locator("tbody tr", has_text="2026-03-13 15:00")).to_contain_text("—")


def test_the_language_can_be_switched_and_is_remembered(visit: Visit, server: SmallServer) -> None:
    visitor = visit()
    opened(visitor.page, server.url)
    visitor.page.locator("a.switch").click()
    expect(visitor.page.locator("h1")).to_contain_text("this month to date")
    opened(visitor.page, server.url)
    expect(visitor.page.locator("h1")).to_contain_text("this month to date")
    visitor.page.locator("a.switch").click()
    expect(visitor.page.locator("h1")).to_contain_text("本月至今")


def test_light_and_dark_can_be_switched_and_are_remembered(visit: Visit, server: SmallServer) -> None:
    visitor = visit()
    opened(visitor.page, server.url)
    visitor.page.locator("button.theme").click()
    assert visitor.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"
    opened(visitor.page, server.url)
    assert visitor.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 26)"


def test_one_campus_can_be_chosen(visit: Visit, server: SmallServer) -> None:
    visitor = visit()
    opened(visitor.page, server.url)
    visitor.page.locator("header select").select_option("junior")
    expect(visitor.page.locator(".tile")).to_have_count(2)
    expect(visitor.page.locator("tr[data-meter]")).to_have_count(2)
    assert visitor.page.url.endswith("?campus=junior")


def test_an_unknown_campus_shows_the_group(visit: Visit, server: SmallServer) -> None:
    visitor = visit()
    opened(visitor.page, f"{server.url}/?campus=%3Cscript%3E")
    expect(visitor.page.locator(".tile")).to_have_count(4)


def test_everything_is_reached_by_keyboard(visit: Visit, server: SmallServer) -> None:
    visitor = visit()
    opened(visitor.page, server.url)
    reached = set()
    for _ in range(24):
        visitor.page.keyboard.press("Tab")
        reached.add(visitor.page.evaluate("document.activeElement.tagName + '.' + document.activeElement.className"))
    names = {name.split(".")[0] for name in reached}
    assert {"A", "SELECT", "BUTTON", "SUMMARY"} <= names, reached
    assert any("tile water" in name for name in reached)


@pytest.mark.parametrize(
    ("path", "text"), [("/quarantine", "<script>alert(1)</script>"), ("/discovered", "acme/E9/up")]
)
@pytest.mark.parametrize("width", [1440, 390])
def test_what_was_set_aside_is_listed_as_text(
    visit: Visit, server: SmallServer, path: str, text: str, width: int
) -> None:
    visitor = visit(width)
    visitor.page.goto(server.url + path)
    expect(visitor.page.locator(".setaside code", has_text=text)).to_be_visible()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    visitor.picture(f"{path.strip('/')}-{width}")

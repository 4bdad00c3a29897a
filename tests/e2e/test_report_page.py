"""The month in a browser: both languages, wide and narrow, and what cannot be compared said in words."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.small_server import SmallServer


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(
    ("language", "use", "verdict"),
    [
        ("zh-CN", "2026 年 2 月用电", "无法比较：缺用能人数"),
        ("en-GB", "February 2026", "not comparable: head count missing"),
    ],
)
def test_the_month_without_head_counts_says_so(
    visit: Visit, server: SmallServer, width: int, language: str, use: str, verdict: str
) -> None:
    visitor = visit(width, language, "light")
    visitor.page.goto(f"{server.url}/report")
    expect(visitor.page.locator("h1")).to_contain_text(use)
    expect(visitor.page.locator("h1")).to_contain_text(verdict)
    expect(visitor.page.locator(".opening > b")).to_have_count(0)
    summary = visitor.page.locator(".sheet").nth(1).inner_text()
    assert "0.0 %" not in re.sub("[\u00a0\u2009]", " ", summary)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width, "scrolls sideways"
    visitor.picture(f"report-{width}-{language[:2]}")


def test_a_span_and_a_campus_are_asked_by_address(visit: Visit, server: SmallServer) -> None:
    visitor = visit()
    visitor.page.goto(f"{server.url}/report?month=2026-01&to=2026-02&campus=senior")
    expect(visitor.page.locator("h1")).to_contain_text("2026 年 1—2 月用电")
    expect(visitor.page.locator("input[name=month]")).to_have_value("2026-01")
    expect(visitor.page.locator("select.choice")).to_have_value("senior")


def test_a_wrong_month_is_answered_with_what_is_accepted(visit: Visit, server: SmallServer) -> None:
    visitor = visit()
    visitor.page.goto(f"{server.url}/report?month=2026-7x")
    expect(visitor.page.locator(".empty")).to_contain_text("write it as 2026-02")

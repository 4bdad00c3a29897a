"""The workbook while it is written: its report, its styles, and pages with the same head and foot."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from analysis.monthly.report import MonthReport, UnitPart
from analysis.monthly.sheets.page import Page
from analysis.monthly.sheets.styles import Styles


class Book:
    """Hands out pages and knows what stands on each of them."""

    def __init__(self, workbook: Any, report: MonthReport) -> None:
        self.report = report
        self.workbook = workbook
        self.styles = Styles(workbook)
        self._pages: list[Page] = []
        self._names = {unit.id: unit.name or unit.id for unit in report.campuses}

    def page(self, name: str, widths: Sequence[float], title: str) -> Page:
        """A new sheet with its head written."""
        sheet = self.workbook.add_worksheet(name)
        page = Page(sheet, self.styles, widths)
        page.head(title, f"{self.report.group} · {self.span} · 统计截至 {self.report.through}", self.revised)
        self._pages.append(page)
        return page

    def finish(self) -> None:
        """Header and footer of every page, and its printing."""
        report = self.report
        mark = "　【修订】" if self.revised else ""
        for page in self._pages:
            header = f"&L&9{_escaped(report.group, 40)}&C&9{_escaped(report.title.zh, 40)}{mark}&R&9&A"
            footer = f"&L&9制表日期 {self.made_on}&C&9第 &P 页 共 &N 页&R&9{_escaped(self.span, 40)}"
            page.finish(header, footer)

    @property
    def span(self) -> str:
        """`2026 年 2 月` or `2026 年 2 月—3 月`."""
        first, last = _month(self.report.first_month), _month(self.report.last_month)
        if first == last:
            return f"{first.year} 年 {first.month} 月"
        year = "" if first.year == last.year else f"{last.year} 年 "
        return f"{first.year} 年 {first.month} 月—{year}{last.month} 月"

    @property
    def made_on(self) -> str:
        try:
            return datetime.fromisoformat(self.report.made_at).date().isoformat()
        except ValueError:
            return self.report.made_at[:10]

    @property
    def revised(self) -> str:
        """The revision mark, or empty."""
        revision = self.report.revision
        if revision is None or not revision.revised:
            return ""
        return (
            f"修订：{len(revision.figures)} 项数据与 {revision.published_at[:10]} 发布的不同，"
            "原值、现值和原因见“数据质量”。"
        )

    def name(self, campus: str) -> str:
        """What people call a campus; 全集团 for none."""
        return self._names.get(campus, campus) if campus else "全集团"

    @property
    def units(self) -> tuple[UnitPart, ...]:
        return self.report.campuses


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _escaped(text: str, most: int) -> str:
    """Text in a header: & is a command there, and a digit after a size would belong to it."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    return " " + cut.replace("&", "&&") if cut[:1].isdigit() else cut.replace("&", "&&")

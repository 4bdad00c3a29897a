"""数据质量: meters with gaps or estimates, what was noticed in the readings, and what a revision changed."""

from typing import Final

from analysis.monthly.report import Revision
from analysis.monthly.sheets.book import Book
from analysis.monthly.sheets.cell import ABSENT, Cell, Styled, known
from analysis.monthly.sheets.figure_path import is_share, told_path
from analysis.monthly.sheets.page import Page
from analysis.monthly.sheets.table import Column, Total, Totals
from analysis.monthly.sheets.words import CAUSES, FINDINGS, ROLES, word

WIDTHS: Final = (20, 24, 14, 14, 12, 12, 14, 60)
SHOWN_DAYS: Final = 12


def write(book: Book) -> None:
    """The whole sheet."""
    page = book.page("数据质量", WIDTHS, "数据质量")
    quality = book.report.quality
    page.say(f"{quality.meters} 块表计中，{quality.whole_meters} 块在统计期内每天数据完整。", "headline")
    _meters(page, book)
    _findings(page, book)
    if book.report.revision is not None:
        _revision(page, book, book.report.revision)


def _meters(page: Page, book: Book) -> None:
    page.section("不完整或含估算的表计")
    imperfect = book.report.quality.imperfect
    if not imperfect:
        page.say("没有。")
        return
    columns = [
        Column("表计", "text"),
        Column("名称", "text"),
        Column("校区", "text"),
        Column("用途", "centre"),
        Column("覆盖率", "percent"),
        Column("估算占比", "percent"),
        Column("缺测天数", "count", "天"),
        Column("缺测日期", "text"),
    ]
    rows: list[list[Cell]] = [
        [
            meter.meter,
            meter.name,
            book.name(meter.campus),
            word(ROLES, meter.role),
            meter.coverage,
            known(meter.estimated_share, "没有已知用量"),
            len(meter.missing_days),
            _days(meter.missing_days),
        ]
        for meter in imperfect
    ]
    page.table(columns, rows)
    page.notes(["缺测：当天已知时间不足 95 %。估算：断线期间的用量按表底数之差和该表自身曲线分配，总量不变。"])


def _days(days: tuple[str, ...]) -> str:
    shown = "、".join(days[:SHOWN_DAYS])
    return f"{shown} 等 {len(days)} 天" if len(days) > SHOWN_DAYS else shown


def _findings(page: Page, book: Book) -> None:
    page.section("读数中发现的情况")
    findings = book.report.quality.findings
    if not findings:
        page.say("没有。")
        return
    columns = [
        Column("校区", "text"),
        Column("情况", "text"),
        Column("次数", "count", "", Total.KNOWN),
        Column("待确认", "count", "", Total.KNOWN),
        Column("涉及表计", "text", span=4),
    ]
    rows: list[list[Cell]] = [
        [
            book.name(finding.campus),
            word(FINDINGS, finding.kind),
            finding.count,
            finding.needs_confirmation,
            "、".join(finding.meters),
        ]
        for finding in findings
    ]
    page.table(columns, rows, Totals())


def _revision(page: Page, book: Book, revision: Revision) -> None:
    page.section(f"修订（与 {revision.published_at[:16].replace('T', ' ')} 发布的比较）")
    if not revision.revised:
        page.say("与发布时一致，没有修订。")
        return
    columns = [Column("数据", "text", span=4), Column("发布值", "ratio", span=2), Column("现值", "ratio", span=2)]
    rows: list[list[Cell]] = [
        [told_path(figure.path, book.name), _told(figure.path, figure.old), _told(figure.path, figure.new)]
        for figure in revision.figures
    ]
    page.table(columns, rows)
    page.skip()
    columns = [
        Column("修订原因", "text"),
        Column("对象", "text"),
        Column("自", "centre"),
        Column("至", "centre", span=2),
        Column("说明", "text", span=3),
    ]
    causes: list[list[Cell]] = [
        [word(CAUSES, c.kind), c.subject, c.first or ABSENT, c.last or ABSENT, c.detail] for c in revision.causes
    ]
    if causes:
        page.table(columns, causes)
    else:
        page.say("没有记录原因。")


def _told(path: str, value: float | str | bool | None) -> Cell:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value
    figure = known(value, "没有数据")
    return Styled(figure, "percent") if isinstance(figure, float) and is_share(path) else figure

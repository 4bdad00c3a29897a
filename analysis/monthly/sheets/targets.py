"""目标: where every target stands, who answers for it, and what the remaining months may still use."""

from collections.abc import Sequence
from typing import Final

from analysis.monthly.report import TargetPart
from analysis.monthly.sheets.book import Book
from analysis.monthly.sheets.cell import ABSENT, Cell, judged, known
from analysis.monthly.sheets.charts import clustered, finished
from analysis.monthly.sheets.page import Page
from analysis.monthly.sheets.styles import HUES
from analysis.monthly.sheets.table import Column, Total, Totals
from analysis.monthly.sheets.words import BASES, RESOURCES, STATUS, month, unit, word
from analysis.targets.forecast import MIN_MONTHS

WIDTHS: Final = (18, 10, 12, 13, 10, 12, 13, 15, 10, 18, 11, 12, 13, 24, 11)

MOST_MONTHS: Final = 13


def write(book: Book) -> None:
    """The whole sheet."""
    page = book.page("目标", WIDTHS, "节能目标")
    targets = book.report.targets
    if not targets:
        page.say("没有设定目标，因此不作达标评价。可在配置文件中为集团或各校区设定。", "headline")
        return
    for target in targets:
        page.say(f"{book.name(target.campus)}·{word(RESOURCES, target.resource)}：{target.sentence.zh}")
    _standing(page, book, targets)
    _owners(page, book, targets)
    for target in targets:
        if target.allowances and not target.campus:
            _allowances(page, book, target)
    _campus_allowances(page, book, [target for target in targets if target.allowances and target.campus])


def _standing(page: Page, book: Book, targets: tuple[TargetPart, ...]) -> None:
    page.section("目标进度（年初至今）")
    columns = [
        Column("范围", "text"),
        Column("能源资源", "centre"),
        Column("年度", "centre"),
        Column("截至", "centre"),
        Column("目标降幅", "percent"),
        Column("实用量", "whole"),
        Column("应用量\n（上年水平）", "whole"),
        Column("累计降幅", "reduction"),
        Column("误差\n（90 %）", "margin"),
        Column("距目标", "missing"),
        Column("覆盖率", "percent"),
        Column("状态", "centre"),
        Column("余月人均\n每月不超过", "ratio"),
        Column("预计全年降幅\n（90 % 区间）", "text"),
        Column("达标概率", "percent"),
    ]
    page.table(columns, [_row(book, target) for target in targets])
    bases = "、".join(dict.fromkeys(word(BASES, target.basis) for target in targets))
    page.notes(
        [
            f"评价口径：{bases}。距目标：还差多少个百分点，0 表示已达到。",
            "用量单位：电 kWh，水、气 m³，综合能耗 kgce。预计全年降幅由本校历史波动模拟得出。",
        ]
    )


def _row(book: Book, target: TargetPart) -> list[Cell]:
    reason = f"{word(STATUS, target.status)}：{target.sentence.zh.rstrip('。')}"
    landing = target.landing
    return [
        book.name(target.campus),
        word(RESOURCES, target.resource),
        target.year,
        month(target.through),
        target.goal,
        known(target.actual, reason),
        known(target.expected, reason),
        judged(target.reduction, target.met, reason),
        known(target.margin, None, reason if target.reduction is None else "数据不足以估计误差"),
        known(target.missing_points, None, reason),
        known(target.coverage, reason),
        word(STATUS, target.status),
        known(
            target.mean_allowance, None, "余下没有完整的月份，或已无法达到" if target.reduction is not None else reason
        ),
        _landing(target),
        known(landing.probability if landing else None, _why_no_landing(target)),
    ]


def _landing(target: TargetPart) -> Cell:
    landing = target.landing
    if landing is None:
        return known(None, _why_no_landing(target))
    return f"{landing.median:.1%}（{landing.low:.1%} 至 {landing.high:.1%}）"


def _why_no_landing(target: TargetPart) -> str:
    few = f"可比月份不足 {MIN_MONTHS} 个，无法预测全年"
    return few if target.no_landing.isascii() else target.no_landing


def _owners(page: Page, book: Book, targets: tuple[TargetPart, ...]) -> None:
    owned = [target for target in targets if target.owners]
    page.section("责任人")
    if not owned:
        page.say("没有录入执行人、责任人、督查人。")
        return
    columns = [Column("范围", "text"), Column("能源资源", "centre"), Column("责任链", "text", span=8)]
    rows: list[list[Cell]] = [
        [
            book.name(target.campus),
            word(RESOURCES, target.resource),
            "　→　".join(f"{owner.role.zh} {owner.name}" for owner in target.owners),
        ]
        for target in owned
    ]
    page.table(columns, rows)


def _allowances(page: Page, book: Book, target: TargetPart) -> None:
    of = unit(target.unit)
    page.section(f"{book.name(target.campus)}·{word(RESOURCES, target.resource)}：余下各月可用量")
    columns = [
        Column("月份", "text"),
        Column("余下天数", "count"),
        Column("可用量", "whole", of, Total.KNOWN, span=2),
        Column("人均可用", "ratio", of, span=2),
        Column("日类或人数未定", "count", "校区·日", span=2),
    ]
    rows: list[list[Cell]] = [
        [month(a.month), a.days, a.use, known(a.per_head, None, "用能人数未录入"), a.undecided_days]
        for a in target.allowances
    ]
    page.table(columns, rows, Totals())
    if target.unforeseen:
        page.notes([f"无法比较、未计入的校区月份：{'、'.join(target.unforeseen)}。"])
    per_head: list[Cell] = [a.per_head for a in target.allowances]
    if any(value is not None for value in per_head):
        labels = [month(a.month) for a in target.allowances]
        hue = HUES.get(target.resource, HUES["combined_energy"])
        chart = clustered(page, book.workbook, labels, [("人均可用量", hue, per_head)])
        page.chart(finished(chart, f"余下各月人均可用{word(RESOURCES, target.resource)}量", f"{of}/人"), 190.0)


def _campus_allowances(page: Page, book: Book, targets: Sequence[TargetPart]) -> None:
    """One row a target, one column a month: a year has at most twelve."""
    if not targets:
        return
    months = sorted({allowed.month for target in targets for allowed in target.allowances})[:MOST_MONTHS]
    page.section("各校区余下各月人均可用量")
    columns = [Column("校区", "text"), Column("能源资源", "centre"), *(Column(month(m), "ratio") for m in months)]
    rows: list[list[Cell]] = []
    for target in targets:
        per_head = {allowed.month: allowed.per_head for allowed in target.allowances}
        cells = (known(per_head[m], None, "用能人数未录入") if m in per_head else ABSENT for m in months)
        rows.append([book.name(target.campus), word(RESOURCES, target.resource), *cells])
    page.table(columns, rows)
    page.notes(["单位：电 kWh/人，水、气 m³/人。"])

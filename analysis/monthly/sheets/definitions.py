"""口径与系数: rules, factors, head counts, calendars, boundaries and prices the figures were made with."""

from typing import Final

from analysis.monthly.report import Definitions
from analysis.monthly.sheets.book import Book
from analysis.monthly.sheets.cell import Cell, LeftSum
from analysis.monthly.sheets.page import Page
from analysis.monthly.sheets.table import Column
from analysis.monthly.sheets.words import DAY_TYPES, REGIONS, RESOURCES, STANDING, WHAT, unit, word

WIDTHS: Final = (22, 16, 12, 12, 12, 12, 14, 46)


def write(book: Book) -> None:
    """The whole sheet."""
    page = book.page("口径与系数", WIDTHS, "口径与系数")
    definitions = book.report.definitions
    page.section("口径")
    for i, rule in enumerate(definitions.rules, start=1):
        page.say(f"{i}. {rule.zh}")
    page.say("用量不足的时段为缺测，不按零计；“—”表示未知，“／”表示不适用。")
    _factors(page, definitions)
    _heads(page, book, definitions)
    _days(page, book, definitions)
    _boundaries(page, book, definitions)
    _tariffs(page, book, definitions)
    page.section("核对")
    page.notes(
        [
            f"数据指纹 {book.report.digest}；系数指纹 {definitions.profile.digest}；制表时间 {book.report.made_at}。",
            "数据指纹相同，则全部数据和口径相同。",
        ]
    )


def _factors(page: Page, definitions: Definitions) -> None:
    profile = definitions.profile
    page.section("折标系数与碳排放因子（两年同一套）")
    page.say(
        f"系数档案 {profile.id}，版本 {profile.version}，适用 {word(REGIONS, profile.region)}；"
        f"电网因子 {word(REGIONS, profile.grid_region)} {profile.grid_year} 年。"
    )
    columns = [
        Column("能源资源", "text"),
        Column("折算为", "centre"),
        Column("系数", "factor"),
        Column("单位", "centre", span=2),
        Column("状态", "centre", span=2),
        Column("来源", "text"),
    ]
    rows: list[list[Cell]] = [
        [
            word(RESOURCES, factor.carrier),
            word(WHAT, factor.what),
            factor.value,
            f"{'kgce' if factor.what == 'kgce' else 'kg'}/{unit(factor.unit)}",
            word(STANDING, factor.standing),
            factor.source,
        ]
        for factor in profile.factors
    ]
    page.table(columns, rows)
    if profile.notes:
        page.notes([profile.notes])


def _heads(page: Page, book: Book, definitions: Definitions) -> None:
    page.section("用能人数（自该日起）")
    if definitions.heads:
        columns = [
            Column("校区", "text"),
            Column("自", "date"),
            Column("住校生", "count", "人"),
            Column("走读生", "count", "人"),
            Column("教职工", "count", "人"),
            Column("合计", "count", "人"),
            Column("录入编号", "centre"),
        ]
        rows: list[list[Cell]] = [
            [
                book.name(h.campus),
                h.day,
                h.boarders,
                h.day_students,
                h.staff,
                LeftSum((h.boarders, h.day_students, h.staff)),
                str(h.fact),
            ]
            for h in definitions.heads
        ]
        page.table(columns, rows)
    else:
        page.say("没有录入用能人数，因此没有人均数据。")
    for weight in definitions.weights:
        each = f"住校生 {weight.boarders:g}、走读生 {weight.day_students:g}、教职工 {weight.staff:g}"
        page.notes([f"{word(RESOURCES, weight.resource)}的人数折算：{each}。"])


def _days(page: Page, book: Book, definitions: Definitions) -> None:
    if not definitions.days:
        return
    page.section("校历：各类日子的天数")
    columns = [
        Column("校区", "text"),
        Column("日类", "text", span=2),
        Column("本期", "count", "天"),
        Column("上年同期", "count", "天"),
    ]
    rows: list[list[Cell]] = [
        [book.name(d.campus), word(DAY_TYPES, d.day_type), d.this, d.last] for d in definitions.days
    ]
    page.table(columns, rows)


def _boundaries(page: Page, book: Book, definitions: Definitions) -> None:
    if not definitions.boundaries:
        return
    page.section("计量边界（+ 计入，- 扣除，方括号内为建筑）")
    columns = [
        Column("校区", "text"),
        Column("能源资源", "centre"),
        Column("本期边界", "text", span=3),
        Column("上年边界", "text", span=2),
        Column("处理", "text"),
    ]
    rows: list[list[Cell]] = [
        [
            book.name(b.campus),
            word(RESOURCES, b.resource),
            _meters(b.this),
            _meters(b.last) if b.last != b.this else "同左",
            "两年按共同部分重述" if b.restated else "未调整",
        ]
        for b in definitions.boundaries
    ]
    page.table(columns, rows)


def _meters(boundaries: tuple[str, ...]) -> str:
    return "；".join(boundary.removesuffix(" []") for boundary in boundaries)


def _tariffs(page: Page, book: Book, definitions: Definitions) -> None:
    page.section("价格")
    if not definitions.tariffs:
        page.say("没有录入价格，因此没有费用。")
        return
    columns = [
        Column("价格", "text"),
        Column("能源资源", "centre"),
        Column("适用", "text"),
        Column("自", "date"),
        Column("至", "date"),
        Column("单价", "text", span=2),
        Column("来源", "text"),
    ]
    rows: list[list[Cell]] = [
        [
            t.id,
            word(RESOURCES, t.resource),
            book.name(t.supply),
            t.valid_from,
            t.valid_to or "至今",
            t.price,
            t.source,
        ]
        for t in definitions.tariffs
    ]
    page.table(columns, rows)

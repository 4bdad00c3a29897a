"""分项与平衡: electricity by sub-item, main against sub-meters, solar power, cost centres."""

from typing import Final

from analysis.monthly.report import BalancePart, UnitPart
from analysis.monthly.sheets.book import Book
from analysis.monthly.sheets.cell import ABSENT, Cell, LeftSum, known
from analysis.monthly.sheets.charts import clustered, finished
from analysis.monthly.sheets.page import Page
from analysis.monthly.sheets.styles import HUES
from analysis.monthly.sheets.table import Column, Total, Totals
from analysis.monthly.sheets.words import RESOURCES, unit, word

WIDTHS: Final = (20, 20, 12, 12, 12, 12, 12, 12, 10, 12, 28)


def write(book: Book) -> None:
    """The whole sheet."""
    page = book.page("分项与平衡", WIDTHS, "用电分项、总分表平衡与成本")
    _split(page, book)
    _balances(page, book)
    _solar(page, book)
    _centres(page, book)


def _split(page: Page, book: Book) -> None:
    page.section("用电分项")
    units = [campus for campus in book.units if campus.split is not None]
    items = {share.item: share.name.zh for campus in units if campus.split for share in campus.split.items}
    if not items:
        page.say("没有分项表计，因此没有分项。")
        return
    columns = [Column("校区", "text", span=2)]
    columns += [Column(name, "whole", "kWh", Total.KNOWN) for name in items.values()]
    columns.append(Column("合计", "whole", "kWh", Total.KNOWN))
    page.table(columns, [_split_row(campus, list(items)) for campus in units], Totals())
    page.notes([note for campus in units for note in _split_notes(campus)])
    whole = book.report.whole.split
    if whole is not None and whole.items:
        labels = [share.name.zh for share in whole.items]
        uses: list[Cell] = [share.use for share in whole.items]
        chart = clustered(page, book.workbook, labels, [("用电", HUES["electricity"], uses)])
        page.chart(finished(chart, "用电分项", "kWh"), 190.0)


def _split_row(campus: UnitPart, items: list[str]) -> list[Cell]:
    uses = {share.item: share.use for share in campus.split.items} if campus.split else {}
    cells = tuple(known(uses[item], None) if item in uses else ABSENT for item in items)
    return [campus.name or campus.id, *cells, LeftSum(cells)]


def _split_notes(campus: UnitPart) -> list[str]:
    split, name = campus.split, campus.name or campus.id
    if split is None:
        return []
    told = []
    if split.unknown:
        told.append(f"{'、'.join(split.unknown)} 没有数据，其用电留在上级表计的分项内")
    told += [f"{e.meter} 的下级表计之和比它自身多 {e.use:,.0f} kWh" for e in split.excess]
    if split.unplaced:
        told.append(f"{'、'.join(split.unplaced)} 没有上级表计，未计入分项")
    return [f"{name}：{'；'.join(told)}。"] if told else []


def _balances(page: Page, book: Book) -> None:
    page.section("总分表平衡（只计各表均有数据的小时）")
    balances = [balance for campus in book.units for balance in campus.balances]
    if not balances:
        page.say("没有带下级表计的总表，因此没有平衡。")
        return
    columns = [
        Column("总表", "text"),
        Column("校区", "text"),
        Column("能源资源", "centre"),
        Column("总表用量", "whole"),
        Column("分表之和", "whole"),
        Column("差额", "whole"),
        Column("差额占比", "percent"),
        Column("其中估算", "whole"),
        Column("覆盖率", "percent"),
        Column("分表数", "count"),
        Column("判断", "text"),
    ]
    page.table(columns, [_balance_row(book, balance) for balance in balances])
    page.notes(["差额为总表减分表之和：线损、漏损和未装分表的用量。单位：电 kWh，水、气 m³。"])


def _balance_row(book: Book, balance: BalancePart) -> list[Cell]:
    nothing = "没有各表均有数据的小时"
    unknown = balance.coverage == 0
    verdict = balance.words.zh
    if balance.suspect and balance.suspect_factor is not None:
        verdict += f"（{balance.suspect} 的倍率可能应为现值的 {balance.suspect_factor:.2f} 倍）"
    return [
        balance.meter,
        book.name(balance.campus),
        word(RESOURCES, balance.resource),
        known(None if unknown else balance.main, nothing),
        known(None if unknown else sum(sub.use for sub in balance.subs), nothing),
        known(None if unknown else balance.rest, nothing),
        known(balance.rest_share, nothing if unknown else "总表用量为零"),
        known(None if unknown else balance.estimated, nothing),
        balance.coverage,
        len(balance.subs),
        verdict,
    ]


def _solar(page: Page, book: Book) -> None:
    solar = [(campus, campus.solar) for campus in book.units if campus.solar is not None]
    if not solar:
        return
    page.section("光伏")
    columns = [
        Column("校区", "text", span=2),
        Column("发电", "whole", "kWh", Total.KNOWN),
        Column("上网", "whole", "kWh", Total.KNOWN),
        Column("自用", "whole", "kWh", Total.KNOWN),
        Column("外购电", "whole", "kWh", Total.KNOWN),
        Column("自用率", "percent"),
        Column("自给率", "percent"),
    ]
    rows: list[list[Cell]] = [
        [
            campus.name or campus.id,
            part.generated_kwh,
            part.exported_kwh,
            part.self_use_kwh,
            part.purchased_kwh,
            known(part.self_use_share, None, "没有发电"),
            known(part.autonomy, None, "没有用电"),
        ]
        for campus, part in solar
    ]
    page.table(columns, rows, Totals())
    page.notes(
        ["自用光伏计入用电和综合能耗，碳排放只计外购电。"]
        + [
            f"{campus.name or campus.id}：{part.impossible_hours} 个小时上网多于发电，请核对表计方向和倍率。"
            for campus, part in solar
            if part.impossible_hours
        ]
    )


def _centres(page: Page, book: Book) -> None:
    centres = [(campus, centre) for campus in book.units for centre in campus.cost_centres]
    if not centres:
        return
    page.section("成本中心")
    columns = [
        Column("校区", "text"),
        Column("成本中心", "text"),
        Column("能源资源", "centre"),
        Column("用量", "whole"),
        Column("单位", "centre"),
        Column("费用", "money", "元", Total.WHOLE, span=2),
        Column("共用表分摊依据", "text", span=2),
        Column("缺数据的表计", "text", span=2),
    ]
    rows: list[list[Cell]] = [
        [
            campus.name or campus.id,
            centre.name or centre.centre or "未分摊",
            word(RESOURCES, centre.resource),
            centre.use,
            "kWh" if centre.resource in {"electricity", "heat"} else unit("m3"),
            known(centre.yuan, "价格或用量未知"),
            "、".join(centre.keys),
            "、".join(centre.unknown),
        ]
        for campus, centre in centres
    ]
    page.table(columns, rows, Totals())

"""热泵: what each heat pump delivered for what it drew, how it ran, what replacing gas did, and dated measures."""

from typing import Final

from analysis.monthly.report import GasReplacedPart, HeatPumpPart, MeasurePart
from analysis.monthly.sheets.book import Book
from analysis.monthly.sheets.cell import ABSENT, Cell, judged, known
from analysis.monthly.sheets.charts import clustered, finished
from analysis.monthly.sheets.page import Page
from analysis.monthly.sheets.styles import HUES, tint
from analysis.monthly.sheets.table import Column, Total, Totals

WIDTHS: Final = (24, 14, 12, 12, 10, 10, 12, 11, 11, 12, 11, 11, 12)
NO_METER: Final = "没有相应的表计或传感器"


def write(book: Book) -> None:
    """The whole sheet."""
    page = book.page("热泵", WIDTHS, "空气源热泵与节能措施")
    pumps = book.report.heat_pumps
    if pumps:
        _energy(page, book, pumps)
        _chart(page, book, pumps)
        _running(page, book, pumps)
        _gas(page, pumps)
    else:
        page.say("本报告范围内没有热泵。", "headline")
    _measures(page, book.report.measures)


def _energy(page: Page, book: Book, pumps: tuple[HeatPumpPart, ...]) -> None:
    columns = [
        Column("热泵", "text"),
        Column("校区", "text"),
        Column("本期用电", "whole", "kWh", Total.KNOWN),
        Column("上年同期", "whole", "kWh", Total.KNOWN),
        Column("估算占比", "percent"),
        Column("覆盖率", "percent"),
        Column("供热量", "whole", "kWh", Total.KNOWN),
        Column("热水量", "whole", "m³", Total.KNOWN),
        Column("COP\n运行", "ratio"),
        Column("COP\n全口径", "ratio"),
        Column("与模型\n之比", "percent"),
        Column("单位热水\n用电", "ratio", "kWh/m³"),
        Column("住校生\n日均热水", "ratio", "L"),
    ]
    rows: list[list[Cell]] = [
        [
            pump.name or pump.meter,
            book.name(pump.campus),
            known(pump.electricity_kwh, NO_METER),
            known(pump.electricity_last_kwh, "上年没有读数"),
            known(pump.estimated_share, NO_METER),
            pump.coverage,
            known(pump.heat_kwh, "没有热量表"),
            known(pump.hot_water_m3, "没有热水表"),
            known(pump.cop_running, _missing(pump)),
            known(pump.cop_all_in, _missing(pump)),
            known(pump.against_model, "没有热量或温度读数，无法与模型比较"),
            known(pump.kwh_per_m3, "没有热水表"),
            known(pump.litres_per_boarder_day, "没有热水表或住校生人数"),
        ]
        for pump in pumps
    ]
    page.table(columns, rows, Totals(), frozen=True)
    page.notes(["COP 全口径：供热量除以全部用电，含待机、除霜和辅助电加热；运行 COP 只计制热时段。"])


def _missing(pump: HeatPumpPart) -> str:
    return "；".join(note.zh for note in pump.notes) or "没有热量表"


def _chart(page: Page, book: Book, pumps: tuple[HeatPumpPart, ...]) -> None:
    hue = HUES["heat_pump"]
    series: list[tuple[str, str, list[Cell]]] = [
        ("上年", tint(hue), [pump.electricity_last_kwh for pump in pumps]),
        ("本年", hue, [pump.electricity_kwh for pump in pumps]),
    ]
    labels = [pump.name or pump.meter for pump in pumps]
    page.chart(finished(clustered(page, book.workbook, labels, series), "热泵用电：本年与上年同期", "kWh"), 210.0)


def _running(page: Page, book: Book, pumps: tuple[HeatPumpPart, ...]) -> None:
    page.section("运行状况")
    columns = [
        Column("热泵", "text"),
        Column("校区", "text"),
        Column("运行时间", "whole", "h", Total.KNOWN),
        Column("启动次数", "count", "次", Total.KNOWN),
        Column("每小时\n启动", "ratio", "次"),
        Column("1 小时内\n最多", "count", "次"),
        Column("平均运行\n时长", "ratio", "min"),
        Column("短时运行\n（<5 min）", "count", "次"),
        Column("除霜占比", "percent"),
        Column("辅助加热\n占比", "percent"),
        Column("待机用电", "whole", "kWh", Total.KNOWN),
    ]
    rows: list[list[Cell]] = [
        [
            pump.name or pump.meter,
            book.name(pump.campus),
            *(
                known(value, "没有压缩机状态或功率读数")
                for value in (
                    pump.run_hours,
                    pump.starts,
                    pump.starts_per_hour,
                    pump.most_starts_in_an_hour,
                    pump.mean_run_minutes,
                    pump.short_runs,
                    pump.defrost_share,
                    pump.auxiliary_share,
                    pump.standby_kwh,
                )
            ),
        ]
        for pump in pumps
    ]
    page.table(columns, rows, Totals())


def _gas(page: Page, pumps: tuple[HeatPumpPart, ...]) -> None:
    replaced = [(pump, pump.gas_replaced) for pump in pumps if pump.gas_replaced is not None]
    if not replaced:
        return
    page.section("以电代气的效果（折标和碳排放按系数档案分列）")
    columns = [
        Column("热泵", "text"),
        Column("少用燃气", "whole", "m³"),
        Column("多用电", "whole", "kWh"),
        Column("节省费用", "money", "元"),
        Column("系数档案", "text", span=3),
        Column("折标煤\n代替前", "whole", "kgce"),
        Column("折标煤\n代替后", "whole", "kgce"),
        Column("CO₂\n代替前", "whole", "kg"),
        Column("CO₂\n代替后", "whole", "kg"),
        Column("折标降幅", "reduction", span=2),
    ]
    rows = [row for pump, gas in replaced for row in _gas_rows(pump.name or pump.meter, gas)]
    page.table(columns, rows)
    page.notes(["只有 kWh 和 m³ 是实测；折标降幅随系数（当量或等价）变化，属于核算方法的差别，不是节能。"])


def _gas_rows(name: str, gas: GasReplacedPart) -> list[list[Cell]]:
    return [
        [
            name if i == 0 else "",
            gas.gas_m3 if i == 0 else None,
            gas.electricity_kwh if i == 0 else None,
            known(gas.saved_yuan, "电价或气价未录入") if i == 0 else None,
            under.profile,
            under.kgce_before,
            under.kgce_after,
            under.kg_co2_before,
            under.kg_co2_after,
            known(under.reduction, None, "代替前折标煤为零"),
        ]
        for i, under in enumerate(gas.under)
    ]


def _measures(page: Page, measures: tuple[MeasurePart, ...]) -> None:
    page.section("节能措施前后比较")
    if not measures:
        page.say("没有录入节能措施。")
        return
    columns = [
        Column("措施", "text"),
        Column("开工", "centre"),
        Column("完工", "centre"),
        Column("前期天数", "count"),
        Column("后期天数", "count", span=2),
        Column("降幅", "reduction", span=2),
        Column("误差（90 %）", "margin"),
        Column("节约量", "whole"),
        Column("判断", "text", span=3),
    ]
    rows: list[list[Cell]] = [
        [
            measure.name or measure.measure,
            measure.started,
            measure.finished,
            measure.days_before,
            measure.days_after,
            judged(measure.reduction, None, measure.obstacle or "无法比较"),
            known(measure.margin, None, measure.obstacle or "数据不足以估计误差"),
            known(measure.saved, None, measure.obstacle or "无法比较"),
            _sure(measure),
        ]
        for measure in measures
    ]
    page.table(columns, rows)


def _sure(measure: MeasurePart) -> Cell:
    if measure.sure is None:
        return ABSENT if not measure.obstacle else measure.obstacle
    return "效果明确（误差区间不含 0）" if measure.sure else "尚不能确定（误差区间含 0）"

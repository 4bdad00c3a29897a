"""What header cells mean, in English and Chinese: the role of a column, and the quantity, unit and kind it names."""

import re
from typing import Literal, NamedTuple

from campus.quantity import QUANTITIES, Kind
from campus.reading import Channel
from collector.importers.options import Stamp
from collector.importers.units import is_unit

Role = Literal["time", "date", "clock", "meter", "value", "unit", "quantity", "flag"]


class Meaning(NamedTuple):
    role: Role
    rank: int = 0
    """Of two columns with one role the lower rank is taken."""
    quantity: str = ""
    unit: str = ""
    kind: Kind | None = None
    stamp: Stamp | None = None
    utc: bool = False


def _words(text: str) -> list[str]:
    return text.split()


_TIMES = _words(
    "time timestamp datetime dateandtime datetimeutc ts readdatetime readtime readingtime readingdatetime measuredat "
    "时间 日期时间 采集时间 抄表时间 数据时间 记录时间 读数时间 测量时间 统计时间 上报时间 冻结时间 时间戳"
)
_STARTS = _words("start starttime startdatetime startdate periodstart intervalstart from 开始时间 起始时间 起始 开始")
_ENDS = _words("end endtime enddatetime enddate periodend intervalend to 结束时间 截止时间 终止时间 结束")
_UTC = _words("utc utctime timeutc utctimestamp timestamputc gmt utc时间 时间utc")
_DATES = _words("date day 日期 抄表日期 数据日期 用电日期 统计日期 年月日 抄表日 冻结日期")
_CLOCKS = _words("time clock timeofday hour halfhour 时刻 时间 时点 小时")
_METERS = (
    _words("mpan mprn mpr mpannumber mpxn mpancore msn m1code1"),
    _words(
        "meter meterid meterno meternumber meterserial meterserialnumber metercode serialnumber "
        "device deviceid deviceno deviceeui deveui sensorid sensor userkey "
        "表号 电表号 水表号 气表号 燃气表号 热表号 表计 表计编号 表计号 仪表编号 仪表号 仪表 电表编号 水表编号 "
        "设备编号 设备号 资产编号 表具编号 表编号 测点 测点编号 计量点编号 采集点 "
        "电表 水表 气表 燃气表 热表 热量表 表具"
    ),
    _words(
        "metername devicename building buildingid point pointid tag "
        "表名 表计名称 仪表名称 设备名称 电表名称 水表名称 气表名称 燃气表名称 表具名称 计量点 计量点名称 测点名称 名称"
    ),
    _words("id key userid 编号"),
)
_UNITS = _words("unit units uom 单位 计量单位")
_QUANTITIES = _words("quantity measurement measurand parameter channel 物理量 参数 指标 数据项 测量项 通道")
_FLAGS = _words("readtype est estimated estimate quality flag readingtype 估算 数据质量 抄表方式")
_VALUES: dict[str, tuple[str, str, Kind | None]] = {
    **dict.fromkeys(_words("value val reading readings meterreading 数值 值 读数 抄表数值"), ("", "", None)),
    **dict.fromkeys(
        _words(
            "register registerreading index totalizer cumulative 示数 表数 表底 表底数 表码 累计值 累计 "
            "抄见数 抄表读数 抄表数 本次示数 本次读数"
        ),
        ("", "", Kind.REGISTER),
    ),
    **dict.fromkeys(_words("consumption usage use used delta 用量 消耗量 使用量 消费量"), ("", "", Kind.INTERVAL)),
    **dict.fromkeys(_words("energy kwhvalue 能耗 电能"), ("", "", None)),
    **dict.fromkeys(_words("用电量 电量 耗电量"), ("electricity_import", "", Kind.INTERVAL)),
    **dict.fromkeys(_words("用水量 水量 耗水量"), ("water_volume", "", Kind.INTERVAL)),
    **dict.fromkeys(_words("用气量 气量 燃气用量 天然气用量"), ("gas_volume", "", Kind.INTERVAL)),
    **dict.fromkeys(
        _words("电表示数 电表读数 正向有功总 正向有功总电能 正向有功电能 正向有功 有功总 组合有功总 总电能"),
        ("electricity_import", "", Kind.REGISTER),
    ),
    **dict.fromkeys(
        _words("反向有功总 反向有功总电能 反向有功电能 反向有功"), ("electricity_export", "", Kind.REGISTER)
    ),
    **dict.fromkeys(_words("水表示数 水表读数 累计流量 累积流量"), ("water_volume", "", Kind.REGISTER)),
    **dict.fromkeys(_words("燃气表示数 燃气表读数 气表示数 气表读数"), ("gas_volume", "", Kind.REGISTER)),
    **dict.fromkeys(_words("temp temperature 温度"), ("temperature", "", Kind.GAUGE)),
    **dict.fromkeys(_words("humidity 湿度"), ("humidity", "", Kind.GAUGE)),
    **dict.fromkeys(_words("power 功率 有功功率"), ("active_power", "", Kind.GAUGE)),
}
_OF_REGISTERS = frozenset(_words("meterreading 读数 抄表数值 抄表时间 抄表日期 抄表日 读数时间"))
_UNIT_TAIL = re.compile(r"^(.*?)[\s_]*[(\[（【/]\s*([^()\[\]（）【】]+?)\s*[)\]）】]?$")


def plain(text: str) -> str:
    """A header cell without case, spaces, marks and stray byte order marks."""
    return re.sub(r"[\s_\-.:：#\"'*\ufeff\ufffd]+", "", text).lower()


def meanings(cell: str) -> list[Meaning]:
    """Everything a header cell may mean, the likeliest first; the context decides."""
    name, unit = split_unit(cell)
    word = plain(name)
    found = _roles(word)
    if word in _VALUES or (not word and unit):
        quantity, _, kind = _VALUES.get(word, ("", "", None))
        found.append(Meaning("value", 0 if quantity or kind else 1, quantity, unit, kind))
    elif (channel := _channel(cell.strip())) is not None:
        found.append(Meaning("value", 0, channel.quantity, unit))
    elif not unit and is_unit(cell.strip()):
        found.append(Meaning("value", 1, "", cell.strip()))
    return found


def split_unit(cell: str) -> tuple[str, str]:
    """Name and unit of a header such as `b1 (kWh)` or `用水量/m³`; the unit is empty when there is none."""
    tail = _UNIT_TAIL.match(cell.strip())
    return (tail[1], tail[2]) if tail and is_unit(tail[2]) else (cell, "")


def speaks_of_registers(cell: str) -> bool:
    """Whether a header cell speaks of reading a meter (抄表), which is done to a register; no proof by itself."""
    return plain(split_unit(cell)[0]) in _OF_REGISTERS


def _roles(word: str) -> list[Meaning]:
    found: list[Meaning] = []
    if word in _UTC:
        found.append(Meaning("time", 0, utc=True))
    for words, stamp in ((_TIMES, None), (_STARTS, "start"), (_ENDS, "end")):
        if word in words:
            found.append(Meaning("time", 1 if stamp else 0, stamp=stamp))  # type: ignore[arg-type] # the literals above
    if word in _DATES or (word.endswith("date") and word.isascii()):
        found.append(Meaning("date", 0 if word in _DATES else 1))
    if word in _CLOCKS:
        found.append(Meaning("clock", 1))
    for rank, words in enumerate(_METERS):
        if word in words:
            found.append(Meaning("meter", rank))
    for role, words in (("unit", _UNITS), ("quantity", _QUANTITIES), ("flag", _FLAGS)):
        if word in words:
            found.append(Meaning(role))  # type: ignore[arg-type] # the literals above
    return found


def _channel(text: str) -> Channel | None:
    channel = Channel.parse(text)
    return channel if channel.quantity in QUANTITIES else None


def quantity_named(text: str) -> str:
    """The quantity a cell names, in the project's words or in those of a header; "" for none."""
    stripped = text.strip()
    if stripped in QUANTITIES:
        return stripped
    return _VALUES.get(plain(stripped), ("", "", None))[0]

"""The words people use in meter lists (表计清单), Chinese and English, for fields and their values."""

import unicodedata

from campus.config.meter import Meter

RANGE = "register_range"
"""量程 as the largest number the register shows (99999); the modulus is one step more."""

_HEADERS = {
    "id": "编号 表号 表计编号 电表编号 水表编号 仪表编号 设备编号 表具编号 meter meter_id",
    "name": "名称 表名 表计名称 仪表名称 设备名称",
    "building": "楼栋 楼宇 建筑 建筑物 所属楼栋 楼号",
    "zone": "区域 分区 所属区域 楼层区域",
    "resource": "类别 能源类别 能源类型 表类型 类型 能源 种类 介质 type",
    "role": "总表/分表 总分表 总表分表 总/分表 级别 表计级别 计量级别",
    "parent": "上级表 上级 上级表号 上级编号 父表 上级表编号",
    "topic": "主题 mqtt主题 订阅主题",
    "decoder": "解码 解码器 协议 解析",
    "device": "设备 设备号 设备标识 通讯地址 通信地址 表地址",
    "part": "相别 通道 回路",
    "multiplier": "倍率 变比 互感器倍率 综合倍率 ct变比 ct",
    "modulus": "满度 满码 翻转值",
    RANGE: "量程 最大读数 表盘量程",
    "resolution": "分辨率 最小刻度 精度",
    "max_rate": "最大流量 最大功率 每小时最大用量",
    "interval_s": "间隔 采集间隔 采集间隔秒 上传间隔 周期秒",
    "zero": "零值 零值含义",
    "gas_condition": "工况/标况 工况标况 气体状态",
    "stat_code": "分项 分项编码 分项代码 能耗编码",
    "counts_from": "计入起始 启用日期 计入起始日",
    "counts_until": "计入截止 停用日期 计入截止日",
    "measures": "测量 测量量 监测量",
    "points": "测点 测点位置 温度测点",
}

_REMARKS = """备注 说明 序号 厂家 厂商 型号 规格 品牌 安装位置 安装日期 位置 照片 校区
    notes note remark remarks comment comments no. # model maker location"""
REMARKS = frozenset(_REMARKS.split())
"""Columns a list may carry for its readers; the program does not use them."""

_VALUES = {
    "resource": {
        "electricity": "电 用电 电力 电表 电能 electric power",
        "water": "水 用水 自来水 水表 冷水",
        "gas": "气 燃气 天然气 燃气表 气表",
        "heat": "热 热量 热力 热量表 供热 集中供热",
        "heat_pump": "热泵 空气能 空气源热泵 空气能热泵 heatpump",
        "sensor": "传感器 探头 环境",
    },
    "role": {
        "main": "总表 总 一级 一级表 关口表",
        "sub": "分表 分 二级 二级表 三级 三级表 支表",
        "check": "校核 校核表 考核表 对比表 比对表 核对表",
        "excluded": "不计 不计入 排除 除外 剔除 外用",
    },
    "gas_condition": {"working": "工况", "standard": "标况"},
    "zero": {"auto": "自动", "valid": "有效", "missing": "缺失 缺数"},
    "decoder": {"number": "数值", "line_protocol": "行协议"},
}
_PLACES = {
    "ambient": "环境 室外 环温",
    "tank": "水箱 储水箱",
    "supply": "供水 出水 供水温度",
    "return": "回水 回水温度",
    "inlet": "进水 补水 冷水进",
}


def plain(text: str) -> str:
    """Full-width letters, digits and signs as their plain forms, no spaces around."""
    return unicodedata.normalize("NFKC", text).strip()


def field_of(header: str) -> str | None:
    """The field a column header names, or None."""
    word = plain(header).lower().removesuffix("*")
    word = (word.partition("(")[0] or word).strip()
    return _FIELD_BY_HEADER.get(word.replace(" ", "_")) or _FIELD_BY_HEADER.get(word.replace(" ", ""))


def value_of(field: str, text: str) -> str:
    """A cell's text in the words of the model; unknown words stay as they are."""
    if field in {"name", "topic"}:
        return text.strip()
    word = plain(text)
    return _VALUE_BY_WORD.get(field, {}).get(word.lower(), word)


def _by_word(table: dict[str, str]) -> dict[str, str]:
    words: dict[str, str] = {}
    for meaning, spellings in table.items():
        for word in (meaning, *spellings.split()):
            if words.setdefault(word, meaning) != meaning:
                message = f"{word!r} means both {words[word]} and {meaning}"
                raise RuntimeError(message)
    return words


HEADERS = tuple(name for name in Meter.model_fields if name != "campus")
_FIELD_BY_HEADER = _by_word({name: _HEADERS.get(name, "") for name in (*HEADERS, RANGE)})
_VALUE_BY_WORD = {field: _by_word(table) for field, table in _VALUES.items()}
PLACE_BY_WORD = _by_word(_PLACES)


def spellings() -> dict[str, list[str]]:
    """Field → every header that names it, for the reference page."""
    return {name: [word for word, field in _FIELD_BY_HEADER.items() if field == name] for name in (*HEADERS, RANGE)}

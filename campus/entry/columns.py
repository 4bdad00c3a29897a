"""Columns of the tables in which facts are handed in: heading in Chinese and English, meaning, an example."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campus.entry.kinds import KINDS, About
from campus.ledger.fact_bodies import BODIES

SUBJECT, AT, AUTHOR = "subject", "at", "author"


@dataclass(frozen=True, slots=True)
class FactColumn:
    """`field` is `subject`, `at`, `author` or a field of the kind's body; `words` are further headings that name it."""

    field: str
    chinese: str
    english: str
    meaning_zh: str
    meaning_en: str
    example: str
    required: bool = True
    words: str = ""

    @property
    def heading(self) -> str:
        return f"{self.chinese} ({self.english})"


_SUBJECTS = {
    About.METER: FactColumn(
        SUBJECT, "表号", "meter", "表计编号或名称", "id or name of the meter", "senior-w",
        words="表计 表计编号 编号 meter_id 名称",
    ),
    About.CAMPUS: FactColumn(
        SUBJECT, "校区", "campus", "校区编号或名称；只有一个校区时可空",
        "id or name of the campus; may be empty when there is one", "senior",
        words="学校 校区编号 校区名称 school site",
    ),
    About.CAMPUS_OR_ALL: FactColumn(
        SUBJECT, "校区", "campus", "校区编号或名称；* 表示所有校区", "id or name of the campus; * for all", "senior",
        words="学校 校区编号 校区名称 school site",
    ),
    About.CAMPUS_OR_METER: FactColumn(
        SUBJECT, "校区或表号", "campus or meter", "校区或表计的编号或名称",
        "id or name of the campus or the meter", "senior-w",
        words="校区 表号 campus meter",
    ),
}  # fmt: skip
_FROM = FactColumn(
    AT, "生效日期", "date", "从这一天起有效", "holds from this day on", "2026-03-01",
    words="日期 起始日期 开始日期 月份 年月 统计月份 起 from month since validfrom startdate valid_from",
)  # fmt: skip
_TIME = FactColumn(
    AT, "时间", "time", "日期，或日期加时间；只写日期按中午 12 点计",
    "day, or day and time; a day alone counts as noon", "2026-03-01 10:00",
    words="日期 抄表日期 抄表时间 换表时间 换表日期 变更时间 变更日期 开始时间 date at start",
)  # fmt: skip
_AUTHOR = FactColumn(
    AUTHOR, "录入人", "author", "录入人；空着时用提交时填写的名字",
    "who enters it; empty: the name given with the file", "王师傅", required=False, words="填报人 填表人",
)  # fmt: skip
_NOTE = ("note", "备注", "说明", "", False, "说明 remark")

_FieldRow = tuple[str, str, str, str, bool, str]
"""Field of the body, Chinese heading, Chinese meaning, example, required, further headings."""

_FIELDS: Mapping[str, tuple[_FieldRow, ...]] = {
    "head_count": (
        ("boarders", "住校生", "住校生人数，没有写 0", "820", True,
         "寄宿生 住宿生 住校生人数 寄宿生人数 住宿生人数 住校人数 boarder boarding"),
        ("day_students", "走读生", "走读生人数，没有写 0", "110", True,
         "通学生 走读生人数 走读人数 daystudent daypupils"),
        ("staff", "教职工", "教职工人数，没有写 0", "96", True,
         "教职工人数 教职员工 教师 教工 职工 teachers employees"),
    ),
    "calendar_exception": (
        ("day_type", "日类型", "学期工作日、学期周末、假日、寒暑假或活动", "活动", True, "类型"),
        ("until", "结束日期", "最后一天（含）；空着为一天", "2026-03-02", False, "截止日期 止 to end"),
    ),
    "manual_reading": (
        ("value", "示数", "表上的读数，不乘倍率（kWh、m3）", "31877", True, "读数 抄表数 本期示数 reading register"),
        ("reader", "抄表人", "谁抄的表", "王师傅", False, ""),
    ),
    "swap": (
        ("final", "旧表止码", "旧表最后示数", "31877.4", True, "旧表示数 旧表底数 止码 old"),
        ("initial", "新表起码", "新表最初示数", "0", True, "新表示数 新表底数 起码 new"),
        ("multiplier", "新表倍率", "新表倍率，不变可空", "", False, "倍率"),
    ),
    "multiplier": (
        ("multiplier", "新倍率", "从此时起的倍率", "40", True, "倍率"),
        ("register", "示数", "变更时的示数", "", False, "读数"),
    ),
    "reset": (("confirmed", "是否清零", "是：读数确实从 0 重新开始；否：没有", "是", True, "确认"),),
    "tariff": (
        ("resource", "类别", "电、水、气或热", "电", True, "能源 能源类别"),
        ("until", "结束日期", "最后一天（含）；空着为到下一个价格开始为止", "", False, "截止日期 止 to end"),
        ("yuan", "单价", "单一价格，元/kWh 或元/m3", "", False, "价格 电价 水价 气价 price"),
        ("tiers", "阶梯价", "按年用量分档：2520: 0.55; 4800: 0.60; 0.85", "", False, "阶梯"),
        ("year_begins", "阶梯起始月", "阶梯用量从几月起重新计算，空着为 1 月", "", False, ""),
        ("times", "时段", "每个时段的小时，合起来正好 24 小时", "峰 16-24; 平 7-16; 谷 0-7", False, "分时时段"),
        ("prices", "时段单价", "每个时段的单价", "峰 0.93; 平 0.62; 谷 0.31", False, "分时电价"),
        ("power_factor_standard", "功率因数标准", "执行力调电费时为 0.90 或 0.85", "", False, ""),
        ("source", "来源", "价格的依据文件", "", False, "依据"),
    ),
    "measure": (
        ("name", "措施", "做了什么", "LED 改造", True, "措施名称 名称"),
        ("meters", "表号", "受影响的表计编号，逗号分开", "senior-e-dorm", True, "表计 meter"),
        ("finished", "完工日期", "施工最后一天", "2026-03-10", True, "结束日期 end"),
        ("before_days", "对比天数前", "与施工前多少天比较，空着为 365", "", False, ""),
        ("after_days", "对比天数后", "与施工后多少天比较，空着为 365", "", False, ""),
        ("cost_yuan", "费用", "花了多少元", "", False, "造价 金额 cost"),
    ),
    "maintenance_window": (
        ("until", "结束时间", "检修结束的时间", "2026-03-01 16:00", True, "截止时间 end"),
        ("work", "内容", "做什么", "更换水泵", True, "检修内容 工作内容"),
    ),
}  # fmt: skip


def columns_of(kind: str) -> tuple[FactColumn, ...]:
    """Columns of a kind's table, in the order of its template."""
    by_day = KINDS[kind].by_day
    return (_SUBJECTS[KINDS[kind].about], _FROM if by_day else _TIME, *_body(kind), _AUTHOR)


def header_of(kind: str, cells: Sequence[str]) -> dict[str, int]:
    """Field → column of a header row; empty unless the day and one further field of the kind are named."""
    words = _words(kind)
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        field = next((words[form] for form in _forms(cell) if form in words), None)
        if field:
            found.setdefault(field, index)
    own = {column.field for column in columns_of(kind) if column.required} - {SUBJECT, AT}
    return found if AT in found and (own & set(found)) else {}


def _body(kind: str) -> tuple[FactColumn, ...]:
    fields = {field.alias or name: field for name, field in BODIES[kind].model_fields.items()}
    rows = (*_FIELDS[kind], _NOTE)
    return tuple(
        FactColumn(name, chinese, name, meaning, fields[name].description or "", example, required, words)
        for name, chinese, meaning, example, required, words in rows
    )


def _words(kind: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for column in columns_of(kind):
        for word in (column.chinese, column.english, column.field, *column.words.split()):
            words.setdefault(_plain(word), column.field)
    return words


def _forms(cell: str) -> tuple[str, str]:
    """A heading without what stands in brackets, and that alone: `生效日期 (date)`."""
    text = unicodedata.normalize("NFKC", cell)
    return _plain(text.partition("(")[0]), _plain(text.partition("(")[2].rstrip(") "))


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())

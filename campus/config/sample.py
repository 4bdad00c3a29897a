"""What `campus init` writes: campus.yaml with every option, a meter list and a calendar to fill in."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

from campus.config.calendar_file import CalendarFile
from campus.config.model import Group
from campus.config.reference import schema_text
from campus.config.template import Off, Or, commented
from campus.config.words import HEADERS
from campus.errors import Refused

_INFLUX = {"url": "http://127.0.0.1:8086", "org": "school", "token_file": "secrets/influx"}
_DEVICE = {
    "decoder": "json",
    "topic": "acme/{device}/up",
    "fields": [
        {
            "path": "/data/energy",
            "quantity": "electricity_import",
            "unit": "kWh",
            "scale": 1.0,
            "part": Off("L1"),
            "kind": Off("register"),
        }
    ],
    "time": {"path": "/ts", "format": "unix", "zone": Off("Asia/Shanghai")},
    "records": Off("/batch"),
    "device": Off("/sn"),
    "options": Off({}),
}
_METER = {
    "id": "hp1",
    "name": "1# 空气源热泵",
    "building": "dorm1",
    "zone": "floor1",
    "resource": "heat_pump",
    "role": "sub",
    "parent": "",
    "topic": "",
    "decoder": "acme",
    "device": "A1B2C3",
    "part": "",
    "multiplier": 1.0,
    "modulus": 1000000,
    "resolution": 0.01,
    "max_rate": 60,
    "interval_s": 300,
    "zero": "auto",
    "gas_condition": "",
    "stat_code": "01C3A",
    "counts_from": Off("2025-09-01"),
    "counts_until": Off("2027-08-31"),
    "measures": [],
    "points": {"T1": "ambient", "T2": "tank", "T3": "supply", "T4": "return"},
}
_GROUP = {
    "group": "示例教育集团",
    "timezone": "Asia/Shanghai",
    "broker": {
        "url": "mqtt://127.0.0.1:1883",
        "username": Off("collector"),
        "password_file": Off("secrets/mqtt"),
        "ca_file": Off("secrets/ca.pem"),
        "topics": ["#"],
    },
    "readings": Or("sqlite:///data/readings.db", "or, instead of the line above, in InfluxDB:", _INFLUX),
    "ledger": "sqlite:///data/ledger.db",
    "collector": {"spool": "data/spool.db", "quarantine_days": 30, "quarantine_mb": 200},
    "head_weights": Off({"water": {"boarders": 2.0, "day_students": 1.0, "staff": 1.0}}),
    "factors": {"profile": "gb-t-2589-2020-equivalent", "grid": "national-2022"},
    "target": {
        "reduction": "10%",
        "resource": "electricity",
        "campus": Off("senior"),
        "basis": "like_for_like",
        "year_begins": 1,
        "owners": {"performer": Off("张三"), "responsible": Off("李四"), "supervisor": Off("王五")},
    },
    "figures": Off("figures.yaml"),
    "devices": {"acme": _DEVICE},
    "campuses": [
        {
            "id": "senior",
            "name": "高中部",
            "timezone": Off("Asia/Shanghai"),
            "area_m2": 42000,
            "opened": Off("2019-09-01"),
            "calendar": "calendars/senior.yaml",
            "outdoor_sensor": Off("hp1"),
            "buildings": [
                {
                    "id": "dorm1",
                    "name": "1号宿舍楼",
                    "use": "dormitory",
                    "area_m2": 5200,
                    "opened": Off("2019-09-01"),
                    "closed": Off("2030-08-31"),
                    "zones": [{"id": "floor1", "name": "一层"}],
                }
            ],
            "meters": Or("meters/senior.csv", "or, instead of the line above, meter by meter in this file:", [_METER]),
        }
    ],
}
_HEAD = (
    "yaml-language-server: $schema=campus.schema.json",
    "",
    "Configuration of campus-energy: the structure of a school group. 学校能源监测配置。",
    "A line that begins with # and a space explains; remove the # before an option to switch it on.",
    "`campus check` says what is wrong, line by line. File names are relative to the folder of this file.",
    "Passwords and tokens never stand here, but in files of their own or in environment variables.",
)
_CALENDAR_HEAD = (
    "School calendar 校历. Check every date against the notice of your education bureau: these are examples.",
    "Add earlier school years as far back as readings go: a comparison with last year needs last year's calendar.",
    "Statutory holidays (法定节假日) and make-up workdays (调休) are known to the program and need no entry.",
)
FIGURES_SAMPLE = """\
# Money, coal and targets 电价、系数、目标: named by `figures:` in campus.yaml. Every price is an example.
# All options: docs/reference/configuration.md. 全部选项见该页。
tariffs:
  - id: electricity-2024
    resource: electricity
    valid_from: 2024-01-01
    price: {kind: flat, yuan: 0.568}
    source: check the price list of your province
  - id: water-2024
    resource: water
    valid_from: 2024-01-01
    price: {kind: flat, yuan: 4.10}
    source: check the price notice of your city
  - id: gas-2024
    resource: gas
    valid_from: 2024-01-01
    price: {kind: flat, yuan: 3.15}
    source: check the price notice of your city
"""
_METERS = (
    {"id": "e-main", "name": "总电表", "resource": "electricity", "role": "main", "decoder": "acme", "device": "E1"},
    {
        "id": "e-dorm1",
        "name": "1号宿舍楼电表",
        "building": "dorm1",
        "resource": "electricity",
        "role": "sub",
        "parent": "e-main",
        "decoder": "acme",
        "device": "E2",
        "multiplier": "40",
    },
    {"id": "w-main", "name": "总水表", "resource": "water", "role": "main", "decoder": "acme", "device": "W1"},
)
COLUMNS_ZH = {
    "id": "编号",
    "name": "名称",
    "building": "楼栋",
    "zone": "区域",
    "resource": "类别",
    "role": "总表/分表",
    "parent": "上级表",
    "topic": "主题",
    "decoder": "解码",
    "device": "设备号",
    "part": "回路",
    "multiplier": "倍率",
    "modulus": "满度",
    "resolution": "分辨率",
    "max_rate": "最大流量",
    "interval_s": "采集间隔",
    "zero": "零值",
    "gas_condition": "工况/标况",
    "stat_code": "分项",
    "counts_from": "计入起始",
    "counts_until": "计入截止",
    "measures": "监测量",
    "points": "测点",
}


def write_sample(folder: Path, today: date) -> list[Path]:
    """Write the sample into a folder and return its files; refuses when any of them exists already."""
    files: dict[str, bytes] = {
        "campus.yaml": group_sample().encode(),
        "campus.schema.json": schema_text().encode(),
        "calendars/senior.yaml": calendar_sample(today).encode(),
        "figures.yaml": FIGURES_SAMPLE.encode(),
        "meters/senior.csv": b"\xef\xbb\xbf" + meter_list_sample().encode(),
        "meters/senior.xlsx": meter_workbook_sample(),
    }
    if there := [name for name in files if (folder / name).exists()]:
        message = f"{folder} already has {', '.join(there)}; nothing was written, choose another folder"
        raise Refused(message)
    for name, content in files.items():
        target = folder / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                file.write(content)
        except OSError as error:
            message = f"{target} cannot be written: {error.strerror or error}"
            raise Refused(message) from None
    return [folder / name for name in files]


def group_sample() -> str:
    return commented(Group, _GROUP, _HEAD)


def calendar_sample(today: date) -> str:
    """Calendar of the school year in which `today` lies and of the next; a school year begins on 1 September."""
    start = today.year if today.month >= 9 else today.year - 1  # noqa: PLR2004 - September
    terms, vacations = [], []
    for year in (start, start + 1):
        label = f"{year}-{year + 1}"
        winter, spring = date(year + 1, 1, 23), date(year + 1, 3, 1)
        summer = date(year + 1, 7, 10)
        terms += [
            _days(f"{label} 第一学期", date(year, 9, 1), winter - timedelta(days=1)),
            _days(f"{label} 第二学期", spring, summer - timedelta(days=1)),
        ]
        vacations += [
            _days(f"{label} 寒假", winter, spring - timedelta(days=1)),
            _days(f"{label} 暑假", summer, date(year + 1, 8, 31)),
        ]
    leave = _saturday(date(start, 10, 24))
    values = {
        "terms": terms,
        "vacations": vacations,
        "boarders_leave_at_weekends": False,
        "boarding_weekends": Off([]),
        "month_leave": [_days("月假", leave, leave + timedelta(days=1))],
        "school_days": [_days("补课", leave + timedelta(days=7), leave + timedelta(days=7))],
        "events": [_days("高考", date(start + 1, 6, 7), date(start + 1, 6, 9))],
        "statutory": Off(
            {
                str(start + 2): {
                    "holidays": [_days("元旦", date(start + 2, 1, 1), date(start + 2, 1, 1))],
                    "workdays": [date(start + 2, 1, 4)],
                }
            }
        ),
    }
    return commented(CalendarFile, values, _CALENDAR_HEAD)


def meter_list_sample() -> str:
    """CSV with every column of the meter list and three meters."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    writer.writerows([meter.get(name, "") for name in HEADERS] for meter in _METERS)
    return text.getvalue()


def meter_workbook_sample() -> bytes:
    """The same list as a workbook with Chinese headers."""
    book = Workbook()
    sheet = book.active
    if sheet is None:
        message = "a new workbook has no sheet"
        raise RuntimeError(message)
    sheet.title = "表计"
    sheet.append([COLUMNS_ZH[name] for name in HEADERS])
    for meter in _METERS:
        sheet.append([meter.get(name) for name in HEADERS])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _days(name: str, first: date, last: date) -> dict[str, object]:
    return {"first": first, "last": last, "name": name}


def _saturday(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)

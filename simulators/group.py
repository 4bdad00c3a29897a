"""The demonstration group: a boarding senior high school in Henan and a day primary school in Sichuan."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from campus.clock import to_ms
from campus.quantity import Resource
from simulators.almanac import Almanac
from simulators.faults.planting import parse_fault
from simulators.faults.protocol import Planted
from simulators.spec import Building, Gateway, Heads, Instrument, Measure, Site, Sites
from simulators.stream import Simulation
from simulators.weather import HENAN, SICHUAN

E, W, G, HP, S = Resource.ELECTRICITY, Resource.WATER, Resource.GAS, Resource.HEAT_PUMP, Resource.SENSOR

_LORA = {"delay_s": (1.0, 6.0), "loss": 0.02, "repeats": 0.002, "outage_h": (0.0, 0.0)}


def senior() -> Site:
    """高中部: about 2,400 pupils, most of them boarders, and 210 staff."""
    return Site(
        id="senior",
        name="高中部",
        school="boarding",
        climate=HENAN,
        almanac=Almanac(summer=(7, 11), month_leave=True),
        heads=_grown([(2020, 2010, 240), (2021, 2040, 245), (2022, 2070, 250), (2023, 2090, 250), (2024, 2110, 255),
                      (2025, 2150, 260), (2026, 2185, 255)], staff=210),
        buildings=(
            Building("teach", "教学楼", "teaching", 19_000),
            Building("dorm", "学生宿舍", "dormitory", 15_500),
            Building("canteen", "食堂", "canteen", 4_200),
            Building("office", "办公楼", "other", 3_300),
        ),
        gateways=(
            Gateway("SH-GW1", late=0.004),
            Gateway("SH-WIFI", loss=0.002, buffers=False, outage_h=(0.5, 2.0)),
            Gateway("SH-WMBUS", delay_s=(0.5, 2.5), loss=0.01, repeats=0.01),
            Gateway("SH-LORA", **_LORA),  # type: ignore[arg-type]  # one table for both campuses
            Gateway("SH-PLANT", outage_h=(1.0, 3.0)),
        ),
        instruments=(
            Instrument("SH-E-MAIN", "高中部总电表", E, "", "gateway_batch", "SH-GW1", "000000010001",
                       role="main", multiplier=160, initial=41_250.37, max_rate=20, stat_code="01"),
            Instrument("SH-E-TEACH", "教学楼照明插座空调", E, "teach", "gateway_batch", "SH-GW1", "000000010002",
                       "teaching", parent="SH-E-MAIN", multiplier=80, initial=20_418.11, max_rate=20, stat_code="01A"),
            Instrument("SH-E-DORM", "宿舍用电", E, "dorm", "gateway_batch", "SH-GW1", "000000010003",
                       "dorm", parent="SH-E-MAIN", multiplier=80, initial=22_907.52, max_rate=20, stat_code="01A"),
            Instrument("SH-E-CANTEEN", "食堂用电", E, "canteen", "shelly", "SH-WIFI", "shellyproem50-a0dd6c",
                       "canteen", parent="SH-E-MAIN", modulus=1e7, initial=310_442.6, max_rate=400, stat_code="01D"),
            Instrument("SH-E-OFFICE", "办公楼用电", E, "office", "tasmota", "SH-WIFI", "sh-office",
                       "office", parent="SH-E-MAIN", resolution=0.001, modulus=1e7, initial=98_120.114, max_rate=200,
                       stat_code="01A"),
            Instrument("SH-HP", "宿舍空气源热泵", HP, "dorm", "heat_pump_json", "SH-PLANT", "sh-hp1",
                       parent="SH-E-MAIN", multiplier=40, initial=10_211.9, max_rate=15, rated_kw=260.0,
                       stat_code="01C"),
            Instrument("SH-W-MAIN", "高中部总水表", W, "", "wmbusmeters", "SH-WMBUS", "21010001",
                       role="main", initial=312_004.21, max_rate=250),
            Instrument("SH-W-DORM", "宿舍用水", W, "dorm", "wmbusmeters", "SH-WMBUS", "21010002",
                       "dorm", parent="SH-W-MAIN", initial=240_771.05, max_rate=160),
            Instrument("SH-W-CANTEEN", "食堂用水", W, "canteen", "wmbusmeters", "SH-WMBUS", "21010003",
                       "canteen", parent="SH-W-MAIN", resolution=0.001, initial=38_020.812, max_rate=63),
            Instrument("SH-W-TEACH", "教学楼用水", W, "teach", "ttn", "SH-LORA", "sh-water-teach",
                       "teaching", parent="SH-W-MAIN", resolution=0.001, initial=30_110.4, max_rate=40),
            Instrument("SH-G-CANTEEN", "食堂燃气表", G, "canteen", "wmbusmeters", "SH-WMBUS", "31010001",
                       "kitchen", role="main", resolution=0.001, initial=120_553.204, max_rate=160),
            Instrument("SH-S-LEAK", "热泵机房水浸", S, "dorm", "chirpstack", "SH-LORA", "24e124136b100001", "leak"),
            Instrument("SH-S-ROOM", "高三1班温湿度", S, "teach", "chirpstack", "SH-LORA", "24e124136b100002", "room"),
            Instrument("SH-S-TANK", "生活水箱液位", S, "dorm", "level_number", "SH-WIFI", "sh-tank", "tank"),
        ),
        measures=(Measure("教学楼 LED 改造", date(2026, 2, 1), ("SH-E-TEACH",), 0.88),),
    )  # fmt: skip


def primary() -> Site:
    """小学部: about 900 day pupils and 66 staff; hot water only for the canteen."""
    return Site(
        id="primary",
        name="小学部",
        school="day",
        climate=SICHUAN,
        almanac=Almanac(summer=(7, 5)),
        heads=_grown([(2020, 0, 800), (2021, 0, 815), (2022, 0, 830), (2023, 0, 850), (2024, 0, 870), (2025, 0, 900),
                      (2026, 0, 925)], staff=66),
        buildings=(
            Building("teach", "教学楼", "teaching", 7_800),
            Building("canteen", "食堂", "canteen", 1_100),
            Building("office", "综合楼", "other", 1_600),
        ),
        gateways=(
            Gateway("PR-GW1", late=0.004),
            Gateway("PR-WIFI", loss=0.002, buffers=False, outage_h=(0.5, 2.0)),
            Gateway("PR-WMBUS", delay_s=(0.5, 2.5), loss=0.01, repeats=0.01),
            Gateway("PR-LORA", **_LORA),  # type: ignore[arg-type]  # one table for both campuses
        ),
        instruments=(
            Instrument("PR-E-MAIN", "小学部总电表", E, "", "gateway_batch", "PR-GW1", "000000020001",
                       role="main", multiplier=60, initial=18_702.44, max_rate=15, stat_code="01"),
            Instrument("PR-E-TEACH", "教学楼用电", E, "teach", "gateway_batch", "PR-GW1", "000000020002",
                       "teaching", parent="PR-E-MAIN", multiplier=40, initial=12_951.02, max_rate=15, stat_code="01A"),
            Instrument("PR-E-CANTEEN", "食堂用电", E, "canteen", "shelly", "PR-WIFI", "shellyproem50-b1ee7d",
                       "canteen", parent="PR-E-MAIN", modulus=1e7, initial=74_210.8, max_rate=150, stat_code="01D"),
            Instrument("PR-E-OFFICE", "综合楼用电", E, "office", "zigbee2mqtt", "PR-WIFI", "pr-office",
                       "office", parent="PR-E-MAIN", modulus=1e7, initial=61_090.33, max_rate=100, stat_code="01A"),
            Instrument("PR-HP", "食堂热泵", HP, "canteen", "heat_pump_json", "PR-WIFI", "pr-hp1",
                       parent="PR-E-MAIN", initial=21_040.5, max_rate=30, rated_kw=6.0, stat_code="01C"),
            Instrument("PR-W-MAIN", "小学部总水表", W, "", "wmbusmeters", "PR-WMBUS", "22010001",
                       role="main", initial=41_802.37, max_rate=60),
            Instrument("PR-W-TEACH", "教学楼用水", W, "teach", "ttn", "PR-LORA", "pr-water-teach",
                       "teaching", parent="PR-W-MAIN", resolution=0.001, initial=28_411.902, max_rate=40),
            Instrument("PR-W-CANTEEN", "食堂用水", W, "canteen", "wmbusmeters", "PR-WMBUS", "22010002",
                       "canteen", parent="PR-W-MAIN", resolution=0.001, initial=13_008.114, max_rate=25),
            Instrument("PR-G-CANTEEN", "食堂燃气表", G, "canteen", "wmbusmeters", "PR-WMBUS", "32010001",
                       "kitchen", role="main", resolution=0.001, initial=22_190.55, max_rate=65),
            Instrument("PR-S-LEAK", "地下泵房水浸", S, "teach", "chirpstack", "PR-LORA", "24e124136b200001", "leak"),
            Instrument("PR-S-ROOM", "一年级1班温湿度", S, "teach", "chirpstack", "PR-LORA", "24e124136b200002", "room"),
            Instrument("PR-S-TANK", "消防水箱液位", S, "teach", "level_number", "PR-WIFI", "pr-tank", "tank"),
        ),
        measures=(
            Measure("节水龙头", date(2026, 3, 1), ("PR-W-TEACH",), 0.86),
            Measure("空调定温", date(2025, 9, 1), ("PR-E-TEACH", "PR-E-OFFICE"), 0.87),
        ),
    )  # fmt: skip


def demo_group() -> Sites:
    """Both campuses."""
    return Sites("示例教育集团", (senior(), primary()))


def demo_faults(now: datetime) -> list[Planted]:
    """Faults around a moment: some over, some still there, some about to begin."""
    return [parse_fault(text, now) for text in _DEMO_FAULTS]


def demo(now: datetime, seed: int = 1, planted: Sequence[Planted] | None = None) -> Simulation:
    """The demonstration group with everybody on line from a day before `now` on."""
    faults = demo_faults(now) if planted is None else planted
    return Simulation(demo_group(), seed, faults, calm_after_ms=to_ms(now - timedelta(days=1)))


_DEMO_FAULTS = (
    "replacement@SH-E-TEACH:now-200d=100/12.5",
    "silent_gateway@SH-WMBUS:now-120d+9h",
    "zero_dip@PR-E-MAIN:now-90d+3h",
    "spike@SH-W-DORM:now-60d+1h",
    "stuck@PR-W-CANTEEN:now-45d+40h",
    "late_batch@PR-E-MAIN:now-30d+5h=3",
    "cop_drift@SH-HP:now-40d+30d=0.7",
    "night_air_conditioning@SH-E-TEACH:now-6d+6w=45",
    "constant_leak@SH-W-DORM:now-5d+6w=0.9",
    "gas_valve_open@PR-G-CANTEEN:now-1d+3d=0.2",
    "burst@SH-W-TEACH:now+3m+2h=35",
    "silent_meter@PR-E-CANTEEN:now+5m+2h",
)


def _grown(years: Sequence[tuple[int, int, int]], staff: int) -> tuple[Heads, ...]:
    """Head counts that change on 1 September; the first also holds before."""
    first = years[0]
    before = Heads(date(2019, 9, 1), first[1], first[2], staff)
    return (before, *(Heads(date(year, 9, 1), boarders, day, staff) for year, boarders, day in years))

"""Factors that come with the program. What is marked to_check needs its source read before a figure is filed."""

from datetime import date

from campus.factors.profile import Carrier, Factor, FactorProfile, GridFactor

_GB = "GB/T 2589-2020"
_DB37 = "DB37/T 2671"
_REPORT = "published energy report of a university, first quarter of 2025"
_FROM = date(2021, 4, 1)

_FUELS = {
    Carrier.GAS: Factor(value=1.2143, source=_REPORT, standing="confirmed"),
    Carrier.WATER: Factor(value=0.2571, source=_GB),
    Carrier.HEAT: Factor(value=0.03412 * 3.6, source=f"{_GB}, 0.03412 kgce/MJ"),
    Carrier.GASOLINE: Factor(value=1.4714, source=_GB),
    Carrier.GASOLINE_LITRE: Factor(value=1.0668, source=f"{_REPORT}; 0.725 kg/L x 1.4714", standing="confirmed"),
    Carrier.DIESEL: Factor(value=1.4571, source=_GB),
}
_CO2 = {
    Carrier.GAS: Factor(
        value=2.1622,
        source="38.931 MJ/m3 x 15.3 tC/TJ x 0.99 x 44/12; inputs from a provincial greenhouse-gas guide",
    )
}
_GAS_NOTE = (
    "Gas: 1.2143 kgce/m3 means 35.6 MJ/m3, while the CO2 factor assumes 38.93 MJ/m3 (1.33 kgce/m3). "
    "Choose the gas factor of your province. Water is listed but not converted into 综合能耗."
)

EQUIVALENT = FactorProfile(
    id="gb-t-2589-2020-equivalent",
    version="1",
    valid_from=_FROM,
    kgce={Carrier.ELECTRICITY: Factor(value=0.1229, source=_REPORT, standing="confirmed"), **_FUELS},
    kg_co2=_CO2,
    notes=f"Electricity at its heat content (当量值): 0.1229 kgce/kWh. {_GAS_NOTE}",
)
EQUAL_VALUE = FactorProfile(
    id="db37-t-2671-equal-value",
    version="1",
    valid_from=_FROM,
    region="shandong",
    kgce={
        Carrier.ELECTRICITY: Factor(value=0.31, source=f"{_DB37} appendix B"),
        **_FUELS,
        Carrier.GAS: Factor(value=1.2143, source=f"{_DB37}; {_REPORT}", standing="confirmed"),
    },
    kg_co2=_CO2,
    notes=f"Electricity at the coal a power station burns for it (等价值): 0.31 kgce/kWh; elsewhere the coal "
    f"consumption of supply of the year (供电煤耗) is used. {_GAS_NOTE}",
)
PROFILES = (EQUIVALENT, EQUAL_VALUE)

_NOTICE = "MEE and NBS notice of grid CO2 factors"


def _grid(region: str, year: int, value: float, *, read: bool) -> GridFactor:
    standing = "confirmed" if read else "to_check"
    return GridFactor(region=region, year=year, kg_per_kwh=value, source=f"{_NOTICE}, {year}", standing=standing)


GRID_FACTORS = (
    _grid("national", 2021, 0.5568, read=True),
    _grid("national", 2022, 0.5366, read=True),
    _grid("national-without-traded-non-fossil", 2021, 0.5942, read=True),
    _grid("national-without-traded-non-fossil", 2022, 0.5856, read=True),
    _grid("fossil-power", 2021, 0.8426, read=False),
    _grid("fossil-power", 2022, 0.8325, read=True),
    _grid("henan", 2021, 0.6369, read=False),
    _grid("henan", 2022, 0.6058, read=False),
    _grid("sichuan", 2021, 0.1255, read=False),
    _grid("sichuan", 2022, 0.1404, read=True),
    _grid("central-china", 2021, 0.5354, read=False),
    _grid("central-china", 2022, 0.5395, read=True),
    _grid("southwest-china", 2021, 0.2113, read=False),
    _grid("southwest-china", 2022, 0.2268, read=True),
)

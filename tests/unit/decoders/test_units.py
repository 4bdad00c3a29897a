import pytest

from campus.errors import Refused
from collector.formats.units import accepted_units, conversion


@pytest.mark.parametrize(
    ("value", "unit", "quantity", "base"),
    [
        (1234.0, "Wh", "electricity_import", 1.234),
        (1.5, "MWh", "electricity_import", 1500.0),
        (1.5, "KWH", "electricity_import", 1.5),
        (2.0, "度", "electricity_import", 2.0),
        (60000.0, "Wmin", "electricity_import", 1.0),
        (3.6, "MJ", "heat_energy", 1.0),
        (1.0, "GJ", "heat_energy", 277.7777777777778),
        (7200.0, "kJ", "heat_energy", 2.0),
        (1.0, "Gcal", "heat_energy", 1163.0),
        (2.5, "kW", "active_power", 2500.0),
        (2.5, "MW", "active_power", 2.5e6),
        (2.5, "mW", "active_power", 0.0025),
        (3.6, "MJ/h", "heat_power", 1000.0),
        (250.0, "L", "water_volume", 0.25),
        (250.0, "litres", "water_volume", 0.25),
        (3.0, "m³", "water_volume", 3.0),
        (3.0, "吨", "water_volume", 3.0),
        (1.0, "ft³", "gas_volume", 0.028316846592),
        (1.0, "gal", "water_volume", 0.003785411784),
        (6.0, "L/min", "flow", 0.36),
        (6.0, "l/min", "flow", 0.36),
        (1.0, "L/s", "flow", 3.6),
        (500.0, "L/h", "flow", 0.5),
        (2.0, "m3/h", "flow", 2.0),
        (2.0, "m³/h", "flow", 2.0),
        (20.0, "°C", "temperature", 20.0),
        (20.0, "&deg;C", "temperature", 20.0),
        (20.0, "℃", "temperature", 20.0),
        (68.0, "°F", "temperature", 20.0),
        (293.15, "K", "temperature", 20.0),
        (230100.0, "mV", "voltage", 230.1),
        (512.0, "mA", "current", 0.512),
        (1.5, "kvar", "reactive_power", 1500.0),
        (1500.0, "varh", "reactive_energy_import", 1.5),
        (1.5, "kVA", "apparent_power", 1500.0),
        (1013.0, "hPa", "pressure", 101.3),
        (1.5, "bar", "pressure", 150.0),
        (90.0, "min", "operating_time", 1.5),
        (98.0, "%", "power_factor", 0.98),
        (0.5, "1", "humidity", 50.0),
        (1.2, "mS/cm", "conductivity", 1200.0),
        (12.0, "", "water_volume", 12.0),
    ],
)
def test_conversion_to_the_base_unit(value: float, unit: str, quantity: str, base: float) -> None:
    assert conversion(unit, quantity)(value) == pytest.approx(base, rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "quantity"),
    [
        ("furlong", "water_volume"),
        ("kWh", "water_volume"),
        ("W", "electricity_import"),
        ("mwh", "electricity_import"),
        ("V", "current"),
    ],
)
def test_a_unit_that_does_not_fit_is_refused_with_the_accepted_ones(unit: str, quantity: str) -> None:
    with pytest.raises(Refused, match=r"does not fit .*; accepted: .+"):
        conversion(unit, quantity)


def test_every_listed_unit_is_accepted() -> None:
    of_base = {"kWh": "electricity_import", "W": "active_power", "VA": "apparent_power", "var": "reactive_power",
               "kvarh": "reactive_energy_import", "m3": "water_volume", "m3/h": "flow", "V": "voltage", "A": "current",
               "Hz": "frequency", "%": "humidity", "kPa": "pressure", "uS/cm": "conductivity", "h": "operating_time",
               "1": "power_factor", "degC": "temperature"}  # fmt: skip
    listed = dict(accepted_units())
    assert set(listed) == set(of_base)
    for base, units in listed.items():
        for unit in units:
            assert conversion(unit, of_base[base]).factor > 0

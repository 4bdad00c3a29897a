"""What replacing gas by a heat pump does, with the effect of the electricity factor shown apart (rule 7, §10.2).

The same change is a saving of 73 % at the heat content of electricity (当量) and of 32 % at the coal burnt for it
(等价): only kWh and m³ are facts, coal equivalent depends on the profile.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.coal_and_carbon.conversion import Factors
from campus.errors import Refused
from campus.factors.profile import Carrier, FactorProfile

MJ_PER_KGCE = 29.3076
MJ_PER_KWH = 3.6


def electricity_per_gas(gas_kgce_per_m3: float, boiler_efficiency: float, cop: float) -> float:
    """Electricity in kWh that a heat pump draws for the heat of 1 m³ of gas in a boiler."""
    if not (0 < boiler_efficiency <= 1.2 and cop > 0):  # noqa: PLR2004 - condensing boilers pass 1 on the lower value
        message = f"efficiency {boiler_efficiency:g} and COP {cop:g} do not make a comparison"
        raise Refused(message)
    return gas_kgce_per_m3 * MJ_PER_KGCE * boiler_efficiency / MJ_PER_KWH / cop


def coal_reduction(gas_m3: float, electricity_kwh: float, profile: FactorProfile) -> float | None:
    """Reduction of coal equivalent by the change under one profile, as a fraction; None without gas."""
    gas = gas_m3 * profile.kgce_per_unit(Carrier.GAS)
    return 1.0 - electricity_kwh * profile.kgce_per_unit(Carrier.ELECTRICITY) / gas if gas > 0 else None


@dataclass(frozen=True, slots=True)
class Under:
    """Coal equivalent and CO2 before (gas) and after (electricity) under one set of factors."""

    profile: str
    kgce_before: float
    kgce_after: float
    kg_co2_before: float
    kg_co2_after: float

    @property
    def reduction(self) -> float | None:
        return 1.0 - self.kgce_after / self.kgce_before if self.kgce_before > 0 else None


@dataclass(frozen=True, slots=True)
class GasReplaced:
    """Effect of a span: gas not burnt, electricity drawn instead, yuan, and coal equivalent under each profile.

    `factor_effect` is the difference between the largest and the smallest reduction: bookkeeping, not saving.
    """

    gas_m3: float
    electricity_kwh: float
    gas_yuan: float | None
    electricity_yuan: float | None
    under: tuple[Under, ...]

    @property
    def saved_yuan(self) -> float | None:
        if self.gas_yuan is None or self.electricity_yuan is None:
            return None
        return self.gas_yuan - self.electricity_yuan

    @property
    def factor_effect(self) -> float | None:
        reductions = [u.reduction for u in self.under if u.reduction is not None]
        return max(reductions) - min(reductions) if reductions else None


@dataclass(frozen=True, slots=True)
class Boiler:
    """The boiler that would have made the heat."""

    efficiency: float
    gas_mj_per_m3: float


@dataclass(frozen=True, slots=True)
class Prices:
    """Mean prices of the span, None where not known."""

    gas_yuan_per_m3: float | None = None
    electricity_yuan_per_kwh: float | None = None


def gas_replaced(
    heat_kwh: float, electricity_kwh: float, boiler: Boiler, prices: Prices, factors: Sequence[Factors]
) -> GasReplaced:
    """Gas a boiler would have burnt for the heat delivered, against the electricity the heat pump drew."""
    if not (heat_kwh >= 0 and electricity_kwh >= 0 and boiler.efficiency > 0 and boiler.gas_mj_per_m3 > 0):
        message = "heat, electricity, efficiency and heating value must not be negative or zero"
        raise Refused(message)
    gas = heat_kwh * MJ_PER_KWH / boiler.gas_mj_per_m3 / boiler.efficiency
    gas_price, power_price = prices.gas_yuan_per_m3, prices.electricity_yuan_per_kwh
    return GasReplaced(
        gas_m3=gas,
        electricity_kwh=electricity_kwh,
        gas_yuan=None if gas_price is None else gas * gas_price,
        electricity_yuan=None if power_price is None else electricity_kwh * power_price,
        under=tuple(_under(gas, electricity_kwh, each) for each in factors),
    )


def _under(gas: float, electricity: float, factors: Factors) -> Under:
    profile = factors.profile
    return Under(
        profile=f"{profile.id} {profile.version}",
        kgce_before=gas * profile.kgce_per_unit(Carrier.GAS),
        kgce_after=electricity * profile.kgce_per_unit(Carrier.ELECTRICITY),
        kg_co2_before=gas * profile.kg_co2_per_unit(Carrier.GAS),
        kg_co2_after=electricity * factors.grid.kg_per_kwh,
    )

"""What a unit costs: always the same, more the more is used in a year, or by the time of day."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from campus.config.meter import Strict
from campus.tariff.day_table import Period, cover


class Flat(Strict):
    """One price (居民合表电价, water and gas of schools as a rule)."""

    kind: Literal["flat"] = Field("flat", description="flat")
    yuan: float = Field(ge=0, description="yuan per kWh or m3")


class Tier(Strict):
    """A step of a tiered price (阶梯)."""

    up_to: float | None = Field(None, gt=0, description="annual use up to which the price holds; empty: no limit")
    yuan: float = Field(ge=0, description="yuan per kWh or m3")


class Tiered(Strict):
    """Price by use since the beginning of the year; a month across a boundary is split at it."""

    kind: Literal["tiered"] = Field(description="tiered")
    tiers: tuple[Tier, ...] = Field(description="ascending; the last without up_to")
    year_begins: int = Field(1, ge=1, le=12, description="month in which counting starts anew")

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        limits = [tier.up_to for tier in self.tiers]
        if not limits:
            message = "there is no tier, list at least one"
            raise ValueError(message)
        if limits[-1] is not None:
            message = f"the last tier ends at {limits[-1]:g}, leave its up_to out so that every use has a price"
            raise ValueError(message)
        known = [limit for limit in limits[:-1] if limit is not None]
        if len(known) < len(limits) - 1 or known != sorted(set(known)):
            message = "tiers do not ascend, give every tier but the last an up_to above the one before"
            raise ValueError(message)
        return self


class DayTable(Strict):
    """The periods of the day in some months."""

    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field(
        tuple(range(1, 13)), description="months the table holds in; empty: all year"
    )
    periods: tuple[Period, ...] = Field(description="together 24 hours, each exactly once")

    @model_validator(mode="after")
    def _covers_the_day(self) -> Self:
        covered = cover(self.periods)
        if not covered.accepted:
            message = f"{covered}, cover each of the 24 hours exactly once"
            raise ValueError(message)
        return self


class TimeOfUse(Strict):
    """Price by time of day (分时电价), with other tables in other months."""

    kind: Literal["time_of_use"] = Field(description="time_of_use")
    yuan: dict[str, Annotated[float, Field(ge=0)]] = Field(description="yuan per kWh of each period")
    tables: tuple[DayTable, ...] = Field(description="one or more, together all twelve months")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        listed = [month for table in self.tables for month in table.months]
        twice = sorted({month for month in listed if listed.count(month) > 1})
        missing = sorted(set(range(1, 13)) - set(listed))
        if twice or missing:
            told = [f"month {', '.join(map(str, missing))} has no table"] if missing else []
            told += [f"month {', '.join(map(str, twice))} has two tables"] if twice else []
            message = f"{' and '.join(told)}, give each month exactly one table"
            raise ValueError(message)
        named = {p.period for table in self.tables for p in table.periods}
        if unpriced := sorted(named - set(self.yuan)):
            message = f"period {' and '.join(unpriced)} has no price, add it under yuan"
            raise ValueError(message)
        return self

    def period_at(self, month: int, hour: int) -> str:
        """Name of the period an hour of a day in a month belongs to."""
        table = next(t for t in self.tables if month in t.months)
        return next(p.period for p in table.periods if hour in p.hours)


Price = Annotated[Flat | Tiered | TimeOfUse, Field(discriminator="kind")]

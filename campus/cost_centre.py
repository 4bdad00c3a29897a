"""Cost centres (成本中心): canteen, dormitories, contractors' shops, each with its meters and its shares of others."""

from math import isclose
from typing import Annotated, Self

from pydantic import Field, model_validator

from campus.config.meter import ID_PATTERN, Strict

Share = Annotated[float, Field(gt=0, le=1)]


class CostCentre(Strict):
    """Whoever bears costs."""

    id: str = Field(pattern=ID_PATTERN, description="short and stable")
    name: str = Field("", description="what people call it")
    meters: tuple[str, ...] = Field((), description="meters whose whole use it bears")


class SharedMeter(Strict):
    """A meter several centres share by a stated key (分摊), for example floor area."""

    meter: str = Field(description="id of the meter")
    key: str = Field(min_length=1, description="what the shares follow: floor area, persons, contract, …")
    shares: dict[str, Share] = Field(description="cost centre → share; together 1")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = sum(self.shares.values())
        if not isclose(total, 1.0, abs_tol=1e-9):
            message = f"shares of {self.meter} add up to {total:.6g}, let them add up to 1"
            raise ValueError(message)
        return self


class CostCentres(Strict):
    """All centres; no meter is borne twice."""

    centres: tuple[CostCentre, ...] = Field((), description="who bears costs")
    shared: tuple[SharedMeter, ...] = Field((), description="meters borne by several")

    @model_validator(mode="after")
    def _once(self) -> Self:
        ids = [centre.id for centre in self.centres]
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            message = f"cost centre {', '.join(twice)} stands twice, give each its own id"
            raise ValueError(message)
        borne = [m for centre in self.centres for m in centre.meters] + [entry.meter for entry in self.shared]
        if twice := sorted({meter for meter in borne if borne.count(meter) > 1}):
            message = f"meter {', '.join(twice)} is borne twice, list it once or share it by a key"
            raise ValueError(message)
        if strange := sorted({name for entry in self.shared for name in entry.shares} - set(ids)):
            message = f"shares name unknown cost centres {', '.join(strange)}, known are {', '.join(sorted(ids))}"
            raise ValueError(message)
        return self

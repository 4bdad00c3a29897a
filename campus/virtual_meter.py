"""Virtual meters (虚拟表): sums and differences of others."""

from collections.abc import Sequence
from typing import Self

from pydantic import Field, model_validator

from campus.config.meter import ID_PATTERN, Strict
from campus.errors import Refused


class VirtualMeter(Strict):
    """A meter that only exists by arithmetic; its parts may be virtual themselves."""

    id: str = Field(pattern=ID_PATTERN, description="short, stable, unlike any real meter's")
    name: str = Field("", description="what people call it")
    plus: tuple[str, ...] = Field((), description="meters added")
    minus: tuple[str, ...] = Field((), description="meters taken off")

    @model_validator(mode="after")
    def _has_parts(self) -> Self:
        parts = (*self.plus, *self.minus)
        if not self.plus:
            message = f"virtual meter {self.id} adds nothing, list meters under plus"
            raise ValueError(message)
        if twice := sorted({m for m in parts if parts.count(m) > 1}):
            message = f"virtual meter {self.id} names {', '.join(twice)} twice, name each meter once"
            raise ValueError(message)
        return self


def parts_first(meters: Sequence[VirtualMeter]) -> list[VirtualMeter]:
    """Each after the virtual meters it is made of; one made of itself is refused with the ring."""
    by_id = {m.id: m for m in meters}
    done: dict[str, VirtualMeter] = {}

    def visit(meter: VirtualMeter, trail: tuple[str, ...]) -> None:
        if meter.id in trail:
            message = (
                f"virtual meters are made of each other: {' → '.join((*trail[trail.index(meter.id) :], meter.id))}"
            )
            raise Refused(message)
        for part in (*meter.plus, *meter.minus):
            if part in by_id and part not in done:
                visit(by_id[part], (*trail, meter.id))
        done[meter.id] = meter

    for meter in meters:
        visit(meter, ())
    return list(done.values())

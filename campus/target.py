"""Targets (目标): how much less per head, over which year, and who answers for it."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from campus.config.meter import Strict
from campus.quantity import Resource

Basis = Literal["statutory", "like_for_like", "weather_adjusted"]


def _fraction(value: object) -> object:
    """`10%` and `10 %` are 0.1; a bare 10 would be a thousand per cent and is refused by the bounds."""
    if isinstance(value, str) and value.strip().endswith(("%", "％")):
        return float(value.strip()[:-1]) / 100
    return value


class Owners(Strict):
    """Who does, who answers, who watches."""

    performer: str = Field("", description="who does it (执行人)")
    responsible: str = Field("", description="who answers for it (责任人)")
    supervisor: str = Field("", description="who watches over it (督查人)")

    @property
    def chain(self) -> tuple[tuple[str, str], ...]:
        """(role in Chinese, name) of the roles that are filled."""
        roles = (("执行人", self.performer), ("责任人", self.responsible), ("督查人", self.supervisor))
        return tuple((role, name) for role, name in roles if name)


class Target(Strict):
    """A promised reduction of use per head against the year before."""

    reduction: Annotated[float, BeforeValidator(_fraction, json_schema_input_type=float | str)] = Field(
        0.1, gt=0, lt=1, description="share to save per head, 10% or 0.1"
    )
    resource: Resource = Field(Resource.ELECTRICITY, description="what is saved")
    campus: str = Field("", description="campus id; empty: the whole group")
    basis: Basis = Field("like_for_like", description="line that is judged")
    year_begins: int = Field(1, ge=1, le=12, description="1: calendar year; 9: school year from September")
    owners: Owners = Field(Owners(), description="who does it, answers for it and watches over it")

"""Measures (节能措施): dated changes whose effect is to be shown."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from campus.config.meter import ID_PATTERN, Strict


class Measure(Strict):
    """A change such as LED lamps, a timer, insulation or a heat pump."""

    id: str = Field(pattern=ID_PATTERN, description="short and stable")
    name: str = Field("", description="what was done")
    meters: tuple[str, ...] = Field(description="meters the effect is looked for in")
    started: date = Field(description="first day of the works")
    finished: date = Field(description="last day of the works; days from start to finish count on neither side")
    before_days: int = Field(365, ge=14, description="days before the works to compare with")
    after_days: int = Field(365, ge=14, description="days after the works to compare")
    cost_yuan: float | None = Field(None, ge=0, description="what it cost")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.finished < self.started:
            message = f"finished {self.finished} before it started {self.started}, swap the days"
            raise ValueError(message)
        if not self.meters:
            message = "no meter is named, list those the effect is looked for in"
            raise ValueError(message)
        return self

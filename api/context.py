"""What every route works on, handed in once when the application is built."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from api.problems import Problem
from campus.clock import Clock, to_ms
from campus.config.meter import Meter
from campus.config.model import Group
from campus.readings.protocol import Readings


@dataclass(frozen=True)
class Context:
    """Configuration, the two places things are kept, and the time."""

    group: Group
    readings: Readings
    engine: Engine
    clock: Clock

    @property
    def now_ms(self) -> int:
        return to_ms(self.clock())

    def meter(self, meter_id: str) -> Meter:
        """A meter of the meter list; an unknown id is a 404 problem."""
        meter = self.group.meters.get(meter_id)
        if meter is None:
            raise Problem(404, "unknown-meter", f"There is no meter {meter_id!r} in the meter list.")
        return meter


def context_of(request: Request) -> Context:
    """The context of the application a request came to."""
    context: Context = request.app.state.context
    return context


Ctx = Annotated[Context, Depends(context_of)]

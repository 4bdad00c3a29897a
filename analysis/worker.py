"""The worker: every few seconds the dirty windows become pages, and it says how it fares."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.base import BaseScheduler
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from analysis.bookkeeping import BookingResult, book_dirty, mark_changed_meters
from campus.clock import Clock, to_ms
from campus.config.model import Group
from campus.errors import CampusError
from campus.ledger.dirty import oldest_mark_ms
from campus.ledger.process_state import publish_state
from campus.readings.protocol import Readings

EVERY_S = 5
"""Well inside the promised minute from arrival to page."""

log = structlog.get_logger("worker")


@dataclass(slots=True)
class Worker:
    """Books what the collector marked; one failed round is told and tried again in the next."""

    group: Group
    readings: Readings
    engine: Engine
    clock: Clock
    reload: Callable[[], Group | None] = lambda: None
    """Returns the configuration when it changed since the last call, else None."""
    rounds: int = 0
    failed_rounds: int = 0
    pages_changed: int = 0

    def adopt(self, group: Group) -> None:
        """Take a (re)loaded configuration; meters whose line changed are booked anew."""
        self.group = group
        changed = mark_changed_meters(group, self.readings, self.engine, self.clock)
        if changed:
            log.info("meter list changed, booking anew", meters=changed)

    def round(self) -> BookingResult | None:
        """Book once; None when a store was unavailable."""
        started = self.clock()
        self.rounds += 1
        try:
            changed = self.reload()
            if changed is not None:
                self.adopt(changed)
            result = book_dirty(self.group, self.readings, self.engine, self.clock)
            self.pages_changed += result.pages_changed
            oldest = oldest_mark_ms(self.engine)
            state = {
                "rounds": self.rounds,
                "failed_rounds": self.failed_rounds,
                "pages_changed": self.pages_changed,
                "meters_last_round": result.meters,
                "unknown_meters": result.unknown,
                "seconds_last_round": (self.clock() - started).total_seconds(),
                "lag_s": 0.0 if oldest is None else max(to_ms(self.clock()) - oldest, 0) / 1000,
            }
            publish_state(self.engine, "worker", to_ms(self.clock()), state)
        except (CampusError, SQLAlchemyError) as error:
            self.failed_rounds += 1
            log.warning("round failed, trying again", error=str(error), every_s=EVERY_S)
            return None
        if result.pages_changed:
            log.info("booked", meters=result.meters, pages=result.pages_changed)
        return result


def schedule(worker: Worker, scheduler: BaseScheduler) -> None:
    """Put the worker's rounds on a scheduler; a round that takes long is never doubled."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler.add_job(worker.round, "interval", seconds=EVERY_S, coalesce=True, max_instances=1)

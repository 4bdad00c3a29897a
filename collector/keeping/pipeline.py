"""The way of a batch: into the stores, or into the spool, or nowhere yet; acknowledged only when durable.

`store` is called with messages and says which may be acknowledged. While batches wait in the spool,
new ones queue up behind them, so order of arrival is kept. When neither the stores nor the spool
take a batch (the disk is full), it stays `stuck` in memory, unacknowledged, and is tried again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from campus.errors import Retry
from collector.keeping.arrivals import FirstArrivals
from collector.keeping.keep import Keeper
from collector.keeping.spool import Spool
from collector.keeping.tail import Tail
from collector.mqtt.backoff import Backoff
from collector.mqtt.wire import Arrival
from collector.sorting.batch import Batch
from collector.sorting.intake import Intake
from collector.sorting.tally import Tally

DRAINED_AT_ONCE = 5_000
"""Samples in one append while the spool drains."""


@dataclass(slots=True)
class Unstored:
    """Messages that are durable nowhere, and the batch they came down to once they were sorted."""

    arrivals: Sequence[Arrival]
    mids: list[int]
    batch: Batch | None = None
    untimed: Sequence[Arrival] = ()
    needed: Sequence[Arrival] = ()
    """Messages that later ones will be read together with."""


class Pipeline:
    """Owns the order of things; time comes in as an argument (`now_ms` wall clock, `now_s` monotonic)."""

    def __init__(  # noqa: PLR0913 (the parts it joins)
        self,
        *,
        intake: Intake,
        keeper: Keeper,
        spool: Spool,
        arrivals: FirstArrivals,
        tail: Tail,
        tally: Tally,
        backoff: Backoff,
    ) -> None:
        self.intake = intake
        self._tail = tail
        self.spool = spool
        self.keeper = keeper
        self.trouble = ""
        """Why the stores do not take batches at the moment; empty when they do."""
        self.stuck: Unstored | None = None
        self._arrivals = arrivals
        self._tally = tally
        self._backoff = backoff
        self._next_try_s = 0.0
        self._told = False

    def store(self, arrivals: Sequence[Arrival], now_ms: int, now_s: float) -> list[int]:
        """Packet ids to acknowledge; empty when the batch got stuck. Never called while one is."""
        self._tally.counts["repeated_messages"] += sum(a.repeated for a in arrivals)
        self.stuck = Unstored(arrivals, [a.mid for a in arrivals])
        return self._unstick(self.stuck, now_ms, now_s)

    def retry(self, now_ms: int, now_s: float) -> list[int]:
        """When its time has come, drain a part of the spool, then try the stuck batch again.

        In this order: what leaves the spool makes the room the stuck batch waits for.
        """
        if now_s < self._next_try_s:
            return []
        if self.spool:
            self._drain(now_ms, now_s)
        return self._unstick(self.stuck, now_ms, now_s, patient=False) if self.stuck else []

    def recall(self, now_ms: int, now_s: float) -> None:
        """Let the decoders read again what they need to know; what is stored already is not stored twice."""
        self._tail.trim()
        batch, _ = self.intake.sort(self._tail.recall())
        batch.quarantined.clear()
        batch.sightings.clear()
        self._put(batch, now_ms, now_s, patient=False)

    def begin_session(self) -> None:
        """The broker knows no earlier session of ours: its packet ids say nothing about earlier ones."""
        self._arrivals.forget()

    def lose_connection(self) -> None:
        """What is stuck stays and will be stored; the broker delivers it again and wants that acknowledged."""
        if self.stuck:
            self.stuck.mids.clear()

    def _unstick(self, stuck: Unstored, now_ms: int, now_s: float, *, patient: bool = True) -> list[int]:
        try:
            if stuck.batch is None:
                dated = self._arrivals.dated(stuck.arrivals)
                stuck.batch, stuck.untimed = self.intake.sort(dated)
                stuck.needed = [a for a in dated if self.intake.router.needs_earlier(a.topic)]
            self._remember(stuck, now_s)
            self._put(stuck.batch, now_ms, now_s, patient=patient)
        except Retry as error:
            self._failed(error, now_s)
            if not self._told:
                self._told = True
                structlog.get_logger().error("nothing is acknowledged until there is room again", reason=str(error))
            return []
        self.stuck, self._told = None, False
        self._tally.counts["acknowledged"] += len(stuck.mids)
        return stuck.mids

    def _remember(self, stuck: Unstored, now_s: float) -> None:
        """A store on another disk may well take the batch while ours is full: losing this note stops nothing."""
        try:
            self._arrivals.remember(stuck.untimed)
            self._tail.remember(stuck.needed)
        except Retry as error:
            self._failed(error, now_s)

    def _put(self, batch: Batch, now_ms: int, now_s: float, *, patient: bool) -> None:
        """Into the stores, else into the spool; raises `Retry` when neither takes it."""
        if not self.spool and (now_s >= self._next_try_s or not patient):
            try:
                self._keep(batch, now_ms)
            except Retry as error:
                self._failed(error, now_s)
            else:
                return
        if len(batch):
            self.spool.put(batch)
            self._tally.counts["spooled"] += len(batch)

    def _drain(self, now_ms: int, now_s: float) -> None:
        try:
            waiting = self.spool.head(DRAINED_AT_ONCE)
            together = Batch()
            for one in waiting:
                together.samples += one.batch.samples
                together.quarantined += one.batch.quarantined
                together.sightings += one.batch.sightings
            self._keep(together, now_ms)
            self.spool.remove(waiting)
        except Retry as error:
            self._failed(error, now_s)

    def _keep(self, batch: Batch, now_ms: int) -> None:
        refused = self.keeper.keep(batch, now_ms)
        self._tally.counts["quarantined_refused_by_store"] += refused
        if self.trouble:
            structlog.get_logger().info("store available again", waiting=self.spool.depth)
        self.trouble = ""
        self._backoff.succeeded()

    def _failed(self, error: Retry, now_s: float) -> None:
        if not self.trouble:
            structlog.get_logger().warning("store unavailable, readings wait in the spool", reason=str(error))
        self.trouble = str(error)
        self._next_try_s = now_s + self._backoff.failed()

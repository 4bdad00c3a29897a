"""The collector as it runs: one loop that reads, stores, acknowledges, and looks after itself."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import structlog
from sqlalchemy import Engine

from campus.clock import Clock, system_clock, to_ms
from campus.config.model import Group
from campus.config.watch import ChangedFiles
from campus.errors import Refused, Retry
from campus.readings.protocol import Readings
from collector import upkeep
from collector.adopt import adopt
from collector.keeping.arrivals import FirstArrivals
from collector.keeping.keep import Keeper
from collector.keeping.local_file import LocalFile
from collector.keeping.pipeline import Pipeline
from collector.keeping.spool import Spool
from collector.keeping.tail import Tail
from collector.mqtt.backoff import Backoff
from collector.mqtt.subscriber import Subscriber
from collector.sorting.intake import Intake, Recognise
from collector.sorting.routing import Router
from collector.sorting.tally import Tally

MOST_AT_ONCE = 2_000
QUIET_S = 0.005
"""No message for this long ends a batch that is not full: few commits at rest, none too late."""
LINGER_S = 0.05
IDLE_S = 0.2
CHORES_S = 3.0
PRUNING_S = 60.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What a collector is given: everything it does not make itself."""

    group: Group
    readings: Readings
    ledger: Engine
    local: LocalFile
    recognise: Recognise
    reload: Callable[[], Group]
    config: Path | None = None
    """Watched for changes together with the lists beside it."""


class Collector:
    """`run` until `stopping`; set `reload_requested` for a new look at the configuration."""

    def __init__(self, parts: Parts, random: Random, clock: Clock = system_clock) -> None:
        self.tally = Tally()
        self.stopping = False
        self.reload_requested = False
        self._parts = parts
        self._clock = clock
        self._group = parts.group
        self._ledger = parts.ledger
        self._keeper = Keeper(parts.readings, parts.ledger)
        self._intake = Intake(Router(parts.group), self.tally, parts.recognise)
        self._pipeline = Pipeline(
            intake=self._intake,
            keeper=self._keeper,
            spool=Spool(parts.local),
            arrivals=FirstArrivals(parts.local),
            tail=Tail(parts.local),
            tally=self.tally,
            backoff=Backoff(random),
        )
        self._subscriber = Subscriber(parts.group.broker, random)
        self._name = upkeep.name_of(parts.group.broker.client_id, parts.group.broker.share)
        self._generation = 0
        self._adopted_from: Router | None = None
        self._to_adopt = True
        self._files = ChangedFiles(parts.config) if parts.config else None
        self._chores_at_s = 0.0
        self._prune_at_s = 0.0
        self._config_trouble = ""

    @property
    def listening(self) -> bool:
        """Connected and subscribed: what is published from now on is collected."""
        return self._subscriber.listening

    def run(self) -> None:
        """Collect until `stopping`. Raises when another collector has our client id or settings are wrong."""
        upkeep.refuse_second(self._ledger, self._name, self._group.broker.client_id, self._now_ms())
        self._warm()
        self._pipeline.recall(self._now_ms(), time.monotonic())
        self._adopt(alive=False)
        # What was loaded so far stays for good: the garbage collector need not look at it again.
        gc.collect()
        gc.freeze()
        try:
            while not self.stopping:
                self._turn()
            self._finish()
        finally:
            self._subscriber.close()
            self._publish("stopped")

    def _turn(self) -> None:
        subscriber, pipeline = self._subscriber, self._pipeline
        most = min(MOST_AT_ONCE, max(1, self._group.broker.in_flight // 2))
        subscriber.poll(0.0 if subscriber.waiting and not pipeline.stuck else IDLE_S)
        began = time.monotonic()
        while 0 < subscriber.waiting < most and time.monotonic() - began < LINGER_S and subscriber.poll(QUIET_S):
            pass
        self._notice_session()
        if pipeline.stuck is None and subscriber.waiting:
            self._store(most)
        now_s = time.monotonic()
        subscriber.acknowledge(pipeline.retry(self._now_ms(), now_s))
        if now_s >= self._chores_at_s:
            self._chores_at_s = now_s + CHORES_S
            self._chores(now_s)

    def _store(self, most: int) -> None:
        arrivals = self._subscriber.take(most)
        self._subscriber.acknowledge(self._pipeline.store(arrivals, self._now_ms(), time.monotonic()))

    def _notice_session(self) -> None:
        """A new connection: acknowledgements of the old one are void, and so may be its packet ids."""
        if self._subscriber.generation == self._generation:
            return
        self._generation = self._subscriber.generation
        self._pipeline.lose_connection()
        if not self._subscriber.session_present:
            try:
                self._pipeline.begin_session()
            except Retry as error:
                structlog.get_logger().warning("spool unavailable", reason=str(error))

    def _finish(self) -> None:
        """What has arrived is stored and acknowledged before we hang up."""
        while self._subscriber.waiting and self._pipeline.stuck is None:
            self._store(MOST_AT_ONCE)

    def _chores(self, now_s: float) -> None:
        if self._files is not None and self._files.changed():
            self.reload_requested = True
        if self.reload_requested:
            self.reload_requested = False
            self._reload()
        if self._to_adopt and not self._pipeline.trouble:
            self._adopt(alive=True)
        upkeep.write_findings(self._ledger, self._intake.notebook)
        if now_s >= self._prune_at_s:
            self._prune_at_s = now_s + PRUNING_S
            self.tally.counts["quarantine_dropped"] += upkeep.prune(self._ledger, self._group.collector, self._now_ms())
        self._publish("running")

    def _reload(self) -> None:
        log = structlog.get_logger()
        try:
            group = self._parts.reload()
            router = Router(group, self._intake.router)
        except (Refused, OSError) as error:
            self._config_trouble = str(error)
            log.warning("configuration not reloaded, the one before stays in force", reason=str(error))
            return
        self._config_trouble = ""
        changed = [
            name for name in ("broker", "readings", "ledger") if getattr(group, name) != getattr(self._group, name)
        ]
        if changed:
            log.warning("restart the collector to use the new settings", sections=changed)
        if not self._to_adopt:
            self._adopted_from, self._to_adopt = self._intake.router, True
        self._group = group.model_copy(update={"broker": self._group.broker})
        self._intake.router = router
        log.info("configuration reloaded", meters=len(group.meters))

    def _adopt(self, *, alive: bool) -> None:
        """Replay quarantine. A decoder that has read a topic live must not go back to its old messages."""
        scratch = Tally()
        live = Intake(self._intake.router, scratch, self._parts.recognise)
        apart = Intake(Router(self._group), scratch, self._parts.recognise)
        before = self._adopted_from

        def intake_of(topic: str) -> Intake | None:
            if not live.router.routes(topic):
                return None
            first_time = not alive or (before is not None and not before.routes(topic))
            return live if first_time else apart

        def tick() -> None:
            if alive:
                self._subscriber.poll(0.0)

        try:
            adopted = adopt(self._ledger, self._keeper, intake_of, self._now_ms(), tick)
        except Retry as error:
            structlog.get_logger().warning("adoption waits for the store", reason=str(error))
            return
        self._to_adopt, self._adopted_from = False, None
        self.tally.counts["replayed"] += adopted.messages
        if adopted.messages:
            log = structlog.get_logger()
            log.info("quarantined messages became readings", messages=adopted.messages, samples=adopted.samples)

    def _warm(self) -> None:
        """Fill the memory of registers from the store, so that the first reading is compared with something."""
        router = self._intake.router
        try:
            router.warm(self._keeper.readings.latest(router.meters))
        except Retry as error:
            structlog.get_logger().warning("store unavailable at start", reason=str(error))

    def _publish(self, status: str) -> None:
        body = upkeep.state(self.tally, self._pipeline, self._subscriber, self._now_ms(), time.monotonic())
        if self._config_trouble:
            body["trouble"] = "; ".join(t for t in (body["trouble"], self._config_trouble) if isinstance(t, str) and t)
        upkeep.publish(self._ledger, self._name, self._now_ms(), body | {"status": status})

    def _now_ms(self) -> int:
        return to_ms(self._clock())

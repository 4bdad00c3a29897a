"""The collector as it runs: one loop that reads, stores, acknowledges, and looks after itself."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from campus.clock import Clock, system_clock, to_ms
from campus.config.model import Group
from campus.config.watch import ChangedFiles
from campus.errors import CampusError, Refused, Retry
from campus.ledger import discovered, noticed, quarantine
from campus.ledger.process_state import publish_state, read_states
from campus.readings.protocol import Readings
from collector.adopt import adopt
from collector.alone import elsewhere, this_host, this_process
from collector.arrivals import FirstArrivals
from collector.backoff import Backoff
from collector.intake import Intake, Recognise
from collector.keep import Keeper
from collector.local_file import LocalFile
from collector.pipeline import Pipeline
from collector.routing import Router
from collector.spool import Spool
from collector.subscriber import Subscriber
from collector.tally import Tally, rss_mb

MOST_AT_ONCE = 2_000
QUIET_S = 0.005
"""No message for this long ends a batch that is not full: few commits at rest, none too late."""
IDLE_S = 0.2
LINGER_S = 0.05
HOUSEKEEPING_S = 3.0
PRUNING_S = 60.0
DAY_MS = 86_400_000
MB = 1_000_000


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
    """`run` until `stop`; ask for a new look at the configuration with `reload_requested`."""

    def __init__(self, parts: Parts, random: Random, clock: Clock = system_clock) -> None:
        self._clock = clock
        self.tally = Tally()
        self.stopping = False
        self.reload_requested = False
        self._parts = parts
        self._group = parts.group
        self._ledger = parts.ledger
        self._keeper = Keeper(parts.readings, parts.ledger)
        self._intake = Intake(Router(parts.group), self.tally, parts.recognise)
        self._pipeline = Pipeline(
            self._intake,
            self._keeper,
            Spool(parts.local),
            FirstArrivals(parts.local),
            self.tally,
            Backoff(random),
        )
        self._subscriber = Subscriber(parts.group.broker, random)
        self._generation = 0
        self._adopted_from: Router | None = None
        self._to_adopt = True
        self._files = ChangedFiles(parts.config) if parts.config else None
        self._chores_at_s = 0.0
        self._prune_at_s = 0.0
        self._config_trouble = ""

    @property
    def connected(self) -> bool:
        return self._subscriber.connected

    def run(self) -> None:
        """Collect until `stopping`. Raises when another collector has our client id or settings are wrong."""
        self._refuse_second()
        self._warm()
        self._adopt(alive=False)
        gc.collect()
        gc.freeze()
        try:
            while not self.stopping:
                self._turn()
            self._finish()
        finally:
            self._subscriber.close()
            self._publish("stopped")

    def _now_ms(self) -> int:
        return to_ms(self._clock())

    def _turn(self) -> None:
        subscriber, pipeline = self._subscriber, self._pipeline
        most = min(MOST_AT_ONCE, max(1, self._group.broker.in_flight // 2))
        busy = subscriber.waiting > 0
        subscriber.poll(0.0 if busy and not pipeline.stuck else IDLE_S)
        began = time.monotonic()
        while 0 < subscriber.waiting < most and time.monotonic() - began < LINGER_S and subscriber.poll(QUIET_S):
            pass
        self._notice_session()
        now_ms, now_s = self._now_ms(), time.monotonic()
        if pipeline.stuck is None and subscriber.waiting:
            subscriber.acknowledge(pipeline.store(subscriber.take(most), now_ms, now_s))
        subscriber.acknowledge(pipeline.retry(now_ms, now_s))
        if now_s >= self._chores_at_s:
            self._chores_at_s = now_s + HOUSEKEEPING_S
            self._chores(now_s)

    def _notice_session(self) -> None:
        """A new connection: acknowledgements of the old one are void, and so may be its packet ids."""
        if self._subscriber.generation != self._generation:
            self._generation = self._subscriber.generation
            self._pipeline.lose_connection()
            if not self._subscriber.session_present:
                try:
                    self._pipeline.begin_session()
                except Retry as error:
                    structlog.get_logger().warning("spool unavailable", reason=str(error))

    def _finish(self) -> None:
        """What has arrived is stored and acknowledged before we hang up."""
        pipeline, subscriber = self._pipeline, self._subscriber
        while subscriber.waiting and pipeline.stuck is None:
            now_ms, now_s = self._now_ms(), time.monotonic()
            subscriber.acknowledge(pipeline.store(subscriber.take(MOST_AT_ONCE), now_ms, now_s))

    def _chores(self, now_s: float) -> None:
        if self._files is not None and self._files.changed():
            self.reload_requested = True
        if self.reload_requested:
            self.reload_requested = False
            self._reload()
        if self._to_adopt and not self._pipeline.trouble:
            self._adopt(alive=True)
        self._publish("running")
        self._write_notebook()
        if now_s >= self._prune_at_s:
            self._prune_at_s = now_s + PRUNING_S
            self._prune()

    def _reload(self) -> None:
        log = structlog.get_logger()
        try:
            group = self._parts.reload()
            router = Router(group, self._intake.router)
        except (Refused, OSError) as error:
            self._config_trouble = str(error)
            log.error("configuration not reloaded, the one before stays in force", reason=str(error))
            return
        self._config_trouble = ""
        fixed = ("broker", "readings", "ledger")
        changed = [name for name in fixed if getattr(group, name) != getattr(self._group, name)]
        if changed:
            log.warning("restart the collector to use the new settings", sections=changed)
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
            latest = self._keeper.readings.latest(router.meters)
        except Retry as error:
            structlog.get_logger().warning("store unavailable at start", reason=str(error))
            return
        router.warm(latest)

    def _refuse_second(self) -> None:
        broker = self._group.broker
        try:
            said = read_states(self._ledger).get(self._name)
        except SQLAlchemyError as error:
            structlog.get_logger().warning("ledger unavailable at start", reason=str(error))
            return
        running = elsewhere(said, broker.client_id, this_host(), self._now_ms())
        if running:
            raise running

    @property
    def _name(self) -> str:
        broker = self._group.broker
        return f"collector:{broker.client_id}"[:64] if broker.share else "collector"

    def state(self, status: str) -> dict[str, float | int | str | bool | None]:
        """Counters, gauges and troubles in one flat mapping."""
        pipeline, subscriber = self._pipeline, self._subscriber
        now_ms = self._now_ms()
        oldest = pipeline.stuck.arrivals[0].received_ms if pipeline.stuck else now_ms
        return self.tally.state() | {
            "status": status,
            "connected": subscriber.connected,
            "protocol": subscriber.protocol.name,
            "trouble": "; ".join(t for t in (subscriber.trouble, pipeline.trouble, self._config_trouble) if t),
            "disk_full": pipeline.stuck is not None and "full" in pipeline.trouble,
            "messages_per_s": self.tally.rate(time.monotonic()),
            "lag_s": round((now_ms - oldest) / 1000, 3),
            "in_flight": subscriber.waiting + (len(pipeline.stuck.arrivals) if pipeline.stuck else 0),
            "spool_depth": pipeline.spool.depth,
            "spool_age_s": round(pipeline.spool.age_s(now_ms), 1),
            "client_id": self._group.broker.client_id,
            "host": this_host(),
            "pid": this_process(),
            "rss_mb": rss_mb(),
        }

    def _publish(self, status: str) -> None:
        try:
            publish_state(self._ledger, self._name, self._now_ms(), self.state(status))
        except SQLAlchemyError as error:
            structlog.get_logger().warning("state not published", reason=str(error).splitlines()[0])

    def _write_notebook(self) -> None:
        found = self._intake.notebook.take()
        if not found:
            return
        try:
            with self._ledger.begin() as connection:
                noticed.note(connection, found)
        except CampusError:
            self._intake.notebook.put_back(found)

    def _prune(self) -> None:
        limits = self._group.collector
        before_ms = self._now_ms() - limits.quarantine_days * DAY_MS
        try:
            with self._ledger.begin() as connection:
                dropped = quarantine.prune(connection, before_ms, limits.quarantine_mb * MB)
                discovered.prune(connection)
        except Retry as error:
            structlog.get_logger().warning("quarantine not pruned", reason=str(error))
            return
        self.tally.counts["quarantine_dropped"] += dropped

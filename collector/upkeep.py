"""What a collector does beside collecting: say how it is, write findings, keep quarantine within bounds."""

import structlog
from sqlalchemy import Engine

from campus.config.model import Collector as Limits
from campus.errors import Retry
from campus.ledger import discovered, noticed, quarantine
from campus.ledger.process_state import publish_state, read_states
from collector.keeping.alone import elsewhere, this_host, this_process
from collector.keeping.pipeline import Pipeline
from collector.mqtt.subscriber import Subscriber
from collector.sorting.skew import Notebook
from collector.sorting.tally import State, Tally, rss_mb

DAY_MS = 86_400_000
MB = 1_000_000


def name_of(client_id: str, share: str) -> str:
    """Under which name a collector publishes its state; several that share the load have one each."""
    return f"collector:{client_id}"[:64] if share else "collector"


def state(tally: Tally, pipeline: Pipeline, subscriber: Subscriber, now_ms: int, now_s: float) -> State:
    """Counters, gauges and troubles in one flat mapping."""
    oldest = pipeline.stuck.arrivals[0].received_ms if pipeline.stuck else now_ms
    troubles = [subscriber.trouble, pipeline.trouble]
    return tally.state() | {
        "connected": subscriber.listening,
        "protocol": subscriber.protocol.name,
        "trouble": "; ".join(trouble for trouble in troubles if trouble),
        "disk_full": pipeline.stuck is not None and "full" in pipeline.trouble,
        "messages_per_s": tally.rate(now_s),
        "lag_s": round((now_ms - oldest) / 1000, 3),
        "in_flight": subscriber.waiting + (len(pipeline.stuck.arrivals) if pipeline.stuck else 0),
        "spool_depth": pipeline.spool.depth,
        "spool_age_s": round(pipeline.spool.age_s(now_ms), 1),
        "client_id": subscriber.settings.client_id,
        "host": this_host(),
        "pid": this_process(),
        "rss_mb": rss_mb(),
    }


def publish(ledger: Engine, name: str, now_ms: int, body: State) -> None:
    """A state nobody can read does not stop collecting."""
    try:
        publish_state(ledger, name, now_ms, body)
    except Retry as error:
        structlog.get_logger().warning("state not published", reason=str(error))


def refuse_second(ledger: Engine, name: str, client_id: str, now_ms: int) -> None:
    """Raise when a collector with our client id is at work on another machine."""
    try:
        said = read_states(ledger).get(name)
    except Retry as error:
        structlog.get_logger().warning("ledger unavailable at start", reason=str(error))
        return
    running = elsewhere(said, client_id, this_host(), now_ms)
    if running:
        raise running


def write_findings(ledger: Engine, notebook: Notebook) -> None:
    """Findings wait in the notebook while the ledger is unavailable."""
    found = notebook.take()
    if not found:
        return
    try:
        with ledger.begin() as connection:
            noticed.note(connection, found)
    except Retry:
        notebook.put_back(found)


def prune(ledger: Engine, limits: Limits, now_ms: int) -> int:
    """Keep quarantine within age and size; returns how many messages were dropped."""
    try:
        with ledger.begin() as connection:
            discovered.prune(connection)
            return quarantine.prune(connection, now_ms - limits.quarantine_days * DAY_MS, limits.quarantine_mb * MB)
    except Retry as error:
        structlog.get_logger().warning("quarantine not pruned", reason=str(error))
        return 0

"""Messages in, one batch out: decoded, routed to meters, checked. Nothing is stored here."""

from collections.abc import Callable, Iterable
from datetime import datetime

import structlog

from campus.clock import from_ms
from campus.ledger.discovered import Discovered
from campus.ledger.quarantine import REASON_CHARACTERS, RETAINED, Quarantined
from campus.reading import Sample
from collector.decoders.protocol import Decoded, Message, Undecodable
from collector.mqtt.wire import Arrival
from collector.sorting.batch import Batch
from collector.sorting.check import SKEW_MS, Oddity, clock_fault, impossible_time
from collector.sorting.placing import Placed, place
from collector.sorting.routing import Route, Router, Target
from collector.sorting.skew import ClockWatch, Notebook
from collector.sorting.tally import Tally

RECENT = 20_000
"""Samples remembered to count duplicates: twice this many at most."""
REMEMBERED = 10_000
LATE_MS = 86_400_000
"""Readings up to a day late need no second look."""
BROKEN_VALUE = "unreadable_value"

Recognise = Callable[[str, bytes], str | None]
Read = tuple[Decoded, Placed] | str
"""A message decoded and placed, or why it cannot be."""


class Intake:
    """Turns arrivals into batches; keeps only what later messages are compared with."""

    def __init__(self, router: Router, tally: Tally, recognise: Recognise) -> None:
        self.router = router
        self.notebook = Notebook()
        self._tally = tally
        self._recognise = recognise
        self._clocks = ClockWatch()
        self._recent: set[int] = set()
        self._older: set[int] = set()
        self._guesses: dict[tuple[str, str], str] = {}
        self._shown: set[tuple[str, tuple[str, ...]]] = set()

    def sort(self, arrivals: Iterable[Arrival]) -> tuple[Batch, list[Arrival]]:
        """The batch, and the messages that must keep their arrival time when they are delivered again."""
        batch = Batch()
        untimed: list[Arrival] = []
        received_ms, received = -1, from_ms(0)
        number = 0
        for arrival in arrivals:
            number += 1
            if arrival.received_ms != received_ms:
                received_ms = arrival.received_ms
                received = from_ms(received_ms)
            set_aside = len(batch.quarantined)
            if not self._message(arrival, received, batch) or len(batch.quarantined) > set_aside:
                untimed.append(arrival)
        counts = self._tally.counts
        counts["messages"] += number
        counts["samples"] += len(batch.samples)
        counts["readings"] += sum(len(sample.values) for sample in batch.samples)
        self._tally.last_message_ms = max(self._tally.last_message_ms, received_ms)
        return batch, untimed

    def _message(self, arrival: Arrival, received: datetime, batch: Batch) -> bool:
        """Sort one message into the batch; False when arrival time stands in for a reading's own."""
        routes = self.router.routes(arrival.topic)
        if not routes:
            self._stranger(arrival, "", "no meter is configured for this topic", batch)
            return True
        message = Message(arrival.topic, arrival.payload, received)
        if len(routes) == 1:
            return self._take(arrival, routes[0], self._read(routes[0], message, arrival), batch)
        # Several device types share the topic: what only one of them cannot read or place is not news.
        outcomes = [(route, self._read(route, message, arrival)) for route in routes]
        useful = [one for one in outcomes if not isinstance(one[1], str) and one[1][1].values]
        timed = [self._take(arrival, route, read, batch) for route, read in useful or outcomes[:1]]
        return all(timed)

    def _read(self, route: Route, message: Message, arrival: Arrival) -> Read:
        try:
            decoded = route.reader.decoder.decode(message)
            return decoded, place(decoded, route, arrival)
        except Undecodable as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 (whatever a decoder does wrong, the next message must pass)
            structlog.get_logger().error(
                "decoder failed", decoder=route.reader.name, topic=message.topic, exc_info=True
            )
            return f"decoder {route.reader.name} failed: {type(error).__name__}: {error}"

    def _take(self, arrival: Arrival, route: Route, read: Read, batch: Batch) -> bool:
        if isinstance(read, str):
            self._set_aside(arrival, "undecodable", read, batch)
            return True
        decoded, placed = read
        self._keep(arrival, placed, batch)
        for last, target, time_ms, value in placed.registers:
            odd = last.step(time_ms, value) if time_ms <= arrival.received_ms else None
            if odd:
                self._note_step(target, odd, time_ms, value)
        if decoded.events:
            placed.faults += self._events(decoded)
        for device in placed.strangers:
            self._stranger(arrival, device, f"device {device!r} is in no meter list", batch)
        if decoded.unmapped or placed.unclaimed:
            self._unmapped(arrival, route, (*decoded.unmapped, *placed.unclaimed), batch)
        if placed.faults:
            self._set_aside(arrival, "refused_by_check", "; ".join(placed.faults), batch)
        if placed.stale:
            self._tally.counts["retained_untimed"] += placed.stale
        return placed.timed

    def _keep(self, arrival: Arrival, placed: Placed, batch: Batch) -> None:
        """Samples of one message, each judged by its time."""
        received_ms = arrival.received_ms
        for (meter, time_ms), values in placed.values.items():
            if not -LATE_MS <= time_ms - received_ms <= SKEW_MS:
                reason = impossible_time(time_ms, received_ms)
                if reason:
                    placed.faults += (reason,)
                    continue
            batch.samples.append(Sample(meter, time_ms, received_ms, values))
            self._count_repeat(hash((meter, time_ms, *values.values())))
        for meter, time_ms, channel, value in placed.again:
            if not impossible_time(time_ms, received_ms):
                batch.samples.append(Sample(meter, time_ms, received_ms, {channel: value}))
        self._watch_clocks(placed, received_ms)

    def _count_repeat(self, mark: int) -> None:
        if mark in self._recent or mark in self._older:
            self._tally.counts["duplicates"] += 1
            return
        self._recent.add(mark)
        if len(self._recent) >= RECENT:
            self._older, self._recent = self._recent, set()

    def _watch_clocks(self, placed: Placed, received_ms: int) -> None:
        """Only a meter's newest time in a message speaks of its clock; older ones are its history."""
        newest: dict[str, int] = {}
        for meter, time_ms in placed.values:
            newest[meter] = max(time_ms, newest.get(meter, time_ms))
        for meter, time_ms in newest.items():
            fault = clock_fault(time_ms, received_ms)
            steady = self._clocks.steady(meter, fault)
            if fault:
                self._tally.counts[fault.kind] += 1
                if steady:
                    offset: dict[str, float | int | str] = {"offset_s": fault.offset_s, "words": fault.words}
                    self.notebook.note(meter, "", fault.kind, received_ms, received_ms, offset)

    def _note_step(self, target: Target, odd: Oddity, time_ms: int, value: float) -> None:
        self._tally.counts[odd.kind] += 1
        numbers: dict[str, float | int | str] = {"before": odd.before, "value": value}
        self.notebook.note(target.meter, target.quantity, odd.kind, odd.before_ms, time_ms, numbers)

    def _events(self, decoded: Decoded) -> tuple[str, ...]:
        for event in decoded.events:
            self._tally.counts[f"event_{event.kind}"] += 1
        broken = [event.details for event in decoded.events if event.kind == BROKEN_VALUE]
        return tuple(f"{d.get('field') or d.get('quantity')}: {d.get('reason')}" for d in broken)

    def _stranger(self, arrival: Arrival, device: str, reason: str, batch: Batch) -> None:
        received_ms = arrival.received_ms
        decoder = self._guess(arrival, device)
        batch.sightings.append(Discovered(arrival.topic, device, decoder, received_ms, received_ms, 1, arrival.payload))
        self._set_aside(arrival, "unknown_device", reason, batch, device)

    def _guess(self, arrival: Arrival, device: str) -> str:
        key = arrival.topic, device
        known = self._guesses.get(key)
        if not known:
            if len(self._guesses) >= REMEMBERED:
                self._guesses.clear()
            known = self._guesses[key] = self._recognise(arrival.topic, arrival.payload) or ""
        return known

    def _unmapped(self, arrival: Arrival, route: Route, fields: tuple[str, ...], batch: Batch) -> None:
        """Every field is counted; one message for each set of fields is kept to look at."""
        self._tally.counts["unmapped_fields"] += len(fields)
        key = f"{route.reader.name} {arrival.topic}", fields
        if key in self._shown or len(self._shown) >= REMEMBERED:
            return
        self._shown.add(key)
        self._set_aside(arrival, "unmapped", f"not mapped: {', '.join(fields)}", batch)

    def _set_aside(self, arrival: Arrival, kind: str, reason: str, batch: Batch, device: str = "") -> None:
        self._tally.counts[f"quarantined_{kind}"] += 1
        if arrival.retained:
            reason = f"{reason[: REASON_CHARACTERS - len(RETAINED) - 1]} {RETAINED}"
        batch.quarantined.append(Quarantined(arrival.topic, arrival.payload, arrival.received_ms, kind, reason, device))

"""Making a batch durable: readings first, then the marks, the quarantine and the discovered devices."""

from dataclasses import dataclass

import orjson
from sqlalchemy import Engine

from campus.ledger import discovered, quarantine
from campus.ledger.dirty import SLOT_MS, mark_slots
from campus.ledger.quarantine import Quarantined
from campus.reading import Sample
from campus.readings.protocol import Readings
from collector.sorting.batch import Batch


@dataclass(slots=True)
class Keeper:
    """The two places things are kept in."""

    readings: Readings
    ledger: Engine

    def keep(self, batch: Batch, now_ms: int) -> int:
        """Durable on return, in both places; raises `Retry` when one is unavailable, and may be called again.

        Returns how many samples the store refused for good; they are in quarantine.
        """
        refused = self.readings.append(batch.samples).refused if batch.samples else ()
        slots = sorted({(sample.meter, sample.time_ms // SLOT_MS) for sample in batch.samples})
        poison = [_as_quarantined(sample, reason) for sample, reason in refused]
        if slots or poison or batch.quarantined or batch.sightings:
            with self.ledger.begin() as connection:
                if slots:
                    mark_slots(connection, slots, now_ms)
                quarantine.add(connection, [*batch.quarantined, *poison])
                discovered.note(connection, batch.sightings)
        return len(poison)


def _as_quarantined(sample: Sample, reason: str) -> Quarantined:
    body = {"meter": sample.meter, "time_ms": sample.time_ms, "values": dict(sample.values)}
    topic = f"reading of {sample.meter}"
    return Quarantined(topic, orjson.dumps(body), sample.received_ms, "refused_by_store", reason)

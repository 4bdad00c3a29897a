"""What a handful of messages comes down to: samples to keep, messages to quarantine, devices discovered.

A batch is stored as a whole, or waits as a whole in the spool, where it lies as JSON.
"""

import base64
from dataclasses import dataclass, field

import orjson

from campus.ledger.discovered import Discovered
from campus.ledger.quarantine import Quarantined
from campus.reading import Sample


@dataclass(slots=True)
class Batch:
    samples: list[Sample] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    sightings: list[Discovered] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.samples) + len(self.quarantined)

    @property
    def oldest_ms(self) -> int:
        """Arrival of the oldest message in it; 0 when there is none."""
        arrivals = [s.received_ms for s in self.samples] + [q.received_ms for q in self.quarantined]
        return min(arrivals, default=0)

    def pack(self) -> bytes:
        """JSON in UTF-8; payloads in base64. Values keep every bit of their float64."""
        return orjson.dumps(
            {
                "samples": [(s.meter, s.time_ms, s.received_ms, dict(s.values)) for s in self.samples],
                "quarantined": [
                    (q.topic, _text(q.payload), q.received_ms, q.kind, q.reason, q.device) for q in self.quarantined
                ],
                "sightings": [
                    (s.topic, s.device, s.decoder, s.first_ms, s.last_ms, s.messages, _text(s.example))
                    for s in self.sightings
                ],
            }
        )

    @classmethod
    def unpack(cls, packed: bytes) -> "Batch":
        body = orjson.loads(packed)
        return cls(
            [Sample(*s) for s in body["samples"]],
            [Quarantined(q[0], base64.b64decode(q[1]), *q[2:]) for q in body["quarantined"]],
            [
                Discovered(topic, device, decoder, first_ms, last_ms, messages, base64.b64decode(example))
                for topic, device, decoder, first_ms, last_ms, messages, example in body["sightings"]
            ],
        )


def _text(payload: bytes) -> str:
    return base64.b64encode(payload).decode()

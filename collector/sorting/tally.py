"""Counters and gauges of a running collector, as they are shown by /metrics and doctor."""

import resource
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

State = dict[str, float | int | str | bool | None]


@dataclass(slots=True)
class Tally:
    """What has happened since the process started; names are those of the published state."""

    counts: Counter[str] = field(default_factory=Counter)
    last_message_ms: int = 0
    _before: int = 0
    _before_s: float = 0.0

    def rate(self, now_s: float) -> float:
        """Messages per second since the last call; `now_s` is a monotonic clock."""
        messages, elapsed = self.counts["messages"] - self._before, now_s - self._before_s
        self._before, self._before_s = self.counts["messages"], now_s
        return round(messages / elapsed, 1) if elapsed > 0 else 0.0

    def state(self) -> State:
        """Every counter, with 0 for those that have not counted yet."""
        return {**dict.fromkeys(ALWAYS, 0), **self.counts, "last_message_ms": self.last_message_ms}


ALWAYS = (
    "messages",
    "readings",
    "samples",
    "duplicates",
    "repeated_messages",
    "retained_untimed",
    "unmapped_fields",
    "clock_skew",
    "time_zone",
    "unit_jump",
    "implausible_rate",
    "quarantined_undecodable",
    "quarantined_unknown_device",
    "quarantined_unmapped",
    "quarantined_refused_by_check",
    "quarantined_refused_by_store",
    "quarantine_dropped",
    "spooled",
    "replayed",
    "acknowledged",
)


def rss_mb() -> float:
    """Largest resident memory of this process so far, in MB."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii", errors="replace").splitlines() if status.exists() else []
    # The usage the kernel reports is handed down from the process that started this one; this peak is our own.
    own = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    if own:
        return round(int(own[0]) / 1024, 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)

"""How long to wait before trying again: doubling, with jitter, so that a crowd does not come back at once."""

from dataclasses import dataclass
from random import Random


@dataclass(slots=True)
class Backoff:
    """Waits between `least_s` and `most_s`; the random source is an argument, so tests are exact."""

    random: Random
    least_s: float = 0.5
    most_s: float = 30.0
    _tries: int = 0

    def failed(self) -> float:
        """Seconds to wait after one more failure: half of the step for certain, half by chance."""
        step = min(self.most_s, self.least_s * 2.0 ** min(self._tries, 30))
        self._tries += 1
        return step / 2 + self.random.random() * step / 2

    def succeeded(self) -> None:
        self._tries = 0

"""Health of a part in its container: has it reported to the ledger lately?

`python -m cli.alive PROCESS MAX_AGE_S CONFIG`: exit 0 when it has, 1 with the reason when not.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from campus.clock import system_clock, to_ms
from campus.config.load import load_group
from campus.errors import CampusError
from campus.ledger.engine import open_ledger
from campus.ledger.process_state import read_states


def trouble(reported_ms: Mapping[str, int], process: str, now_ms: int, max_age_s: float) -> str | None:
    """Why `process` is not well; None when it is. `reported_ms` is process → when it last reported."""
    if process not in reported_ms:
        return f"{process} has not reported yet; reported have: {', '.join(sorted(reported_ms)) or 'none'}"
    age_s = (now_ms - reported_ms[process]) / 1000
    if age_s > max_age_s:
        return f"{process} reported {age_s:.0f} s ago; at most {max_age_s:.0f} s is well"
    return None


def main() -> None:
    """Read the ledger that the configuration names, and exit accordingly."""
    process, max_age_s, config = sys.argv[1:]
    try:
        states = read_states(open_ledger(load_group(Path(config)).ledger))
    except CampusError as error:
        sys.exit(str(error))
    reported_ms = {name: at_ms for name, (at_ms, _) in states.items()}
    reason = trouble(reported_ms, process, to_ms(system_clock()), float(max_age_s))
    if reason:
        sys.exit(reason)


if __name__ == "__main__":
    main()

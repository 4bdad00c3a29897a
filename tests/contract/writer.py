"""Appends samples until it is done or killed; see `Store.writer`."""

import json
import sys
from pathlib import Path

from campus.config.model import Influx
from campus.reading import Sample
from tests.contract.stores import Store


def main() -> None:
    place, secret, meter, batches, rows = sys.argv[1:]
    named = json.loads(place)
    readings = Store(Path(named) if isinstance(named, str) else Influx(**named), secret).open()
    for batch in range(int(batches)):
        first = batch * int(rows)
        appended = readings.append([Sample(meter, i, i, {"flow": float(i)}) for i in range(first, first + int(rows))])
        assert appended.refused == ()
        sys.stdout.write(f"{batch}\n")
        sys.stdout.flush()
    readings.close()


if __name__ == "__main__":
    main()

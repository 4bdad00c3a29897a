"""A simulated span written into a folder: messages for replay, labels and the truth to compare with."""

import csv
import gzip
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from campus.clock import to_ms
from campus.period import HOUR_MS, local_day
from simulators.configuration import write_group
from simulators.faults.protocol import Label, iso
from simulators.stream import Simulation, message_of
from simulators.timeline import CHINA


def write_labels(path: Path, labels: list[Label]) -> None:
    """What was planted, as a JSON list."""
    text = json.dumps([label.as_json() for label in labels], ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def write_truth(path: Path, simulation: Simulation, start: datetime, end: datetime) -> int:
    """True use of every meter in every whole hour of the span: meter, start of hour, use in kWh or m3."""
    first, last = -(-to_ms(start) // HOUR_MS) * HOUR_MS, to_ms(end) // HOUR_MS * HOUR_MS
    hours = [iso(ms) for ms in range(first, last, HOUR_MS)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("meter", "start", "use"))
        for world in simulation.worlds(last):
            for meter in world.flows:
                used = np.round(world.hourly(meter, first, last), 6).tolist()
                writer.writerows((meter, hour, use) for hour, use in zip(hours, used, strict=True))
    return len(hours)


def record(
    folder: Path,
    simulation: Simulation,
    start: datetime,
    end: datetime,
    interval: timedelta,
    progress: Callable[[datetime], None] = lambda _: None,
) -> int:
    """Write campus.yaml with its lists, messages.ndjson.gz, labels.json and truth.csv; returns the messages written.

    `progress` is told how far the span has been written.
    """
    simulation.check(to_ms(start), to_ms(end), interval.total_seconds())
    folder.mkdir(parents=True, exist_ok=True)
    days = local_day(to_ms(start), CHINA), local_day(to_ms(end), CHINA)
    seconds = int(interval.total_seconds())
    write_group(folder, simulation.group, first=days[0], last=days[1], interval_s=seconds)
    written = 0
    # mtime=0: the same span gives the same bytes.
    with (folder / "messages.ndjson.gz").open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        for portion in simulation.in_order(to_ms(start), to_ms(end), seconds):
            lines = []
            for arrival in portion:
                at_ms, topic, payload = message_of(arrival)
                lines.append(json.dumps({"at": iso(at_ms), "topic": topic, "payload": payload}, ensure_ascii=False))
            file.write("".join(f"{line}\n" for line in lines).encode())
            written += len(lines)
            if portion:
                progress(datetime.fromtimestamp(portion[-1].at_ms / 1000, tz=CHINA))
    write_labels(folder / "labels.json", simulation.labels(to_ms(end)))
    write_truth(folder / "truth.csv", simulation, start, end)
    return written

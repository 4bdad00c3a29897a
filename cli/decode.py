"""`campus decode`: what a payload yields, by a preset, by the configuration, or by recognising it."""

import base64
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.console import Console
from rich.table import Table

from campus.clock import system_clock
from campus.config.meter import DeviceType
from campus.errors import Refused
from campus.quantity import QUANTITIES
from campus.reading import Reading
from collector.decoders.protocol import Decoded, Decoder, Message, Undecodable
from collector.decoders.recognise import recognise
from collector.decoders.registry import build_decoder

DEFAULT_ZONE = "Asia/Shanghai"
_WIDEST = 400


def command(  # noqa: PLR0913  options of a command line
    file: Annotated[str, typer.Argument(help="payload file; - reads standard input; .ndjson holds recorded messages")],
    topic: Annotated[str, typer.Option("--topic", help="topic the payload came on")] = "",
    decoder: Annotated[str, typer.Option("--decoder", help="name of a decoder; empty: recognise the format")] = "",
    config: Annotated[
        Path | None,
        typer.Option("-c", "--config", help="campus.yaml whose meters and devices say how to read the topic"),
    ] = None,
    at: Annotated[str, typer.Option("--at", help="arrival time, ISO 8601 with zone; empty: now")] = "",
    zone: Annotated[
        str, typer.Option("--zone", help="zone of times without one, where -c does not say it")
    ] = DEFAULT_ZONE,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document on stdout")] = False,
) -> None:
    """Show what a payload yields: readings in base units, device events, fields nobody asked for."""
    if decoder and config:
        message = "give --decoder or -c, not both"
        raise Refused(message)
    messages = read_messages(file, topic, _arrival(at))
    shown = decode_all(messages, readers_of(decoder, config, zone))
    if as_json:
        typer.echo(json.dumps(shown.rows, ensure_ascii=False, allow_nan=False))
    elif shown.rows:
        typer.echo(aligned(table(shown.rows)))
    elif not shown.reasons:
        typer.echo("no readings")
    for note in shown.notes:
        typer.echo(note, err=as_json)
    for reason in shown.reasons:
        typer.echo(f"campus: {reason}", err=True)
    if shown.reasons:
        raise typer.Exit(1)


class Shown(NamedTuple):
    """What the command prints: readings, remarks, and why messages could not be decoded."""

    rows: list[dict[str, Any]]
    notes: list[str]
    reasons: list[str]


def decode_all(messages: Sequence[Message], readers: "Readers") -> Shown:
    """Decode messages in order, each with every decoder of its topic."""
    shown = Shown([], [], [])
    for one in messages:
        for reader in readers.of(one):
            try:
                decoded = reader.decode(one)
            except Undecodable as error:
                shown.reasons.append(f"{one.topic}: {error}" if len(messages) > 1 else str(error))
                continue
            shown.rows.extend(row(reading, readers.stored_as(one.topic, reading)) for reading in decoded.readings)
            shown.notes.extend(remarks(decoded))
    return shown


def read_messages(file: str, topic: str, arrival: datetime) -> list[Message]:
    """One payload under `topic`, or the recorded messages of an .ndjson file: at, topic, payload or payload_base64."""
    if file != "-" and not Path(file).is_file():
        message = f"{file}: no such file"
        raise Refused(message)
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        message = f"{file}: cannot be read: {error.strerror or error}"
        raise Refused(message) from None
    if topic:
        return [Message(topic, content, arrival)]
    if not file.endswith(".ndjson"):
        message = "--topic is missing: the topic often says what a payload is"
        raise Refused(message)
    return [
        _recorded(file, number, line, arrival) for number, line in enumerate(content.splitlines(), 1) if line.strip()
    ]


def _recorded(file: str, number: int, line: bytes, arrival: datetime) -> Message:
    try:
        item = json.loads(line)
        payload = base64.b64decode(item["payload_base64"]) if "payload_base64" in item else item["payload"]
        raw = (
            payload
            if isinstance(payload, bytes)
            else (payload if isinstance(payload, str) else json.dumps(payload)).encode()
        )
        return Message(str(item["topic"]), raw, _arrival(str(item["at"])) if "at" in item else arrival)
    except (ValueError, KeyError, TypeError) as error:
        message = f'{file}:{number}: write {{"at", "topic", "payload"}} on one line: {error}'
        raise Refused(message) from error


def _arrival(text: str) -> datetime:
    if not text:
        return system_clock()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        message = f"{text!r} is no time with a zone; write 2026-03-01T08:00:00+08:00"
        raise Refused(message)
    return moment


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"time zone {name!r} is unknown; write an IANA name such as {DEFAULT_ZONE}"
        raise Refused(message) from None


class Readers(Protocol):
    """Finds the decoders of a message; one that nothing can read is refused."""

    def of(self, message: Message) -> Sequence[Decoder]: ...

    def stored_as(self, topic: str, reading: Reading) -> list[str] | None:
        """Meters and channels of the list that take a reading; None without a configuration."""


class Presets:
    """The decoder named, or the one whose format is recognised."""

    def __init__(self, name: str, zone: ZoneInfo) -> None:
        self._name = name
        self._zone = zone
        self._built: dict[str, Decoder] = {}

    def of(self, message: Message) -> Sequence[Decoder]:
        name = self._name or recognise(message.topic, message.payload)
        if name is None:
            text = (
                f"{message.topic}: no known format; name one with --decoder, or describe the device in campus.yaml (-c)"
            )
            raise Refused(text)
        if name not in self._built:
            self._built[name] = build_decoder(DeviceType(decoder=name), self._zone)
        return [self._built[name]]

    def stored_as(self, topic: str, reading: Reading) -> None:
        """Nothing: there is no meter list."""


def readers_of(decoder: str, config: Path | None, zone: str) -> Readers:
    """Readers of a preset, or of the configuration where one is given."""
    if config is None:
        return Presets(decoder, _zone(zone))
    from cli.decode_config import ConfiguredReaders  # noqa: PLC0415  the ledger comes with it and costs a second

    return ConfiguredReaders(config)


def row(reading: Reading, stored_as: list[str] | None = None) -> dict[str, Any]:
    """A reading as the command shows it; `time` is null where arrival time counts."""
    shown: dict[str, Any] = {"meter": reading.meter} if reading.meter else {}
    shown |= {
        "quantity": reading.quantity,
        "kind": str(reading.kind or QUANTITIES[reading.quantity].kind),
        "unit": reading.unit,
        "value": reading.value,
        "time": iso(reading.time) if reading.time else None,
    }
    if reading.part:
        shown["part"] = reading.part
    if reading.interval_s:
        shown["interval_s"] = reading.interval_s
    if reading.volatile:
        shown["volatile"] = True
    return shown if stored_as is None else shown | {"stored_as": stored_as}


def iso(moment: datetime) -> str:
    """ISO 8601, to the millisecond where there is a fraction; UTC as Z."""
    text = moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")
    return text.removesuffix("+00:00") + "Z" if moment.utcoffset() == UTC.utcoffset(None) else text


def remarks(decoded: Decoded) -> Iterator[str]:
    """Events, descriptions and unmapped fields in words."""
    for event in decoded.events:
        details = ", ".join(f"{key} {value}" for key, value in event.details.items())
        yield f"event: {event.kind}" + (f" ({details})" if details else "")
    for described in decoded.described:
        unit = f" in {described.unit}" if described.unit else ""
        yield f"describes: {described.topic} {described.path} {described.quantity}{unit}".rstrip()
    if decoded.unmapped:
        yield f"not mapped: {', '.join(decoded.unmapped)}"


def table(rows: Sequence[dict[str, Any]]) -> Table:
    """Readings as an aligned table; columns that would be empty are left out."""
    shown = [name for name in ("meter", "quantity", "part", "value", "unit", "kind", "time", "stored_as")
             if any(name in one for one in rows)]  # fmt: skip
    made = Table(box=None, pad_edge=False)
    for name in shown:
        made.add_column(name.replace("_", " "), justify="right" if name == "value" else "left", no_wrap=True)
    for one in rows:
        made.add_row(*(_cell(name, one.get(name)) for name in shown))
    return made


def aligned(made: Table) -> str:
    """The table as text: nothing is cut off on a narrow screen, no line ends in blanks."""
    console = Console(width=_WIDEST, color_system=None)
    with console.capture() as captured:
        console.print(made)
    return "\n".join(line.rstrip() for line in captured.get().rstrip().splitlines())


def _cell(name: str, value: Any) -> str:
    if name == "time":
        return value or "arrival"
    if name == "value":
        return f"{value:.10g}"
    return (", ".join(value) or "no meter yet") if isinstance(value, list) else str(value or "")

"""Meters of a file that no list has yet: entries made for them, in a CSV list beside campus.yaml."""

import csv
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from ruamel.yaml import YAML

from campus.config.document import read_document
from campus.config.meter import Meter
from campus.config.model import Campus, Group
from campus.config.text import Unreadable, decode, read_bytes
from campus.config.words import field_of
from campus.errors import Misconfigured, Refused

NOT_ASKED = frozenset({"id", "campus", "name", "topic", "decoder", "device", "part", "points"})


@dataclass(frozen=True, slots=True)
class NewMeters:
    """What `--create` asks for: a campus, and fields that all new meters share (resource, role, …)."""

    campus: str
    zone: str
    fields: Mapping[str, str]

    @classmethod
    def parse(cls, text: str) -> "NewMeters":
        """`campus=ID,resource=electricity[,role=main][,timezone=Europe/London][,FIELD=VALUE…]`."""
        pairs = dict(part.split("=", 1) for part in text.split(",") if "=" in part)
        fields = {key.strip(): value.strip() for key, value in pairs.items()}
        campus, zone = fields.pop("campus", ""), fields.pop("timezone", "")
        unknown = sorted(set(fields) - set(Meter.model_fields) | set(fields) & NOT_ASKED)
        if not campus or "resource" not in fields or unknown or len(pairs) != len(text.split(",")):
            extra = f" (not {', '.join(unknown)})" if unknown else ""
            message = (
                f"--create {text}: write campus=ID,resource=electricity, then as needed role=main, "
                f"timezone=Europe/London (only for a new campus.yaml) or other fields of a meter{extra}"
            )
            raise Refused(message)
        return cls(campus, zone, fields)

    def meters(self, names: Sequence[str], prefix: str) -> list[Meter]:
        """Entries for names of the file; a name that cannot be an id is refused."""
        made: list[Meter] = []
        for name in names:
            try:
                made.append(
                    Meter.model_validate({"id": prefix + name, "name": name, "campus": self.campus, **self.fields})
                )
            except ValidationError as error:
                wrong = error.errors(include_url=False)[0]
                message = f"no meter can be made of {prefix + name!r}: {wrong['loc'][0]}: {wrong['msg']}"
                raise Refused(message) from None
        return made

    def new_group(self) -> Group:
        """The configuration of a campus that has none yet."""
        try:
            return Group.model_validate(self._outline())
        except ValidationError as error:
            wrong = error.errors(include_url=False)[0]
            message = f"--create: {'.'.join(map(str, wrong['loc']))}: {wrong['msg']}"
            raise Refused(message) from None

    def _outline(self) -> dict[str, object]:
        zone = {"timezone": self.zone} if self.zone else {}
        return {"group": self.campus, **zone, "campuses": [{"id": self.campus, "name": self.campus}]}

    def write_new_configuration(self, path: Path) -> None:
        """A campus.yaml that names the meter list which `write_list` makes."""
        outline = self._outline() | {"readings": "sqlite:///data/readings.db", "ledger": "sqlite:///data/ledger.db"}
        outline["campuses"] = [{"id": self.campus, "name": self.campus, "meters": f"meters/{self.campus}.csv"}]
        text = io.StringIO()
        yaml = YAML()
        yaml.dump(outline, text)
        _write(path, text.getvalue())


def with_meters(group: Group, campus: str, meters: Sequence[Meter]) -> Group:
    """The group with more meters in one of its campuses."""
    if campus not in {c.id for c in group.campuses}:
        message = f"there is no campus {campus!r}; known: {', '.join(c.id for c in group.campuses)}"
        raise Refused(message)
    extended = group.model_copy(update={"campuses": tuple(_extended(c, campus, meters) for c in group.campuses)})
    # A copy takes over what was computed from the old campuses.
    extended.__dict__.pop("meters", None)
    return extended


def _extended(campus: Campus, wanted: str, meters: Sequence[Meter]) -> Campus:
    if campus.id != wanted or isinstance(campus.meters, Path):
        return campus
    return campus.model_copy(update={"meters": (*campus.meters, *meters)})


def list_of(config: Path, campus: str) -> Path:
    """The CSV meter list of a campus as campus.yaml names it; refused when it names none that can be written."""
    data = read_document(config, str(config)).data
    campuses = data.get("campuses", []) if isinstance(data, dict) else []
    named = next((c.get("meters") for c in campuses if isinstance(c, dict) and c.get("id") == campus), None)
    if not isinstance(named, str) or not named.lower().endswith(".csv"):
        message = (
            f"{config.name}: the meters of campus {campus} are not in a CSV list; "
            f"write meters: meters/{campus}.csv there (the file may be missing at first), or add the meters by hand"
        )
        raise Misconfigured(message)
    return config.parent / named


def write_list(path: Path, meters: Sequence[Meter]) -> None:
    """Add meters to a CSV list, replacing entries of the same id; other rows and remarks stay as they are."""
    fields = ["id", "resource"]
    for meter in meters:
        fields += [name for name in Meter.model_fields if name in meter.model_fields_set and name not in fields]
    fields = [name for name in fields if name != "campus"]
    rows, header = _existing(path)
    if header is None:
        rows, header = [fields], 0
    columns = [field_of(cell) for cell in rows[header]]
    for name in fields:
        if name not in columns:
            columns.append(name)
            rows[header] = [*rows[header], name]
    places = {
        row[columns.index("id")].strip(): i
        for i, row in enumerate(rows)
        if i > header and len(row) > columns.index("id")
    }
    for meter in meters:
        row = [_cell(meter, name) for name in columns]
        if meter.id in places:
            old = rows[places[meter.id]] + [""] * len(columns)
            rows[places[meter.id]] = [new or old[i] for i, new in enumerate(row)]
        else:
            rows.append(row)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    # With the mark Excel opens Chinese names as they are.
    _write(path, "\ufeff" + text.getvalue())


def _existing(path: Path) -> tuple[list[list[str]], int | None]:
    if not path.exists():
        return [], None
    try:
        rows = list(csv.reader(io.StringIO(decode(read_bytes(path)), newline="")))
    except (Unreadable, csv.Error) as error:
        message = f"{path}: {error}"
        raise Misconfigured(message) from None
    header = next((i for i, row in enumerate(rows) if {"id", "resource"} <= {field_of(cell) for cell in row}), None)
    if header is None and any(any(row) for row in rows):
        message = f"{path}: no header row with the columns id and resource was found"
        raise Misconfigured(message)
    return rows, header


def _cell(meter: Meter, name: str | None) -> str:
    if name is None or name not in meter.model_fields_set:
        return ""
    value = getattr(meter, name)
    if isinstance(value, dict):
        return "; ".join(f"{part}={place}" for part, place in value.items())
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None else str(value)


def _write(path: Path, text: str) -> None:
    """All of the file or none of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    os.replace(beside, path)  # noqa: PTH105 - replaces an existing file on every system

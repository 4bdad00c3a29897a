"""JSON Schema for editors and the reference page of all options, both made from the models.

`python -m campus.config.reference [FOLDER]` writes them (default: docs/reference).
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from campus.config.calendar_file import CalendarFile, Days, EnteredYear
from campus.config.figures_file import Figures
from campus.config.meter import DeviceType, FieldMap, Meter, TimeField
from campus.config.model import Broker, Building, Campus, Collector, FactorChoice, Group, Influx, Zone
from campus.config.secret import ENVIRONMENT
from campus.config.template import inline, shown_fields
from campus.config.words import spellings
from campus.cost_centre import CostCentre, CostCentres, SharedMeter
from campus.factors.profile import Factor, FactorProfile, GridFactor
from campus.headcount import Weights
from campus.measure import Measure
from campus.target import Owners, Target
from campus.tariff.day_table import Period
from campus.tariff.price import DayTable, Flat, Tier, Tiered, TimeOfUse
from campus.tariff.tariff import Tariff
from campus.virtual_meter import VirtualMeter

SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("campus.yaml", Group),
    ("broker", Broker),
    ("readings, in InfluxDB", Influx),
    ("collector", Collector),
    ("head_weights, by resource", Weights),
    ("factors", FactorChoice),
    ("target", Target),
    ("target: owners", Owners),
    ("devices, by name", DeviceType),
    ("devices: fields", FieldMap),
    ("devices: time", TimeField),
    ("campuses", Campus),
    ("campuses: buildings", Building),
    ("campuses: buildings: zones", Zone),
    ("campuses: meters", Meter),
)
CALENDAR_SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("calendar file", CalendarFile),
    ("calendar file: entries", Days),
    ("calendar file: statutory, by year", EnteredYear),
)
FIGURES_SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("figures file", Figures),
    ("figures file: tariffs", Tariff),
    ("figures file: tariffs: price, flat", Flat),
    ("figures file: tariffs: price, tiered", Tiered),
    ("figures file: tariffs: price: tiers", Tier),
    ("figures file: tariffs: price, time of use", TimeOfUse),
    ("figures file: tariffs: price: tables", DayTable),
    ("figures file: tariffs: price: tables: periods", Period),
    ("figures file: factor_profiles", FactorProfile),
    ("figures file: factor_profiles: values", Factor),
    ("figures file: grid_factors", GridFactor),
    ("figures file: cost_centres", CostCentres),
    ("figures file: cost_centres: centres", CostCentre),
    ("figures file: cost_centres: shared", SharedMeter),
    ("figures file: measures", Measure),
    ("figures file: virtual_meters", VirtualMeter),
)
PAGE = "configuration.md"


def schema_text(model: type[BaseModel] = Group) -> str:
    """JSON Schema (draft 2020-12) of a file, as text."""
    schema = model.model_json_schema()
    models = {found.__name__: found for _, found in (*SECTIONS, *CALENDAR_SECTIONS, *FIGURES_SECTIONS)}
    for name, definition in {model.__name__: schema, **schema.get("$defs", {})}.items():
        if name in models and "properties" in definition:
            shown = shown_fields(models[name])
            definition["properties"] = {
                key: _slim(value) for key, value in definition["properties"].items() if key in shown
            }
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _slim(definition: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in definition.items() if key != "title"}


def page_text() -> str:
    """The reference page in Markdown."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# Configuration reference"
    yield ""
    yield "Generated from the code by `python -m campus.config.reference`; edit the descriptions there."
    yield "`campus init DIR` writes a sample with all of it, `campus check` validates a file."
    for title, model in SECTIONS:
        yield from _table(title, model)
    yield from _meter_list()
    for title, model in (*CALENDAR_SECTIONS, *FIGURES_SECTIONS):
        yield from _table(title, model)
    yield from ("", "## Environment variables", "", "They stand above the file; an empty one counts as not set.", "")
    yield from ("| variable | replaces |", "|---|---|")
    yield from (f"| `{name}` | `{option}` |" for name, option in ENVIRONMENT.items())


def _table(title: str, model: type[BaseModel]) -> Iterator[str]:
    yield from ("", f"## {title}", "", (model.__doc__ or "").split("\n")[0], "")
    yield from ("| option | accepts | default | consequence |", "|---|---|---|---|")
    schema = model.model_json_schema()
    for name in shown_fields(model):
        field = model.model_fields[name]
        accepts = _accepts(schema["properties"][name], schema.get("$defs", {}))
        yield f"| `{name}` | {accepts} | {_default(field)} | {_cell(field.description or '')} |"


def _meter_list() -> Iterator[str]:
    yield from ("", "## Meter list as a table", "")
    yield "A CSV (UTF-8, UTF-16 or GBK; comma, semicolon or tab) or workbook (.xlsx, .xls, .ods) with one meter a row."
    yield "Headers may be these words; `measures` takes words between spaces, `points` takes `T1=ambient; T2=tank`."
    yield from ("", "| option | column headers |", "|---|---|")
    yield from (f"| `{name}` | {', '.join(words)} |" for name, words in spellings().items())


def _accepts(definition: Mapping[str, Any], defs: Mapping[str, Any]) -> str:
    if branches := definition.get("anyOf") or definition.get("oneOf"):
        kinds = (_accepts(branch, defs) for branch in branches if branch.get("type") != "null")
        return " or ".join(dict.fromkeys(kinds))
    definition = defs.get(str(definition.get("$ref", "")).rpartition("/")[2], definition)
    if said := [definition["const"]] if "const" in definition else definition.get("enum"):
        return ", ".join(f"`{value or 'empty'}`" for value in said)
    if definition.get("type") == "array":
        kind = _accepts(definition["items"], defs)
        return "list of sections" if kind == "section" else f"list of {kind}"
    if definition.get("type") == "object":
        inner = definition.get("additionalProperties")
        if not isinstance(inner, dict):
            return "section"
        kind = _accepts(inner, defs)
        return "named sections" if kind == "section" else f"name: {kind}"
    return _plain_type(definition)


def _plain_type(definition: Mapping[str, Any]) -> str:
    formats = {"path": "file", "date": "date"}
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true, false"}
    bounds = (
        ("exclusiveMinimum", "> {:g}"),
        ("exclusiveMaximum", "< {:g}"),
        ("minimum", "≥ {:g}"),
        ("maximum", "≤ {:g}"),
    )
    kind = formats.get(definition.get("format", "")) or words[definition["type"]]
    limits = [text.format(definition[key]) for key, text in bounds if key in definition]
    return ", ".join([kind, *limits])


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        return "see below"
    return f"`{inline(value)}`" if value not in (None, "", (), {}) else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("{", "\\{")


def write_reference(folder: Path) -> None:
    """Write schemas and page into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in reference_files().items():
        (folder / name).write_text(text, "utf-8")


def reference_files() -> dict[str, str]:
    """File name → text of everything under docs/reference that this module makes."""
    return {
        "campus.schema.json": schema_text(),
        "calendar.schema.json": schema_text(CalendarFile),
        "figures.schema.json": schema_text(Figures),
        PAGE: page_text(),
    }


if __name__ == "__main__":
    write_reference(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/reference"))

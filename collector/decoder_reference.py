"""docs/reference/decoders.md, written from the decoders, quantities and units themselves."""

import inspect
from collections.abc import Callable

from campus.quantity import QUANTITIES
from collector.decoders.recognise import topics_of
from collector.decoders.registry import factories
from collector.formats.units import accepted_units

_WORDS = (
    "A meter names its decoder. Generic decoders need fields; presets need nothing, and configured fields add to "
    "them or win over them. `campus decode` shows what a payload yields."
)
_GENERIC = ("json", "number", "line_protocol")


def decoders_page() -> str:
    """Generic decoders first, then presets with the topics they are recognised by; quantities and units last."""
    every = factories()
    parts = [
        "# Decoders",
        "Written from the code by `make reference`; `make check` compares.",
        _WORDS,
        "## By configuration alone",
        *(_section(name, every[name]) for name in _GENERIC),
        "## Presets",
        *(_section(name, factory) for name, factory in sorted(every.items()) if name not in _GENERIC),
        "## Quantities",
        "\n".join(
            [
                "| quantity | base unit | kind | resource |",
                "|---|---|---|---|",
                *(f"| `{q.name}` | {q.unit} | {q.kind} | {q.resource or 'any'} |" for q in QUANTITIES.values()),
            ]
        ),
        "## Units",
        "What a field's `unit` may say, by base unit. Case is free unless two units differ by it alone (mW, MW).",
        "\n".join(
            ["| base unit | accepted |", "|---|---|", *(f"| {base} | {', '.join(u)} |" for base, u in accepted_units())]
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _section(name: str, factory: Callable[..., object]) -> str:
    module = inspect.cleandoc(getattr(inspect.getmodule(factory), "__doc__", None) or "")
    words = [f"### {name}", module.splitlines()[0], inspect.cleandoc(factory.__doc__ or "")]
    options: dict[str, str] = getattr(factory, "OPTIONS", {})
    if options:
        words.append("\n".join(f"- option `{option}`: {meaning}" for option, meaning in options.items()))
    if topics := topics_of(name):
        words.append("Recognised by topic: " + ", ".join(f"`{topic}`" for topic in topics))
    return "\n\n".join(filter(None, words))

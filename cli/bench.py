"""`campus bench`: this machine against the figures the project promises."""

import json
from collections.abc import Callable
from importlib import import_module
from typing import Annotated

import typer

from campus.errors import Refused
from cli.bench_figure import Figure
from cli.logs import log_to_stderr

BENCHES = {"ingest": "cli.bench_ingest", "report": "cli.bench_report"}
"""Name on the command line → module with `measure(seconds)`."""


def command(
    name: Annotated[str, typer.Argument(help=f"{', '.join(BENCHES)}; empty: all of them")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document on stdout")] = False,
    seconds: Annotated[float, typer.Option(help="how long each measurement lasts")] = 20.0,
) -> None:
    """Measure; `ok` is computed from bar and measured."""
    if name and name not in BENCHES:
        message = f"unknown bench {name!r}; known: {', '.join(BENCHES)}"
        raise Refused(message)
    log_to_stderr()
    figures: list[Figure] = []
    for module in [BENCHES[name]] if name else BENCHES.values():
        measure: Callable[[float], list[Figure]] = import_module(module).measure
        figures += measure(seconds)
    if as_json:
        typer.echo(json.dumps([figure.as_json() for figure in figures], indent=2))
    else:
        for figure in figures:
            typer.echo(figure.line())

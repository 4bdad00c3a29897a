"""Entry point: finds the subcommand, turns errors into exit codes (0 fine, 1 failed, 2 wrong input)."""

import sys
from importlib import import_module

import typer

from campus.errors import CampusError, Refused

COMMANDS = {
    "demo": "A living group of two campuses on this machine, with history and planted faults.",
    "init": "Write a commented campus.yaml and a meter list to fill in.",
    "check": "Validate the configuration; errors name file, line and key.",
    "run": "Collector, worker and pages in one process group.",
    "collect": "Only the collector: MQTT in, durable readings out.",
    "work": "Only the worker: readings into books.",
    "serve": "Only the API and the web pages.",
    "simulate": "Publish a simulated campus to a broker, or write it to files.",
    "decode": "Show what a payload yields.",
    "import": "Read readings, meter lists or head counts from CSV and XLSX.",
    "fact": "Enter, list, withdraw, confirm or import dated facts: head counts, readings by hand, swaps, prices.",
    "consumption": "Consumption of a meter by hour, day or month, with its status.",
    "report": "The month, or a span of months: figures a logistics office can sign.",
    "replay": "Recorded messages through collector and books on a simulated clock.",
    "accuracy": "The register-event benchmark through the production code.",
    "bench": "Measure this machine against the figures the project promises.",
    "doctor": "Look at broker, store, clock and data, and say what needs attention.",
}


def build(wanted: str | None) -> typer.Typer:
    """The command line, with only the wanted subcommand's module loaded, so `--help` stays quick."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

    @app.callback(help="Energy of a school group: readings, consumption, comparison.")
    def group() -> None: ...

    for name, words in COMMANDS.items():
        module = "cli.import_" if name == "import" else f"cli.{name}"
        command = import_module(module).command if name == wanted else _listed_only
        app.command(name, help=words)(command)
    return app


def _listed_only() -> None:
    """Stand in for subcommands that were not asked for."""


def main() -> None:
    """Run `campus`."""
    app = build(sys.argv[1] if len(sys.argv) > 1 else None)
    try:
        app()
    except Refused as error:
        typer.echo(f"campus: {error}", err=True)
        sys.exit(2)
    except CampusError as error:
        typer.echo(f"campus: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

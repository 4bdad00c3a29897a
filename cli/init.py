"""`campus init`: a configuration to fill in."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from campus.config.sample import write_sample


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="folder to write into; created when missing")],
) -> None:
    """Write a commented campus.yaml, a meter list and a calendar; nothing is ever overwritten."""
    for path in write_sample(folder, date.today()):  # noqa: DTZ011 - the user's own day
        typer.echo(path)
    typer.echo(f"next: fill in {folder / 'meters/senior.csv'}, then campus check -c {folder / 'campus.yaml'}")

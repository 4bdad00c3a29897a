from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer.main import get_command

from cli.reference import FOLDER, command_section, differences, pages
from tests.unit.house.tree import ROOT

MEASURE = """\
## campus measure

Measure a thing.

| argument or option | meaning | default |
|---|---|---|
| `METER` | which meter | required |
| `--port` | where to listen | `8000` |
| `--json` | one document \\| nothing else |  |"""


def test_the_pages_say_what_the_code_says() -> None:
    assert differences(pages(), ROOT / FOLDER) == []


def test_a_command_is_shown_with_its_arguments_options_and_defaults() -> None:
    app = typer.Typer(add_completion=False)

    @app.command(help="Measure a thing.")
    def measure(
        meter: Annotated[str, typer.Argument(help="which meter")],
        port: Annotated[int, typer.Option(help="where to listen")] = 8000,
        *,
        as_json: Annotated[bool, typer.Option("--json", help="one document | nothing else")] = False,
    ) -> None:
        raise AssertionError(meter, port, as_json)

    assert command_section("measure", get_command(app)) == MEASURE


@pytest.mark.parametrize(
    ("standing", "told"),
    [
        ({"a.md": "new"}, []),
        ({}, ["a.md is missing"]),
        ({"a.md": "old"}, ["a.md is not what the code says"]),
        ({"a.md": "new", "b.md": "left over"}, ["b.md is made by nothing"]),
    ],
)
def test_differences_are_named(tmp_path: Path, standing: dict[str, str], told: list[str]) -> None:
    for name, text in standing.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert differences({"a.md": "new"}, tmp_path) == [f"{tmp_path}/{line}" for line in told]

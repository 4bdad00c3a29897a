"""The reference pages, written from the code so that they cannot say anything else.

`python -m cli.reference` writes docs/reference; `--check` compares, names what differs and exits 1.
"""

import inspect
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from analysis.accuracy import HOUR_BAR_KWH, MONTH_BAR_PCT
from analysis.weather import honesty
from campus.config.reference import reference_files
from cli.accuracy import as_markdown, run
from cli.main import COMMANDS, build
from collector.decoder_reference import decoders_page
from simulators.register_events import register_events

FOLDER = Path("docs/reference")
MADE = "Written from the code by `make reference`; `make check` compares."


def commands_page() -> str:
    """Every command with its arguments and options."""
    sections = ["# Commands", MADE]
    sections += ["Exit codes: 0 fine, 1 failed, 2 wrong input. `campus COMMAND --help` says the same as this page."]
    for name in COMMANDS:
        sections.append(command_section(name, _command(name)))
    return "\n\n".join(sections) + "\n"


def _command(name: str) -> object:
    every = get_command(build(name))
    return every.commands[name] if isinstance(every, TyperGroup) else every


def command_section(name: str, command: object) -> str:
    """Heading, sentence and table of one command, or of each of its subcommands."""
    if isinstance(command, TyperGroup):
        inner = [command_section(f"{name} {word}", sub) for word, sub in command.commands.items()]
        return "\n\n".join([f"## campus {name}", inspect.cleandoc(command.help or ""), *inner])
    if not isinstance(command, TyperCommand):
        message = f"campus {name} is not a Typer command"
        raise TypeError(message)
    parts = [f"## campus {name}", inspect.cleandoc(command.help or "")]
    rows = [_row(one) for one in command.params if isinstance(one, TyperArgument | TyperOption)]
    if rows:
        parts.append("\n".join(["| argument or option | meaning | default |", "|---|---|---|", *rows]))
    return "\n\n".join(parts)


def _row(parameter: TyperArgument | TyperOption) -> str:
    if isinstance(parameter, TyperArgument):
        name = parameter.metavar or parameter.name or ""
        words = f"`{name.upper()}{'…' if parameter.nargs == -1 else ''}`"
    else:
        words = ", ".join(f"`{spelling}`" for spelling in (*parameter.opts, *parameter.secondary_opts))
    default = parameter.default
    shown = "" if default is None or callable(default) or default in (False, (), [], "") else f"`{default}`"
    meaning = (parameter.help or "").replace("|", "\\|")
    return f"| {words} | {meaning} | {'required' if parameter.required else shown} |"


def accuracy_page() -> str:
    """The register-event benchmark, run just now."""
    bars = f"Bars: month ≤ {MONTH_BAR_PCT} %, worst hour ≤ {HOUR_BAR_KWH:g} kWh; every estimated hour is flagged."
    words = (
        "What happens to registers in a year, each on a main meter of one month at 15-minute readings whose true use "
        "is known. `campus accuracy` runs it through the code that books real readings."
    )
    table = as_markdown([run(event) for event in register_events()])
    return f"# Accuracy of the books\n\n{MADE}\n\n{words}\n\n{bars}\n\n{table}\n"


def weather_page() -> str:
    """How often the stated interval of a weather-adjusted saving holds the truth, tried just now."""
    words = (
        f"{honesty.BUILDING_YEARS} invented buildings with a known saving of 0, 5, 10 or 20 %: schools with and "
        "without boarders in cold and mild climates, electric, cooled or heated by gas, with school calendars whose "
        "winter break moves, scatter that lasts for days to weeks, lost days, walls that remember yesterday, and "
        "lighting that follows the season. The model sees two years and states a saving with a 90 % interval."
    )
    formula = (
        "Beside it stands the guideline's formula (CalTRACK's daily FSU with P' from the lag-1 autocorrelation), which "
        "knows only the CVRMSE. Half widths are medians."
    )
    bars = f"Bar: over all, it holds the truth in {100 * honesty.LOWEST:g} to {100 * honesty.HIGHEST:g} % of them."
    done = honesty.trials(np.random.default_rng(honesty.SEED))
    table = honesty.as_markdown(honesty.sorted_trials(done))
    return f"# Honesty of the weather-adjusted saving\n\n{MADE}\n\n{words}\n\n{formula}\n\n{bars}\n\n{table}\n"


def pages() -> dict[str, str]:
    """File name below docs/reference → its text."""
    own: Mapping[str, Callable[[], str]] = {
        "commands.md": commands_page,
        "accuracy.md": accuracy_page,
        "decoders.md": decoders_page,
        "weather.md": weather_page,
    }
    return {**reference_files(), **{name: make() for name, make in own.items()}}


def differences(made: Mapping[str, str], folder: Path) -> list[str]:
    """What a reader of `folder` would be told wrongly: pages that differ, are missing, or that nothing makes."""
    found = []
    for name, text in made.items():
        file = folder / name
        if not file.exists():
            found.append(f"{file} is missing")
        elif file.read_text(encoding="utf-8") != text:
            found.append(f"{file} is not what the code says")
    standing = {file.name for file in folder.iterdir()} if folder.exists() else set()
    return found + [f"{folder / name} is made by nothing" for name in sorted(standing - set(made))]


def main() -> None:
    """Write the pages, or compare them."""
    made = pages()
    if sys.argv[1:] == ["--check"]:
        found = differences(made, FOLDER)
        if found:
            sys.exit("\n".join([*found, "make reference writes them anew"]))
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

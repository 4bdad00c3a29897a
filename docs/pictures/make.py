"""Make the pictures of README and guide: `python -m docs.pictures.make [--url http://127.0.0.1:8000]`.

Without an address it starts the tests' small group, whose figures are the same on every run.
"""  # noqa: INP001 - a script, not a package

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer
from playwright.sync_api import Browser, sync_playwright

from campus.errors import CampusError
from tests.small_server import small_server

FOLDER = Path(__file__).parent
MAX_BYTES = 300_000
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@dataclass(frozen=True)
class Picture:
    """One picture: what the browser asks for, and how large its window is."""

    name: str
    language: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"


PICTURES = (
    Picture("overview-zh", "zh-CN", 1280, 1240),
    Picture("overview-en", "en-GB", 1280, 1240, "dark"),
    Picture("overview-phone-zh", "zh-CN", 390, 1100),
)


class TooLarge(CampusError):
    """A picture would make the repository heavy."""


def main(
    url: Annotated[str, typer.Option(help="address of a running service; empty: a small group of its own")] = "",
) -> None:
    """Write every picture beside this script."""
    with _service(url) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for picture in PICTURES:
            path = take(browser, address, picture)
            size = path.stat().st_size
            typer.echo(f"{path.name}: {size / 1000:.0f} kB")
            if size > MAX_BYTES:
                message = f"{path.name} has {size} bytes; at most {MAX_BYTES} are wanted"
                raise TooLarge(message)
        browser.close()


def take(browser: Browser, address: str, picture: Picture) -> Path:
    """Open the overview as one reader would, wait for both charts, and write what the window shows."""
    window = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        locale=picture.language,
        color_scheme=picture.scheme,
    )
    page = window.new_page()
    page.goto(address)
    for chart in ("months", "hours"):
        page.wait_for_selector(f".chart.{chart} svg path[fill*='--']", state="attached")
    path = FOLDER / f"{picture.name}.png"
    page.screenshot(path=path)
    window.close()
    return path


@contextmanager
def _service(url: str) -> Iterator[str]:
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory() as folder, small_server(Path(folder)) as running:
        yield running.url


if __name__ == "__main__":
    typer.run(main)

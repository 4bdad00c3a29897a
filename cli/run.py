"""`campus run`: collector, worker and pages in one process group."""

from pathlib import Path
from typing import Annotated

import typer

from cli.installation import DEFAULT_CONFIG, ConfigPath, opened
from cli.processes import Processes


def command(
    *,
    config: ConfigPath = DEFAULT_CONFIG,
    host: Annotated[str, typer.Option(help="address the pages listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port of the pages")] = 8000,
) -> None:
    """Run until stopped; when one part ends by itself all stop, and the exit code is 1."""
    with opened(config):
        pass
    with Processes() as processes:
        start_service(processes, config, host, port)
        processes.watch()


def start_service(processes: Processes, config: Path, host: str, port: int) -> None:
    """Start the three parts of the service."""
    processes.start("serve", ["serve", "-c", str(config), "--host", host, "--port", str(port)])
    processes.start("work", ["work", "-c", str(config)])
    processes.start("collect", ["collect", "-c", str(config)])

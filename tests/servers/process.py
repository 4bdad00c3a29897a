"""A server of its own process: found, started, awaited, stopped, killed."""

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

NEED_SERVERS = "CAMPUS_TESTS_NEED_SERVERS"
PLACES = ("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin", "/opt/homebrew/sbin", "/opt/homebrew/bin")


def program(name: str, package: str, *places: str) -> str:
    """Path of a server's program; without it the test is skipped, or fails where servers are required."""
    found = shutil.which(name, path=os.pathsep.join((*places, os.environ.get("PATH", ""), *PLACES)))
    if found is None:
        message = f"{name} is not installed; on Debian or Ubuntu: apt-get install {package}"
        if os.environ.get(NEED_SERVERS) == "1":
            pytest.fail(message, pytrace=False)
        pytest.skip(message)
    return found


class Server:
    """One server; what it writes goes to `log` and is shown when it does not come up."""

    def __init__(
        self, command: Sequence[str], log: Path, ready: Callable[[], bool], account: pwd.struct_passwd | None = None
    ) -> None:
        self._command = list(command)
        self._ready = ready
        self._account = account
        self._process: subprocess.Popen[bytes] | None = None
        self.log = log

    def start(self, timeout_s: float = 30.0) -> None:
        """Start and wait until it answers."""
        account = self._account
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
                cwd="/",
            )
        give_up = time.monotonic() + timeout_s
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > give_up:
                self.kill()
                message = f"{self._command[0]} did not come up:\n{self.log.read_text(errors='replace')[-3000:]}"
                raise RuntimeError(message)
            time.sleep(0.02)

    def stop(self, timeout_s: float = 20.0) -> None:
        """Ask it to end, as an administrator would; it keeps its data."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None, "the server is not running"
        return self._process.pid

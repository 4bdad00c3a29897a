"""What people type by mistake: one clear line, exit 2, no traceback."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from campus.errors import Refused
from cli.consumption import command as consumption
from cli.main import build
from collector.recorded import BadLine, recorded


def campus(*words: str) -> str:
    """The refusal's words."""
    done = CliRunner().invoke(build(words[0]), list(words))
    assert isinstance(done.exception, Refused), (done.output, done.exception)
    return str(done.exception)


@pytest.fixture
def config(tmp_path: Path) -> str:
    assert CliRunner().invoke(build("init"), ["init", str(tmp_path / "new")]).exit_code == 0
    return str(tmp_path / "new" / "campus.yaml")


@pytest.mark.parametrize("zone", ["America", "/etc", "Mars/X", "a\0b"])
def test_a_zone_that_is_a_folder_is_no_zone(zone: str, tmp_path: Path) -> None:
    payload = tmp_path / "payload"
    payload.write_bytes(b"1")
    assert "is unknown" in campus("decode", str(payload), "--topic", "a", "--zone", zone)


@pytest.mark.parametrize(("start", "end"), [("0001-01-01", "9999-12-31"), ("2026-01", "9999-12"), ("1-01-01", "2026")])
def test_days_no_book_has_are_refused(start: str, end: str, config: str) -> None:
    with pytest.raises(Refused, match=r"years 1970 to 2099|neither a day nor a month"):
        consumption("e-main", start=start, end=end, config=Path(config))


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1969-12-31T23:59:59Z"])
def test_a_recorded_line_of_an_impossible_time_is_no_message(at: str, tmp_path: Path) -> None:
    file = tmp_path / "messages.ndjson"
    file.write_text(f'{{"at": "{at}", "topic": "x", "payload": "1"}}\n')
    (line,) = recorded(file)
    assert isinstance(line, BadLine)
    assert "no time a message was recorded at" in line.reason


def test_a_payload_that_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    payload = tmp_path / "payload"
    payload.write_bytes(b"1")

    def denied(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert campus("decode", str(payload), "--topic", "a") == f"{payload}: cannot be read: Permission denied"

"""Suppliers' files kept in the repository, one for each fault."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from collector.importers.options import ImportOptions
from tests.importing import group_of, importer

CASES = sorted(p for p in (Path(__file__).resolve().parents[2] / "golden_imports").iterdir() if p.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_case(case: Path, tmp_path: Path) -> None:
    expected: dict[str, Any] = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    (file,) = case.glob("file.*")
    with importer(tmp_path, group_of(expected["meters"])) as run:
        outcome = run(file, ImportOptions(**expected["options"]))
        assert expected["refused"] in outcome.refused
        assert bool(outcome.refused) == bool(expected["refused"])
        assert (outcome.accepted, outcome.duplicate) == (expected["accepted"], expected["duplicate"])
        assert [r.row for r in sorted(outcome.rejections)] == [row for row, _ in expected["rejected"]]
        assert all(e[1] in r.reason for r, e in zip(sorted(outcome.rejections), expected["rejected"], strict=True))
        for meter, moment, value in expected["stored"]:
            at = round(datetime.fromisoformat(moment).timestamp())
            assert (at, value) in run.stored(meter, "electricity_import/1800s")


def test_every_case_says_where_it_is_from() -> None:
    assert len(CASES) > 20
    assert all("MIT" in (case / "SOURCE").read_text(encoding="utf-8") for case in CASES)

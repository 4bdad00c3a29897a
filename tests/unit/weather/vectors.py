"""The hand-computed vectors beside the repository."""

import json
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).resolve().parents[3].parent / "shared" / "vectors.json"


def vector(name: str) -> tuple[dict[str, Any], dict[str, float]]:
    if not FILE.exists():
        pytest.skip("the vectors beside the repository are not here")
    every = json.loads(FILE.read_text(encoding="utf-8"))["vectors"]
    one = next(v for v in every if v["id"] == name)
    return one["inputs"], one["expected"]

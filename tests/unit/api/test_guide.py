"""The API guide, run: every curl example is asked, and what is printed below it must be the answer."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

GUIDE = Path(__file__).parents[3] / "docs" / "guide"
EXAMPLE = re.compile(
    r"```sh\ncurl \"?http://127\.0\.0\.1:8000(?P<path>[^\"\n]+)\"?\n```\n\n```json\n(?P<answer>.+?)```", re.DOTALL
)


def near(value: Any) -> Any:
    """The document's figures are rounded for reading."""
    if isinstance(value, dict):
        return {k: near(v) for k, v in value.items()}
    if isinstance(value, list):
        return [near(v) for v in value]
    return pytest.approx(value, rel=1e-5) if isinstance(value, float) else value


@pytest.mark.parametrize("name", ["api.md", "api.zh-CN.md"])
def test_every_example_answers_as_printed(client: TestClient, name: str) -> None:
    examples = list(EXAMPLE.finditer((GUIDE / name).read_text("utf-8")))
    assert len(examples) == 8
    for example in examples:
        assert client.get(example["path"]).json() == near(json.loads(example["answer"])), example["path"]


def test_the_etag_printed_is_the_one_sent(client: TestClient) -> None:
    path = "/api/v1/meters/junior-e/consumption?from=2026-02&to=2026-03&by=month"
    tag = client.get(path).headers["etag"]
    for name in ("api.md", "api.zh-CN.md"):
        assert (GUIDE / name).read_text("utf-8").count(tag.strip('"')) == 2
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304

"""Scripts are compressed once, and never served to somebody who cannot read them."""

import gzip

import pytest
from fastapi import FastAPI, Response
from fastapi.testclient import TestClient

from api.pages.delivery import CompressOnce

SCRIPT = "export const answer = 42;\n" * 200


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def client(asked: list[str]) -> TestClient:
    app = FastAPI()

    @app.get("/_nicegui/{path:path}")
    def file(path: str) -> Response:
        asked.append(path)
        if path == "missing.js":
            return Response(status_code=404)
        media_type = "image/png" if path.endswith(".png") else "text/javascript"
        return Response(SCRIPT if path != "small.js" else "1", media_type=media_type)

    app.add_middleware(CompressOnce)
    return TestClient(app)


def test_a_script_is_made_once_and_served_again_alike(client: TestClient, asked: list[str]) -> None:
    first, second = client.get("/_nicegui/1/a.js"), client.get("/_nicegui/1/a.js")
    assert asked == ["1/a.js"]
    for answer in (first, second):
        assert (answer.headers["content-encoding"], answer.text) == ("gzip", SCRIPT)
        assert int(answer.headers["content-length"]) < len(SCRIPT) / 10
        assert answer.headers["vary"] == "Accept-Encoding"


def test_who_takes_no_gzip_gets_plain_text(client: TestClient) -> None:
    client.get("/_nicegui/1/a.js")
    plain = client.get("/_nicegui/1/a.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == SCRIPT


@pytest.mark.parametrize("path", ["small.js", "picture.png"])
def test_small_and_binary_answers_stay_as_they_are(client: TestClient, asked: list[str], path: str) -> None:
    for _ in range(2):
        assert "content-encoding" not in client.get(f"/_nicegui/{path}").headers
    assert asked == [path, path]


def test_errors_are_not_kept(client: TestClient, asked: list[str]) -> None:
    assert [client.get("/_nicegui/missing.js").status_code for _ in range(2)] == [404, 404]
    assert asked == ["missing.js", "missing.js"]


def test_a_path_with_a_query_is_compressed_each_time(client: TestClient, asked: list[str]) -> None:
    with client.stream("GET", "/_nicegui/1/a.js?v=1") as answer:
        raw = b"".join(answer.iter_raw())
    client.get("/_nicegui/1/a.js?v=1")
    assert gzip.decompress(raw).decode() == SCRIPT
    assert len(asked) == 2

"""The description of the API: nothing in it goes unexplained."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def fields(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, schema in document["components"]["schemas"].items():
        for field, shape in schema.get("properties", {}).items():
            yield f"{name}.{field}", shape


def test_every_field_is_described_and_has_an_example_unless_it_holds_described_objects(
    document: dict[str, Any],
) -> None:
    found = list(fields(document))
    assert len(found) > 50
    assert [name for name, shape in found if len(shape.get("description", "")) < 8] == []
    nested = [name for name, shape in found if "$ref" in shape.get("items", {})]
    assert [name for name, shape in found if "examples" not in shape and name not in nested] == []


def test_every_object_is_described(document: dict[str, Any]) -> None:
    undescribed = [
        n for n, s in document["components"]["schemas"].items() if "properties" in s and not s.get("description")
    ]
    assert undescribed == []


def test_every_operation_has_a_summary_a_stable_id_and_described_parameters(document: dict[str, Any]) -> None:
    operations = [(path, op) for path, methods in document["paths"].items() for op in methods.values()]
    assert {path for path, _ in operations} == {
        "/api/v1/campuses",
        "/api/v1/meters",
        "/api/v1/meters/{id}",
        "/api/v1/meters/{id}/latest",
        "/api/v1/meters/{id}/consumption",
        "/api/v1/report",
        "/api/v1/trace",
        "/api/v1/trace/page",
        "/api/v1/facts",
        "/api/v1/facts/{id}",
        "/api/v1/facts/{id}/confirmation",
        "/api/v1/facts/{id}/withdrawal",
        "/api/v1/facts/import",
        "/api/v1/facts/template/{kind}.xlsx",
        "/api/v1/quarantine",
        "/api/v1/discovered",
        "/api/v1/health",
        "/api/v1/metrics",
    }
    assert [path for path, op in operations if not op.get("summary")] == []
    assert [path for path, op in operations if "_" in op["operationId"]] == []
    parameters = [(path, p) for path, op in operations for p in op.get("parameters", [])]
    assert [(path, p["name"]) for path, p in parameters if len(p.get("description", "")) < 8] == []


def test_problems_are_declared_as_problem_details(document: dict[str, Any]) -> None:
    declared = document["paths"]["/api/v1/meters/{id}"]["get"]["responses"]["404"]
    assert "application/problem+json" in declared["content"]

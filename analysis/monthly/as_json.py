"""The report as JSON, and back from it; its digest leaves out when it was made and what was published."""

import hashlib
import json
from typing import Any

from pydantic import TypeAdapter

from analysis.monthly.report import MonthReport

ADAPTER: TypeAdapter[MonthReport] = TypeAdapter(MonthReport)
MOMENTARY = ("made_at", "revision", "digest")


def as_document(report: MonthReport) -> dict[str, Any]:
    """Plain JSON values; days are ISO dates, shares fractions."""
    document: dict[str, Any] = ADAPTER.dump_python(report, mode="json")
    return document


def figures_document(report: MonthReport) -> dict[str, Any]:
    """Everything that makes the report what it says."""
    return {key: value for key, value in as_document(report).items() if key not in MOMENTARY}


def digest_of(report: MonthReport) -> str:
    """Fingerprint of all figures and definitions."""
    text = json.dumps(figures_document(report), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]

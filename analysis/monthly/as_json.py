"""The report as plain JSON values; its digest leaves out when it was made and what was published."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from analysis.monthly.report import MonthReport

MOMENTARY = ("made_at", "revision", "digest")


def as_document(report: MonthReport) -> dict[str, Any]:
    """Plain JSON values; days are ISO dates, shares fractions."""
    document: dict[str, Any] = _plain(report)
    return document


def figures_document(report: MonthReport) -> dict[str, Any]:
    """Everything that makes the report what it says."""
    return {key: value for key, value in as_document(report).items() if key not in MOMENTARY}


def digest_of(report: MonthReport) -> str:
    """Fingerprint of all figures and definitions."""
    text = json.dumps(figures_document(report), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value.isoformat() if isinstance(value, date) else value

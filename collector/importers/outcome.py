"""How an import ended: what was taken, what was known already, and each refused row with its reason."""

from collections import Counter
from dataclasses import dataclass, field

KEPT_REJECTIONS = 10_000
"""Refused rows listed one by one; more are counted only, so that memory stays bounded."""


@dataclass(frozen=True, slots=True, order=True)
class Rejection:
    """`row` is the line of the text file or the row of the sheet, from 1."""

    row: int
    reason: str


@dataclass(slots=True)
class Outcome:
    """Counts are readings (or list entries) except `rows`, the table's rows seen."""

    file: str
    kind: str = "readings"
    rows: int = 0
    accepted: int = 0
    duplicate: int = 0
    blank: int = 0
    """Cells without a value in rows that had others."""
    estimated_by_source: int = 0
    """Readings the sender itself marks as estimated."""
    rejected_rows: int = 0
    rejections: list[Rejection] = field(default_factory=list)
    unknown_meters: set[str] = field(default_factory=set)
    findings: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    refused: str = ""
    """Why the file as a whole was refused; then nothing of it was imported."""

    def reject(self, row: int, reason: str) -> None:
        self.rejected_rows += 1
        if len(self.rejections) < KEPT_REJECTIONS:
            self.rejections.append(Rejection(row, reason))

    @property
    def came_through(self) -> bool:
        """False when nothing of the file is in the store."""
        return not self.refused and (self.accepted + self.duplicate > 0 or self.rejected_rows == 0)

    def document(self) -> dict[str, object]:
        """The JSON form; a file refused as a whole has one rejection with row 0."""
        rejected = sorted(self.rejections)
        if self.refused:
            rejected = [Rejection(0, self.refused), *rejected]
        found: dict[str, object] = {
            "file": self.file,
            "kind": self.kind,
            "accepted": self.accepted,
            "duplicate": self.duplicate,
            "rejected": [{"row": r.row, "reason": r.reason} for r in rejected],
            "rejected_rows": self.rejected_rows,
            "rows": self.rows,
            "blank": self.blank,
        }
        if self.refused:
            found["refused"] = self.refused
        if self.estimated_by_source:
            found["estimated_by_source"] = self.estimated_by_source
        if self.unknown_meters:
            found["unknown_meters"] = sorted(self.unknown_meters)
        if self.findings:
            found["findings"] = dict(sorted(self.findings.items()))
        if self.notes:
            found["notes"] = self.notes
        return found

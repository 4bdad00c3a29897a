"""Fingerprints of what a figure was made from, kept with every published figure (domain handbook §10.2 rule 8)."""

import hashlib
from collections.abc import Sequence

from analysis.comparison.three_lines import CampusCase


def fingerprint(cases: Sequence[CampusCase]) -> str:
    """Changes with any day's use, type, heads or boundary, with a campus or its opening day; not with their order."""
    digest = hashlib.sha256()
    for case in sorted(cases, key=lambda c: c.campus):
        days = case.days
        digest.update(repr((case.campus, case.opened, days.first, days.through, days.boundary.tolist())).encode())
        for values in (days.use, days.valid, days.estimated, days.day_type, days.persons, days.standard_persons):
            digest.update(values.tobytes())
    return digest.hexdigest()[:16]

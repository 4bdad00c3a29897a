"""REST: one file per subject; `ALL` is everything that is served under /api/v1.

Access rules belong beside this list: what is not in it is not reachable.
"""

from fastapi import APIRouter

from api.routes import campuses, consumption, discovered, fact_files, facts, health, meters, metrics, quarantine, report

ALL: tuple[APIRouter, ...] = (
    campuses.router,
    meters.router,
    consumption.router,
    report.router,
    fact_files.router,
    facts.router,
    quarantine.router,
    discovered.router,
    health.router,
    metrics.router,
)

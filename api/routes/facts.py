"""Dated facts (录入): entered, listed, confirmed and withdrawn; each answer names what it changes."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy import Connection

from api.context import Context, Ctx
from api.paging import DEFAULT_LIMIT, Cursor, Limit
from api.problems import Problem
from api.routes.fact_shapes import EnteredOut, FactIn, FactList, FactOut, Signature, entered_out, fact_out
from campus.entry.desk import Answer, State, Written, confirm, enter_fact, take_back
from campus.entry.touches import Site
from campus.ledger.fact_list import FactState, Listed, list_facts

router = APIRouter(tags=["facts"])

FactId = Annotated[int, Path(ge=1, le=2**53, description="Number of the fact", examples=[12])]

STATUS = {State.IN_FORCE: 201, State.HELD: 202, State.KNOWN: 200}


def site_of(context: Context) -> Site:
    """The desk's view of the installation, as of now."""
    return Site(context.group, context.readings, context.now_ms)


@router.post(
    "/facts",
    summary="Enter a dated fact",
    operation_id="enterFact",
    status_code=201,
    responses={
        200: {"model": EnteredOut, "description": "The same fact was entered before; nothing new is kept"},
        202: {"model": EnteredOut, "description": "A doubtful manual reading: held, not in force until confirmed"},
    },
)
def enter(context: Ctx, fact: FactIn, response: Response) -> EnteredOut:
    written = Written(fact.kind, fact.subject, fact.at, fact.body, fact.author)
    with context.engine.begin() as connection:
        answer = enter_fact(connection, site_of(context), written)
    response.status_code = STATUS[answer.state]
    return entered_out(context, answer)


@router.get("/facts", summary="Facts ever entered, newest first", operation_id="listFacts")
def list_all(
    context: Ctx,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = "",
    subject: Annotated[str, Query(description="Only facts about this meter or campus", examples=["junior-w"])] = "",
    kind: Annotated[str, Query(description="Only facts of this kind", examples=["manual_reading"])] = "",
    state: Annotated[
        FactState | None, Query(description="Only facts in this state; empty: the whole history", examples=["held"])
    ] = None,
) -> FactList:
    before = _number(cursor)
    with context.engine.connect() as connection:
        found = list_facts(
            connection,
            subject=subject,
            kind=kind,
            states=(state,) if state else (),
            before_id=before,
            limit=limit + 1,
        )
    items = [fact_out(context, one) for one in found[:limit]]
    return FactList(items=items, next_cursor=str(items[-1].id) if len(found) > limit else None)


@router.get("/facts/{id}", summary="One fact", operation_id="getFact")
def get_fact(context: Ctx, id: FactId) -> FactOut:  # noqa: A002 - the name in the path
    with context.engine.connect() as connection:
        return fact_out(context, _listed(connection, id))


@router.post(
    "/facts/{id}/confirmation",
    summary="Confirm a held reading",
    operation_id="confirmReading",
    status_code=201,
)
def confirm_held(context: Ctx, id: FactId, signature: Signature) -> EnteredOut:  # noqa: A002 - the name in the path
    with context.engine.begin() as connection:
        _listed(connection, id)
        answer = confirm(connection, site_of(context), id, signature.author, signature.note)
    return entered_out(context, answer)


@router.post(
    "/facts/{id}/withdrawal",
    summary="Withdraw a fact",
    operation_id="withdrawFact",
    status_code=201,
)
def withdraw(context: Ctx, id: FactId, signature: Signature) -> EnteredOut:  # noqa: A002 - the name in the path
    with context.engine.begin() as connection:
        _listed(connection, id)
        answer: Answer = take_back(connection, site_of(context), id, signature.author, signature.note)
        by = _listed(connection, id).withdrawn_by
    return entered_out(context, answer, by)


def _listed(connection: Connection, fact_id: int) -> Listed:
    found = list_facts(connection, fact_id=fact_id)
    if not found:
        raise Problem(404, "unknown-fact", f"There is no fact {fact_id}.")
    return found[0]


def _number(cursor: str) -> int | None:
    if not cursor:
        return None
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 16):  # noqa: PLR2004 - digits of the largest id
        raise Problem(422, "wrong-cursor", f"{cursor!r} is no cursor of this list.")
    return int(cursor)

"""Tables of facts: templates to fill in, and what comes back filled."""

import shutil
import tempfile
from pathlib import Path as File
from typing import Annotated

from fastapi import APIRouter, Form, Path, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from api.context import Context, Ctx
from api.problems import Problem
from api.routes.fact_shapes import AUTHOR, ImportOut, RejectedRow, RowOut, entered_out
from campus.entry.desk import State, signed
from campus.entry.kinds import KINDS, kind_of_fact
from campus.entry.template import template
from campus.errors import Refused
from collector.importers.fact_file import EnteredRow, import_facts
from collector.importers.open_table import open_table
from collector.importers.options import ImportOptions
from collector.importers.outcome import Outcome
from collector.importers.readings_file import Stores

router = APIRouter(tags=["facts"])

MAX_BYTES = 10_000_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KIND_WORDS = "Kind of the facts: " + ", ".join(KINDS)


@router.get(
    "/facts/template/{kind}.xlsx",
    summary="An empty table to fill in",
    operation_id="getFactTemplate",
    response_class=Response,
    responses={200: {"description": "An Excel workbook", "content": {XLSX: {}}}},
)
def get_template(kind: Annotated[str, Path(description=KIND_WORDS, examples=["head_count"])]) -> Response:
    if kind not in KINDS:
        raise Problem(404, "unknown-kind", f"There is no template {kind!r}; there are {', '.join(KINDS)}.")
    return Response(
        template(kind),
        media_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{kind}.xlsx"'},
    )


class ImportForm(BaseModel):
    """A table of facts and how to take it."""

    model_config = ConfigDict(extra="forbid")

    file: UploadFile = Field(
        description="XLSX, XLS or CSV with the columns of the template; at most 10 MB", examples=["heads.xlsx"]
    )
    kind: str = Field(description=KIND_WORDS, examples=["head_count"])
    author: str = Field(description=AUTHOR, examples=["李老师"])
    campus: str = Field("", description="Campus of rows that name none; or empty", examples=["senior"])
    dry_run: bool = Field(False, description="Say what would happen, keep nothing", examples=[False])
    strict: bool = Field(False, description="Keep nothing when a single row is bad", examples=[False])


@router.post(
    "/facts/import",
    summary="Enter the rows of an Excel or CSV file",
    operation_id="importFacts",
)
def import_file(context: Ctx, form: Annotated[ImportForm, Form(media_type="multipart/form-data")]) -> ImportOut:
    """Sound rows are entered in one transaction; bad ones are listed with their reason and change nothing."""
    kind_of_fact(form.kind)
    name = File(form.file.filename or "file").name
    outcome = Outcome(name, form.kind)
    options = ImportOptions(author=signed(form.author), campus=form.campus)
    stores = Stores(context.readings, context.engine, context.now_ms)
    rows: list[EnteredRow] = []
    with tempfile.TemporaryDirectory() as folder:
        path = File(folder) / f"upload{File(name).suffix[:8]}"
        _keep(form.file, path)
        try:
            table = open_table(path, options)
            rows = import_facts(
                table, form.kind, context.group, options, stores, outcome, dry_run=form.dry_run, strict=form.strict
            )
        except Refused as refused:
            outcome.refused = str(refused).replace(path.name, name)
    return _out(context, outcome, rows, dry_run=form.dry_run)


def _keep(file: UploadFile, path: File) -> None:
    if (file.size or 0) > MAX_BYTES:
        raise Problem(413, "file-too-large", f"The file has {file.size} bytes; at most {MAX_BYTES} are taken.")
    with path.open("wb") as kept:
        shutil.copyfileobj(file.file, kept)


def _out(context: Context, outcome: Outcome, rows: list[EnteredRow], *, dry_run: bool) -> ImportOut:
    rejected = [RejectedRow(row=r.row, reason=r.reason) for r in sorted(outcome.rejections)]
    return ImportOut(
        file=outcome.file,
        kind=outcome.kind,
        stored=not (dry_run or outcome.refused),
        refused=outcome.refused,
        rows=outcome.rows,
        accepted=outcome.accepted,
        held=sum(one.answer.state is State.HELD for one in rows),
        known=outcome.duplicate,
        rejected=rejected,
        notes=outcome.notes,
        entered=[RowOut(row=one.row, entered=entered_out(context, one.answer)) for one in rows],
    )

"""The form of the public-institution statistics (公共机构能源资源消费统计): its rows are configuration."""

from pathlib import Path
from typing import Final, Literal, Self

from pydantic import Field, model_validator

from analysis.monthly.report_path import fault
from campus.config.document import read_document
from campus.config.explain import validated
from campus.config.meter import Strict
from campus.config.problem import Problem
from campus.errors import Misconfigured

BUILT_IN: Final = Path(__file__).with_name("statutory_template.yaml")


class TemplateRow(Strict):
    """One row of the form."""

    group: str = Field("", description="heading the row stands under")
    name: str = Field(min_length=1, description="what the form calls it")
    unit: str = Field("", description="unit as printed")
    path: str = Field("", description="where the value stands in the report")
    field: str = Field("", description="instead of a path: field of the report's statutory cells")
    text: str = Field("", description="instead of a path: always this text")
    per: Literal["month", "span"] = Field("month", description="a cell, or a row to fill in, by month or once")
    scale: float = Field(1.0, gt=0, description="the value is multiplied by it")
    adds_up: bool = Field(True, description="whether months and campuses add up")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if sum(bool(source) for source in (self.path, self.field, self.text)) > 1:
            msg = "write only one of path, field and text"
            raise ValueError(msg)
        wrong = fault(self.path) if self.path else ""
        if wrong:
            msg = f"path {self.path}: {wrong}"
            raise ValueError(msg)
        return self

    @property
    def manual(self) -> bool:
        """Left empty for a person to fill in."""
        return not (self.path or self.field or self.text)

    @property
    def monthly(self) -> bool:
        """Has a value for every month."""
        return "{month}" in self.path or (not (self.path or self.text) and self.per == "month")


class StatutoryTemplate(Strict):
    """The whole form."""

    title: str = Field(description="title of the form")
    note: str = Field("", description="remark below the form")
    rows: tuple[TemplateRow, ...] = Field(min_length=1, description="rows, top to bottom")


def load_template(path: Path = BUILT_IN) -> StatutoryTemplate:
    """The form of a YAML file; raises `Misconfigured` with one `file:line: key: …` line per problem."""
    document = read_document(path, str(path))
    problems: list[Problem] = list(document.problems)
    form = None
    if document.data is not None:
        form = validated(StatutoryTemplate, document.data, document.place, document.written, problems)
    if form is None or problems:
        told = [str(problem) for problem in problems] or [f"{path}: is empty, write title and rows"]
        raise Misconfigured("\n".join(told))
    return form

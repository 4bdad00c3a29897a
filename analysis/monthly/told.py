"""A field of the report with its words: what it says, and an example, for everyone who reads the tree as JSON."""

from typing import Any

from pydantic import Field


def told(description: str, *examples: object) -> Any:
    """Description and examples of a field, as its `Annotated` metadata."""
    return Field(description=description, examples=list(examples))

"""docker-compose.yml as Compose sees it: anchors merged, ${NAME:-default} replaced by the default."""

import re
from typing import Any

from ruamel.yaml import YAML

from tests.unit.house.tree import ROOT


def compose() -> dict[str, Any]:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    text = re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", text)
    loaded: dict[str, Any] = YAML(typ="safe").load(text)
    return loaded

"""The payload shapes by name. A duplicate name fails at import; an unknown one lists the known."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

import simulators.payloads
from campus.errors import Refused
from simulators.payloads.protocol import Shape

ShapeT = TypeVar("ShapeT", bound=Shape)

_SHAPES: dict[str, Shape] = {}
_NO_SHAPES = frozenset({"protocol", "registry", "stamps"})


def shape(name: str) -> Callable[[type[ShapeT]], type[ShapeT]]:
    """Register a shape under the name that instruments use."""

    def register(kind: type[ShapeT]) -> type[ShapeT]:
        if name in _SHAPES:
            message = f"two payload shapes are called {name!r}"
            raise RuntimeError(message)
        _SHAPES[name] = kind()
        return kind

    return register


def known_shapes() -> dict[str, Shape]:
    """Every shape by name."""
    for module in iter_modules(simulators.payloads.__path__):
        if module.name not in _NO_SHAPES:
            import_module(f"simulators.payloads.{module.name}")
    return dict(sorted(_SHAPES.items()))


def shape_named(name: str) -> Shape:
    """The shape of a name; an unknown name is refused with the known ones."""
    known = known_shapes()
    if name not in known:
        message = f"unknown payload shape {name!r}; known: {', '.join(known)}"
        raise Refused(message)
    return known[name]

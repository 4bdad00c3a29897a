"""The faults by name. A duplicate name fails at import; an unknown one lists the known."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

import simulators.faults
from campus.errors import Refused
from simulators.faults.protocol import Fault, Planted

_FAULTS: dict[str, type[Fault]] = {}
_NO_FAMILIES = frozenset({"protocol", "registry", "planting"})


def fault(name: str) -> Callable[[type[Fault]], type[Fault]]:
    """Register a fault under the name that is planted."""

    def register(kind: type[Fault]) -> type[Fault]:
        if name in _FAULTS:
            message = f"two faults are called {name!r}"
            raise RuntimeError(message)
        _FAULTS[name] = kind
        return kind

    return register


def known_faults() -> dict[str, type[Fault]]:
    """Every fault by name."""
    for module in iter_modules(simulators.faults.__path__):
        if module.name not in _NO_FAMILIES:
            import_module(f"simulators.faults.{module.name}")
    return dict(sorted(_FAULTS.items()))


def kind_of(name: str) -> type[Fault]:
    """The fault of a name; an unknown name is refused with the known ones."""
    known = known_faults()
    if name not in known:
        message = f"unknown fault {name!r}; known: {', '.join(known)}"
        raise Refused(message)
    return known[name]


def build(planted: Planted) -> Fault:
    return kind_of(planted.name)(planted)

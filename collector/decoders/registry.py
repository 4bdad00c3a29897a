"""The decoders by name. A duplicate name fails at import; an unknown one lists the known."""

from collections.abc import Callable
from datetime import tzinfo
from importlib import import_module
from pkgutil import iter_modules

import collector.decoders
from campus.config.meter import DeviceType
from campus.errors import Refused
from collector.decoders.protocol import Decoder, DecoderFactory

_FACTORIES: dict[str, DecoderFactory] = {}
_NO_DECODERS = frozenset({"protocol", "recognise", "registry"})


def decoder(name: str) -> Callable[[DecoderFactory], DecoderFactory]:
    """Register a factory under a name that meter lists use."""

    def register(factory: DecoderFactory) -> DecoderFactory:
        if name in _FACTORIES:
            message = f"two decoders are called {name!r}"
            raise RuntimeError(message)
        _FACTORIES[name] = factory
        return factory

    return register


def known_decoders() -> list[str]:
    """Names a meter list may use."""
    for module in iter_modules(collector.decoders.__path__):
        if module.name not in _NO_DECODERS:
            import_module(f"collector.decoders.{module.name}")
    return sorted(_FACTORIES)


def factories() -> dict[str, DecoderFactory]:
    """Every decoder by name, for what is written about them."""
    known_decoders()
    return dict(_FACTORIES)


def build_decoder(device: DeviceType, zone: tzinfo) -> Decoder:
    """The decoder of a device type; an unknown name is refused with the known ones."""
    if device.decoder not in known_decoders():
        message = f"unknown decoder {device.decoder!r}; known: {', '.join(sorted(_FACTORIES))}"
        raise Refused(message)
    return _FACTORIES[device.decoder](device, zone)

"""What each meter and sensor can say at a moment, channel by channel, in base units."""

from collections.abc import Callable, Mapping

import numpy as np

from campus.quantity import Resource
from simulators.dial import Dial, dial
from simulators.flow import Cycling, Flow, Hourly, locate
from simulators.heat_pump import Plant
from simulators.randomness import chance
from simulators.setting import Setting
from simulators.spec import Instrument
from simulators.timeline import REFERENCE_MS, Floats, Times

Read = Callable[[Times], Floats]
Channels = dict[str, Read]

SENSED = {"leak": "leak_state", "room": "temperature", "tank": "tank_level"}
"""What a sensor is there to measure, by its use."""

_POWER_FACTOR = 0.93
_ROOM_C = 22.0


def channels_of(
    meter: Instrument, flow: Flow, register: Dial | None, machine: Plant | None, place: Setting
) -> Channels:
    """Every channel key a meter or sensor knows, with the function that reads it."""
    channels: Channels = {}
    if register is not None and meter.booked:
        channels[meter.booked] = register.read
    if meter.resource in {Resource.ELECTRICITY, Resource.HEAT_PUMP}:
        channels |= _electrical(meter, flow, place.seed)
    if machine is not None:
        channels |= _hot_water(meter, machine, place)
    if meter.resource is Resource.SENSOR:
        channels |= _sensed(meter, place)
    return channels


def _electrical(meter: Instrument, flow: Flow, seed: int) -> Channels:
    def power(times_ms: Times) -> Floats:
        return flow.rate(times_ms) * 1000.0

    def voltage(times_ms: Times) -> Floats:
        return 226.0 + 8.0 * chance(times_ms, seed, meter.id, "voltage")

    def current(times_ms: Times) -> Floats:
        return power(times_ms) / (_POWER_FACTOR * voltage(times_ms))

    return {
        "electricity_export": lambda t: np.zeros(len(t)),
        "active_power": power,
        "apparent_power": lambda t: power(t) / _POWER_FACTOR,
        "power_factor": lambda t: np.full(len(t), _POWER_FACTOR),
        "voltage": voltage,
        "current": current,
        "frequency": lambda t: 49.95 + 0.1 * chance(t, seed, "grid"),
    }


def _hot_water(meter: Instrument, machine: Plant, place: Setting) -> Channels:
    runs = Cycling.of(machine.duty, machine.duty, machine.starts)
    counted = np.concatenate(([0.0], np.cumsum(machine.starts)))
    drawn = Hourly.of(machine.drawn_m3, 0.2)
    heater = Hourly.of(machine.auxiliary_kw)
    litres = dial(Instrument(meter.id, "", Resource.WATER, "", "", "", ""), drawn, REFERENCE_MS)
    auxiliary = dial(Instrument(meter.id, "", Resource.ELECTRICITY, "", "", "", ""), heater, REFERENCE_MS)

    def starts(times_ms: Times) -> Floats:
        hour, part = locate(times_ms, len(machine.starts))
        begun = np.where(machine.starts[hour] > 0, np.floor(part * machine.starts[hour]) + 1, 0.0)
        return counted[hour] + np.minimum(begun, machine.starts[hour])

    def degrees(hourly_c: Floats, name: str, spread: float) -> Read:
        edges = np.append(hourly_c, hourly_c[-1])

        def read(times_ms: Times) -> Floats:
            hour, part = locate(times_ms, len(hourly_c))
            level = edges[hour] * (1 - part) + edges[hour + 1] * part
            return level + spread * (chance(times_ms, place.seed, meter.id, name) - 0.5)

        return read

    return {
        "hot_water_volume": litres.read,
        "electricity_import[auxiliary]": auxiliary.read,
        "temperature[tank]": degrees(machine.tank_c, "tank", 0.4),
        "temperature[supply]": degrees(machine.tank_c - 1.0, "supply", 0.4),
        "temperature[ambient]": degrees(machine.ambient_c, "ambient", 0.2),
        "temperature[inlet]": degrees(place.weather.cold_water_c, "inlet", 0.2),
        "starts": starts,
        "operating_time": lambda t: np.floor(runs.total(t) * 100 + 1e-6) / 100,
    }


def _sensed(meter: Instrument, place: Setting) -> Channels:
    outdoor = place.weather.outdoor_c

    def room(times_ms: Times) -> Floats:
        hour, _ = locate(times_ms, len(outdoor))
        return _ROOM_C + 0.25 * (outdoor[hour] - _ROOM_C) + 0.6 * chance(times_ms, place.seed, meter.id, "room")

    def humidity(times_ms: Times) -> Floats:
        return 45.0 + 25.0 * chance(times_ms // 3_600_000, place.seed, meter.id, "humidity")

    def level(times_ms: Times) -> Floats:
        fill = 62.0 + 20.0 * np.sin(2 * np.pi * (times_ms / 86_400_000 + 0.2))
        return fill + 2.0 * chance(times_ms, place.seed, meter.id, "level")

    def battery(times_ms: Times) -> Floats:
        return np.maximum(100.0 - (times_ms - REFERENCE_MS) / (86_400_000 * 40.0), 5.0)

    known: Mapping[str, Channels] = {
        "leak": {"leak_state": lambda t: np.zeros(len(t))},
        "room": {},
        "tank": {"tank_level": level},
    }
    return {**known[meter.use], "temperature[room]": room, "humidity": humidity, "battery_level": battery}

"""A tank level transmitter that publishes the bare number, as ESPHome does; no time."""

from collections.abc import Mapping, Sequence

from simulators.payloads.protocol import Binding, Column, Row, Shape, Voice
from simulators.payloads.registry import shape
from simulators.spec import Instrument


@shape("level_number")
class LevelNumber(Shape):
    """One number per topic: <device>/sensor/tank_level/state in percent."""

    clocked = False
    step_s = 5

    def voices(self, instrument: Instrument) -> Sequence[Voice]:
        return (Voice(f"{instrument.device}/sensor/tank_level/state", (Column("tank_level", 1),)),)

    def render(self, topic: str, stamp_ms: int, rows: Sequence[Row]) -> str:
        del topic, stamp_ms
        return str(rows[0].values["tank_level"])

    def binding(self, instrument: Instrument) -> Binding:
        return Binding(f"{instrument.device}/sensor/tank_level/state", "level_number")

    def device_types(self) -> Mapping[str, Mapping[str, object]]:
        return {
            "level_number": {
                "decoder": "number",
                "topic": "{device}/sensor/tank_level/state",
                "fields": [{"path": "", "quantity": "tank_level", "unit": "%"}],
            }
        }

"""Acrel (安科瑞) meters and gateways: JSON on /gw/acrelHW/<product>/<command>/<serial>, numbers as strings."""

import re
from datetime import datetime

from collector.decoders.protocol import Described, Message, Undecodable
from collector.decoders.registry import decoder
from collector.formats.gather import Gather
from collector.formats.moments import from_iso
from collector.formats.numbers import Unreadable, read_number
from collector.formats.payload import Json, text_at
from collector.formats.preset import JsonPreset, leaves

_PHASES = {"a": "L1", "b": "L2", "c": "L3"}
_PHASED = {
    "u": ("voltage", "V"), "i": ("current", "A"), "p": ("active_power", "kW"), "q": ("reactive_power", "kvar"),
    "s": ("apparent_power", "kVA"), "pf": ("power_factor", ""),
}  # fmt: skip
_WHOLE = {
    **dict.fromkeys(("p", "pz", "psum", "ptotal"), ("active_power", "kW")),
    **dict.fromkeys(("q", "qz", "qsum", "qtotal"), ("reactive_power", "kvar")),
    **dict.fromkeys(("s", "sz", "ssum", "stotal"), ("apparent_power", "kVA")),
    **dict.fromkeys(("pf", "pfz", "cos"), ("power_factor", "")),
    **dict.fromkeys(("f", "fr", "freq"), ("frequency", "Hz")),
    **dict.fromkeys(("epi", "epimp", "ep", "eptotal"), ("electricity_import", "kWh")),
    **dict.fromkeys(("epe", "epexp"), ("electricity_export", "kWh")),
    **dict.fromkeys(("eqi", "eql", "eqimp"), ("reactive_energy_import", "kvarh")),
    **dict.fromkeys(("eqe", "eqc", "eqexp"), ("reactive_energy_export", "kvarh")),
}
_PHASE_NAME = re.compile(r"(u|i|pf|p|q|s)([abc])")
_ENVELOPE = frozenset(("type", "gwsn", "metersn", "time", "ver", "ccid", "imei", "rssi", "res", "code", "metername"))


@decoder("cn_acrel")
class Acrel(JsonPreset):
    """Logins, parameters and heartbeats hold no readings; `data` and `hstdata` hold Ua, Ia, P, EPI and so on.

    Powers are kW and energies kWh at the primary side, as the meters' own register lists have them; a
    field in the configuration with another unit or scale wins. Times are local, without zone.
    """

    def read_document(self, gather: Gather, document: Json, message: Message) -> None:
        if not isinstance(document, dict):
            reason = "an Acrel message is a JSON object"
            raise Undecodable(reason)
        command = (text_at(document, "type") or _command(message.topic)).casefold()
        gather.meter = text_at(document, "meterSN") or text_at(document, "gwSN")
        if command == "login":
            gather.event("gateway_online")
        elif command == "para":
            self._describe(gather, document, message.topic)
        elif command in {"data", "hstdata"}:
            self._data(gather, document)
        elif command in {"alarm", "event"}:
            gather.event(
                "device_alarm", **{k: str(v)[:64] for k, v in document.items() if not isinstance(v, (dict, list))}
            )

    def _moment(self, value: object) -> datetime:
        return from_iso(str(value), self.zone)

    def _describe(self, gather: Gather, document: dict[str, Json], topic: str) -> None:
        try:
            minutes = read_number(document.get("upInterval"))
        except Unreadable:
            minutes = None
        if minutes is not None and 0 < minutes.value <= 1440:  # noqa: PLR2004  a day has 1440 minutes
            gather.described.append(
                Described(topic, "/upInterval", "", "", gather.meter, expected_interval_s=round(minutes.value * 60))
            )

    def _data(self, gather: Gather, document: dict[str, Json]) -> None:
        batches = [value for value in document.values() if isinstance(value, list)]
        items = [item for batch in batches for item in batch if isinstance(item, dict)]
        for item in items or [document]:
            meter = text_at(item, "meterSN") or text_at(item, "sn") or gather.meter
            time = gather.moment(item.get("time") or document.get("time"), self._moment, "/time")
            for path, value in leaves(item):
                name = path.rsplit("/", 1)[-1].casefold()
                if name in _ENVELOPE:
                    continue
                if found := _PHASE_NAME.fullmatch(name):
                    quantity, unit = _PHASED[found[1]]
                    gather.add(quantity, value, unit, _PHASES[found[2]], time=time, meter=meter)
                elif name in _WHOLE:
                    quantity, unit = _WHOLE[name]
                    gather.add(quantity, value, unit, time=time, meter=meter)
                else:
                    _note(gather, path, value)


def _command(topic: str) -> str:
    parts = topic.strip("/").split("/")
    return parts[-2] if len(parts) > 1 else ""


def _note(gather: Gather, path: str, value: Json) -> None:
    try:
        if read_number(value) is not None:
            gather.unmapped.append(path)
    except Unreadable:
        return

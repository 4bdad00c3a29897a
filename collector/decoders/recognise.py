"""Which preset would read a message that nobody configured: by its topic, then by the shape of its payload."""

import re
from collections.abc import Callable

from collector.decoders.protocol import Undecodable
from collector.formats.homeassistant import is_discovery
from collector.formats.payload import Json, read_json
from collector.formats.preset import looks_json
from collector.formats.wmbus_json import is_wmbus_telegram
from collector.topics import TopicPattern

_TOPICS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sparkplug_b", ("spBv1.0/{group}/{type}/{device}", "spBv1.0/{group}/{type}/{edge}/{device}")),
    ("chirpstack", ("application/{application}/device/{device}/event/{event}",)),
    ("ttn", ("v3/{application}/devices/{device}/up", "v3/{application}/devices/{device}/#")),
    ("shelly", ("shellies/{device}/#", "{device}/events/rpc", "+/{device}/events/rpc", "{device}/status/{component}")),
    ("zigbee2mqtt", ("zigbee2mqtt/{device}", "zigbee2mqtt/{device}/#")),
    ("tasmota", ("tele/{device}/+", "stat/{device}/+", "+/tele/{device}/+", "{device}/tele/SENSOR")),
    ("cn_acrel", ("/gw/acrelHW/{product}/{command}/{device}",)),
    ("cn_cet", ("CET/{device}/upload",)),
    ("ems_esp", ("ems-esp/{device}",)),
    ("heishamon", ("panasonic_heat_pump/#", "+/s0/WatthourTotal/+")),
    ("homewizard", ("homewizard/{device}",)),
    ("openenergymonitor", ("emon/{device}", "emon/{device}/{key}")),
    ("victron", ("N/{portal}/{service}/{instance}/#", "venus/{device}/values")),
    ("vzlogger", ("vzlogger/#",)),
    ("dsmr_p1", ("dsmr/raw", "p1/telegram")),
    ("wmbusmeters", ("wmbusmeters/{device}", "wmbus/telegram")),
    ("telegraf", ("telegraf/{device}/{plugin}",)),
    ("sma_sbfspot", ("sbfspot", "sbfspot/#", "+/{plant}/sbfspot_{device}")),
    ("ai_on_the_edge", ("{device}/main/value", "{device}/main/error", "{device}/main/json")),
    ("esphome", ("{device}/sensor/{sensor}/state", "{device}/binary_sensor/{sensor}/state")),
)
_PATTERNS = tuple((name, tuple(TopicPattern.parse(text) for text in texts)) for name, texts in _TOPICS)
_NEEDS_SHAPE = frozenset(("openenergymonitor", "homewizard", "telegraf", "esphome", "zigbee2mqtt"))
_TELEGRAM = re.compile(rb"\s*/[A-Za-z]{3}.*\r?\n")
_OBIS = re.compile(rb"[0-9]-[0-9]:[0-9]+\.[0-9]+\.[0-9]+[*(]")
_LINE = re.compile(rb"[A-Za-z_][^\s,={}]*(?:,[^\s=]+=[^\s,]+)* [^\s=]+=\S+(?: [0-9]{10,19})?(?:\n|$)")
_HEX_FRAME = re.compile(rb"\s*(?:[0-9A-Fa-f]{2}[_ ]?){12,}\s*")

_Shape = Callable[[dict[str, Json]], bool]
_SHAPES: tuple[tuple[str, _Shape], ...] = (
    ("wmbusmeters", is_wmbus_telegram),
    ("ttn", lambda d: "end_device_ids" in d and "uplink_message" in d),
    ("chirpstack", lambda d: ("deviceInfo" in d or "devEUI" in d) and ("object" in d or "data" in d or "fPort" in d)),
    ("tasmota", lambda d: "StatusSNS" in d or "ZbReceived" in d or ("Time" in d and "ENERGY" in d)),
    ("shelly", lambda d: str(d.get("method", "")).startswith("Notify") and "params" in d),
    ("shelly", lambda d: "apower" in d or "total_act_energy" in d or ("act_power" in d and "aprt_power" in d)),
    ("homewizard", lambda d: any(key.startswith(("total_power_import", "active_power_l1_w")) for key in d)),
    ("heishamon", lambda d: isinstance(d.get("heatpump"), list)),
    ("ems_esp", lambda d: "nrgconstotal" in d or "hppower" in d),
    ("cn_acrel", lambda d: "gwSN" in d and "type" in d),
    ("cn_cet", lambda d: isinstance(d.get("properties"), list) and "location_code" in d),
    ("sma_sbfspot", lambda d: "PACTot" in d or ("ETotal" in d and "InvSerial" in d)),
    ("telegraf", lambda d: isinstance(d.get("metrics"), list) or ("fields" in d and "name" in d and "tags" in d)),
    ("zigbee2mqtt", lambda d: "linkquality" in d or "last_seen" in d),
    ("victron", lambda d: {"Forward", "Reverse", "Power"} <= d.keys()),
)


def recognise(topic: str, payload: bytes) -> str | None:
    """The name of the preset that would read this message; None where none certainly would."""
    shape = _by_shape(payload)
    if is_discovery(topic):
        return _discovery(payload)
    by_topic = next((n for n, patterns in _PATTERNS if any(p.match(topic) is not None for p in patterns)), None)
    if by_topic is None or (by_topic in _NEEDS_SHAPE and shape):
        return shape
    return by_topic


def topics_of(name: str) -> tuple[str, ...]:
    """The topic patterns a preset is recognised by."""
    return dict(_TOPICS).get(name, ())


def device_in_topic(name: str, topic: str) -> str | None:
    """The device that a topic of a recognised preset names."""
    patterns = dict(_PATTERNS).get(name, ())
    matches = (pattern.match(topic) for pattern in patterns)
    return next((found["device"] for found in matches if found is not None and "device" in found), None)


def pattern_for(name: str, topic: str) -> str | None:
    """The topic pattern a person would write for this message's kind, with {device} in its place."""
    patterns = dict(_PATTERNS).get(name, ())
    return next((pattern.text for pattern in patterns if pattern.match(topic) is not None), None)


def _by_shape(payload: bytes) -> str | None:
    if looks_json(payload):
        try:
            document = read_json(payload)
        except Undecodable:
            return None
        first = document[0] if isinstance(document, list) and document else document
        return next((n for n, fits in _SHAPES if fits(first)), None) if isinstance(first, dict) else None
    if _TELEGRAM.match(payload) and _OBIS.search(payload):
        return "dsmr_p1"
    if _HEX_FRAME.fullmatch(payload[:2048]):
        return "wmbusmeters"
    return "telegraf" if _LINE.match(payload[:4096]) else None


def _discovery(payload: bytes) -> str | None:
    for name, word in (("tasmota", b"tele/"), ("zigbee2mqtt", b"zigbee2mqtt"), ("esphome", b"esphome")):
        if word in payload[:16_384].lower():
            return name
    return None

"""What the meter list has to say for samples whose messages do not say it, and what devices report."""

from campus.config.meter import DeviceType, FieldMap


def _device(decoder: str, *fields: FieldMap) -> DeviceType:
    return DeviceType(decoder=decoder, fields=fields)


def _field(path: str, quantity: str, unit: str = "", part: str = "") -> FieldMap:
    return FieldMap(path=path, quantity=quantity, unit=unit, part=part)


_THERMOCOUPLE = "Strategy/IO/I_Ch_TC_Top_C"
_METER7 = _device(
    "sparkplug_b",
    _field("Energy/ImportWh", "electricity_import", "Wh"),
    _field("Power/Active", "active_power", "W"),
    _field("Water/Volume", "water_volume", "m3"),
)
_DOCKER = _device(
    "telegraf",
    *(
        _field(f"docker/{name}", "generic", part=f"docker/{name}")
        for name in ("field_1", "field_2", "field_N", "n_images")
    ),
)

DEVICES: dict[str, DeviceType] = {
    "esphome/state_topics.txt": _device("esphome", _field("*_power_demand", "power_setpoint", "W")),
    "sparkplug_b/opto22_epic_alias_sequence.txt": _device(
        "sparkplug_b", _field(_THERMOCOUPLE, "temperature", "degC", _THERMOCOUPLE)
    ),
    "sparkplug_b/issue12_named_77_bytes.bin": _device(
        "sparkplug_b", _field("ambientAirTemperature", "temperature", "degC", "ambientAirTemperature")
    ),
    "sparkplug_b/meter_dbirth.bin": _METER7,
    "tasmota/status10_sml_and_gas_counter.json": _device(
        "tasmota",
        _field("/StatusSNS/SML/Total_in", "electricity_import", "kWh"),
        _field("/SML/Total_out", "electricity_export", "kWh"),
        _field("/SML/Power_curr", "active_power", "W"),
        _field("/Gas/Count", "gas_volume", "m3"),
    ),
    "telegraf/json_single.json": _DOCKER,
    "telegraf/json_batch.json": _DOCKER,
    "vzlogger/raw_with_timestamp.json": _device("vzlogger", _field("chn0", "active_power", "W")),
}

EVENTS: dict[str, tuple[set[str], set[str]]] = {
    "ai_on_the_edge/ok_values.txt": (set(), {"reading_error"}),
    "ai_on_the_edge/rate_too_high.txt": ({"reading_error"}, {"burst"}),
    "chirpstack/v4_up_milesight_em300_sld_leak.json": (set(), {"leak"}),
    "cn_acrel/login.json": ({"gateway_online"}, set()),
    "cn_cet/zhongdian_upload_doc.txt": ({"limit_exceeded"}, set()),
    "esphome/wmbus_gateway_telegram_bad_clock.json": ({"telegram_not_decoded", "clock_not_set"}, set()),
    "tasmota/result_energytotal_reset.json": ({"register_reset"}, set()),
    "ttn/axioma_qalcosonic_w1_codec_vector.json": (set(), {"leak", "burst", "backflow"}),
    "victron/device_gone.bin": ({"device_offline"}, set()),
    "wmbusmeters/elec_schneider_iem3135.json": ({"device_status"}, set()),
    "wmbusmeters/water_hydrodigit_leakdate.json": ({"past_alarm"}, {"leak"}),
    "wmbusmeters/water_izar_blocked.json": ({"meter_blocked", "underflow"}, set()),
    "wmbusmeters/water_izar_previous_leak.json": ({"past_alarm"}, {"leakage", "leak"}),
    "wmbusmeters/water_multical21_2018_format.json": ({"dry"}, set()),
}
"""Kinds of events that must be reported, and that must not be."""

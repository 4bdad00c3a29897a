"""The Sparkplug B payload (protobuf), described in code from the field numbers of the specification.

Eclipse Sparkplug 3.0, section 6.4: tables of Payload, Metric, PropertySet and PropertyValue.
"""

from typing import Any

from google.protobuf.descriptor_pb2 import DescriptorProto, FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message import DecodeError
from google.protobuf.message_factory import GetMessageClass

from collector.decoders.protocol import Undecodable

_PACKAGE = "campus.sparkplug"
_TYPES = {
    "uint32": FieldDescriptorProto.TYPE_UINT32, "uint64": FieldDescriptorProto.TYPE_UINT64,
    "float": FieldDescriptorProto.TYPE_FLOAT, "double": FieldDescriptorProto.TYPE_DOUBLE,
    "bool": FieldDescriptorProto.TYPE_BOOL, "string": FieldDescriptorProto.TYPE_STRING,
    "bytes": FieldDescriptorProto.TYPE_BYTES,
}  # fmt: skip
_MESSAGES: dict[str, tuple[tuple[int, str, str], ...]] = {
    "PropertyValue": (
        (1, "type", "uint32"), (2, "is_null", "bool"), (3, "int_value", "uint32"), (4, "long_value", "uint64"),
        (5, "float_value", "float"), (6, "double_value", "double"), (7, "boolean_value", "bool"),
        (8, "string_value", "string"),
    ),
    "PropertySet": ((1, "keys", "string*"), (2, "values", "PropertyValue*")),
    "Metric": (
        (1, "name", "string"), (2, "alias", "uint64"), (3, "timestamp", "uint64"), (4, "datatype", "uint32"),
        (5, "is_historical", "bool"), (6, "is_transient", "bool"), (7, "is_null", "bool"),
        (9, "properties", "PropertySet"), (10, "int_value", "uint32"), (11, "long_value", "uint64"),
        (12, "float_value", "float"), (13, "double_value", "double"), (14, "boolean_value", "bool"),
        (15, "string_value", "string"), (16, "bytes_value", "bytes"),
    ),
    "Payload": (
        (1, "timestamp", "uint64"), (2, "metrics", "Metric*"), (3, "seq", "uint64"), (4, "uuid", "string"),
        (5, "body", "bytes"),
    ),
}  # fmt: skip
_BITS = {1: 8, 2: 16, 3: 32, 4: 64}
"""Datatype → width of the signed integers, which travel as their two's complement."""


def _payload_class() -> Any:
    file = FileDescriptorProto(name="campus_sparkplug.proto", package=_PACKAGE, syntax="proto2")
    for name, fields in _MESSAGES.items():
        message = DescriptorProto(name=name)
        for number, field, kind in fields:
            described = message.field.add(name=field, number=number)
            described.label = (
                FieldDescriptorProto.LABEL_REPEATED if kind.endswith("*") else FieldDescriptorProto.LABEL_OPTIONAL
            )
            plain = kind.removesuffix("*")
            if plain in _TYPES:
                described.type = _TYPES[plain]
            else:
                described.type = FieldDescriptorProto.TYPE_MESSAGE
                described.type_name = f".{_PACKAGE}.{plain}"
        file.message_type.append(message)
    pool = DescriptorPool()
    pool.Add(file)
    return GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.Payload"))


Payload = _payload_class()


def parse_payload(data: bytes) -> Any:
    """Parse the protobuf bytes. Raises Undecodable."""
    try:
        return Payload.FromString(data)
    except DecodeError as error:
        message = f"no Sparkplug B payload: {error}"
        raise Undecodable(message) from error


def metric_value(metric: Any, datatype: int) -> float | bool | str | None:
    """The scalar of a metric; None where it is null or no scalar."""
    if metric.is_null:
        return None
    for field in ("int_value", "long_value"):
        if metric.HasField(field):
            number = int(getattr(metric, field))
            bits = _BITS.get(datatype)
            if bits:
                number &= (1 << bits) - 1
                number -= (number >> (bits - 1)) << bits
            return number
    for field in ("float_value", "double_value", "boolean_value"):
        if metric.HasField(field):
            value: float | bool = getattr(metric, field)
            return value
    return as_text(metric.string_value) if metric.HasField("string_value") else None


def as_text(value: str | bytes) -> str:
    """Text of a string field; protobuf hands over bytes where a device did not send UTF-8."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def unit_of(metric: Any) -> str:
    """The engineering unit among the properties of a metric, if it has one."""
    for key, value in zip(metric.properties.keys, metric.properties.values, strict=False):
        if as_text(key).casefold() in {"engunit", "engunits", "unit", "units", "engineering units"}:
            return as_text(value.string_value)
    return ""

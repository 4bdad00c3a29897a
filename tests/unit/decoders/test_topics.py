import pytest

from campus.errors import Refused
from collector.topics import TopicPattern


@pytest.mark.parametrize(
    ("pattern", "topic", "names"),
    [
        ("acme/{device}/up", "acme/m-7/up", {"device": "m-7"}),
        ("acme/{device}/{field}", "acme/7/energy", {"device": "7", "field": "energy"}),
        ("acme/{device}/up", "acme/m/7/up", None),
        ("acme/{device}/up", "acme//up", None),
        ("acme/sensor-{device}/up", "acme/sensor-12/up", {"device": "12"}),
        ("acme/+/up", "acme/x/up", {}),
        ("acme/+/up", "acme//up", {}),
        ("acme/#", "acme", {}),
        ("acme/#", "acme/a/b/c", {}),
        ("acme/#", "acmes/a", None),
        ("#", "a/b", {}),
        ("#", "$SYS/broker", None),
        ("+/up", "$SYS/up", None),
        ("{device}/up", "$SYS/up", None),
        ("a.b/{device}", "aXb/1", None),
        ("/gw/{device}", "/gw/12", {"device": "12"}),
        ("学校/{device}", "学校/水表1", {"device": "水表1"}),
    ],
)
def test_match(pattern: str, topic: str, names: dict[str, str] | None) -> None:
    assert TopicPattern.parse(pattern).match(topic) == names


@pytest.mark.parametrize(
    ("pattern", "mqtt_filter"),
    [("acme/{device}/up", "acme/+/up"), ("acme/sensor-{device}/up", "acme/+/up"), ("a/+/#", "a/+/#"), ("a/b", "a/b")],
)
def test_filter_is_what_to_subscribe_to(pattern: str, mqtt_filter: str) -> None:
    assert TopicPattern.parse(pattern).filter == mqtt_filter


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("", "is empty"),
        ("a/#/b", "only at the end"),
        ("a/b+", "stand alone"),
        ("a/{x}/{x}", "occurs twice"),
        ("a/{x", "not closed"),
        ("a/{1}", "is no name"),
        ("a/{}", "is no name"),
    ],
)
def test_a_pattern_that_cannot_work_is_refused_with_an_example(pattern: str, said: str) -> None:
    with pytest.raises(Refused, match=f"{said}.*acme/"):
        TopicPattern.parse(pattern)

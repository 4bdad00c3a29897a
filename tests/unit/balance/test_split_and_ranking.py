"""Sub-items counted once, rankings of comparable ones only."""

import pytest

from analysis.balance.ranking import UNRANKED_WORDS, Candidate, Unranked, rank
from analysis.balance.sub_items import split
from campus.config.meter import Meter, Role
from campus.quantity import Resource
from campus.sub_item import SubItem, sub_item


def meter(name: str, parent: str = "", code: str = "", role: Role = "sub", resource: str = "electricity") -> Meter:
    return Meter(id=name, parent=parent, stat_code=code, role=role, resource=Resource(resource))


@pytest.mark.parametrize(
    ("code", "item"),
    [
        ("01A1A", SubItem.LIGHTING_SOCKETS),
        ("01B1A", SubItem.HVAC),
        ("c", SubItem.POWER),
        ("01D", SubItem.SPECIAL),
        (" 01c2b ", SubItem.POWER),
        ("", None),
        ("02A1", None),
        ("01E", None),
        ("lamps", None),
    ],
)
def test_codes(code: str, item: SubItem | None) -> None:
    assert sub_item(meter("m", code=code)) is item


def test_heat_pumps_are_hot_water_unless_coded_as_hvac() -> None:
    assert sub_item(meter("h", resource="heat_pump")) is SubItem.HOT_WATER
    assert sub_item(meter("h", code="01C1", resource="heat_pump")) is SubItem.HOT_WATER
    assert sub_item(meter("h", code="01B1", resource="heat_pump")) is SubItem.HVAC
    assert SubItem.HOT_WATER.chinese == "热水"


TREE = [
    meter("m", role="main"),
    meter("teaching", "m"),
    meter("lamps", "teaching", "01A1A"),
    meter("cooling", "teaching", "01B"),
    meter("corridor", "lamps"),
    meter("pump", "m", resource="heat_pump"),
    meter("shop", "m", role="excluded"),
    meter("twin", "m", "01D", role="check"),
]


def test_each_kwh_is_counted_once() -> None:
    found = split(
        TREE,
        {
            "m": 1000,
            "teaching": 600,
            "lamps": 200,
            "corridor": 50,
            "cooling": 300,
            "pump": 150,
            "shop": 100,
            "twin": 999,
        },
    )
    assert found.use == {
        SubItem.LIGHTING_SOCKETS: 200.0,
        SubItem.HVAC: 300.0,
        SubItem.HOT_WATER: 150.0,
        SubItem.UNASSIGNED: 100.0 + 150.0,
    }
    assert sum(found.use.values()) == 1000 - 100
    assert found.share(SubItem.HVAC) == pytest.approx(300 / 900)
    assert (found.unknown, found.negative, found.unplaced) == ((), {}, ())


def test_a_silent_meter_leaves_its_use_with_the_meter_above_and_its_children_where_they_are() -> None:
    found = split(TREE, {"m": 1000, "teaching": None, "lamps": 200, "cooling": 300, "pump": None, "shop": 0})
    assert found.use == {SubItem.LIGHTING_SOCKETS: 200.0, SubItem.HVAC: 300.0, SubItem.UNASSIGNED: 500.0}
    assert found.unknown == ("teaching", "corridor", "pump")


def test_children_above_their_parent_are_told_and_the_sum_stays() -> None:
    found = split(TREE, {"m": 1000, "teaching": 400, "lamps": 200, "cooling": 300, "pump": 0, "shop": 0})
    assert found.negative == {"teaching": 100.0}
    assert sum(found.use.values()) == 1000


def test_a_sub_without_a_parent_is_not_counted_twice() -> None:
    found = split([meter("m", role="main"), meter("loose", code="A")], {"m": 100, "loose": 30})
    assert found.use == {SubItem.UNASSIGNED: 100.0}
    assert found.unplaced == ("loose",)
    assert split([], {}).share(SubItem.HVAC) is None


def dorm(name: str, use: float | None, heads: float | None = 100, **more: object) -> Candidate:
    given = {"kind": "dormitory", "days": 30, "coverage": 1.0, "estimated": 0.0} | more
    return Candidate(name=name, use=use, heads=heads, **given)  # type: ignore[arg-type] # options of a test


def test_ranked_per_head_within_their_kind() -> None:
    found = rank(
        [
            dorm("a", 300),
            dorm("b", 100, 50),
            dorm("c", 100),
            dorm("t", 1, kind="teaching"),
            dorm("u", 9, kind="teaching"),
        ]
    )
    assert [(p.name, p.place, p.of) for p in found.places] == [
        ("c", 1, 3),
        ("b", 2, 3),
        ("a", 3, 3),
        ("t", 1, 2),
        ("u", 2, 2),
    ]
    assert [p.against_median for p in found.places[:3]] == pytest.approx([-0.5, 0.0, 0.5])


def test_equals_share_a_place() -> None:
    assert [p.place for p in rank([dorm("a", 100), dorm("b", 100), dorm("c", 200)]).places] == [1, 1, 3]


def test_whoever_cannot_be_compared_is_listed_with_the_reason() -> None:
    found = rank(
        [
            dorm("ok", 100),
            dorm("ok2", 120),
            dorm("silent", None),
            dorm("empty", 10, 0),
            dorm("uncounted", 10, None),
            dorm("gaps", 10, coverage=0.89),
            dorm("guessed", 10, estimated=0.2),
            dorm("short", 10, days=12),
            dorm("alone", 10, kind="canteen"),
        ]
    )
    assert [p.name for p in found.places] == ["ok", "ok2"]
    assert dict(found.left_out) == {
        "silent": Unranked.NO_USE,
        "empty": Unranked.NO_HEADS,
        "uncounted": Unranked.NO_HEADS,
        "gaps": Unranked.GAPS,
        "guessed": Unranked.ESTIMATED,
        "short": Unranked.OTHER_SPAN,
        "alone": Unranked.ALONE,
    }
    assert set(UNRANKED_WORDS) == set(Unranked)

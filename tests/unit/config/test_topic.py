import pytest

from campus.config.topic import covers, topic_problem


@pytest.mark.parametrize("fine", ["a", "a/b", "#", "a/#", "+/b/+", "a/{device}/up", "/a//b", "$SYS/#", "电表/1"])
def test_accepts(fine: str) -> None:
    assert topic_problem(fine) is None


@pytest.mark.parametrize("wrong", ["a/#/b", "a#", "##", "a+/b", "{a", "x{a}", "{a}/{a}", "{1}", "a ", "a\0b", "a＃"])
def test_refuses(wrong: str) -> None:
    assert topic_problem(wrong) is not None


@pytest.mark.parametrize(
    ("subscribed", "pattern", "expected"),
    [
        ("#", "a/b", True),
        ("#", "$SYS/x", False),
        ("+/x", "$SYS/x", False),
        ("$SYS/#", "$SYS/x", True),
        ("a/+/c", "a/{device}/c", True),
        ("a/+/c", "a/b/d", False),
        ("a/b/c", "a/+/c", False),
        ("a/#", "a", True),
        ("a/+", "a/#", False),
        ("a/#", "a/b/#", True),
        ("a/b", "a/b/c", False),
        ("a/b/c", "a/b", False),
    ],
)
def test_covers(subscribed: str, pattern: str, expected: bool) -> None:
    assert covers(subscribed, pattern) is expected

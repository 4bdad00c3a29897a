from cli.alive import trouble


def test_a_part_that_reported_lately_is_well() -> None:
    assert trouble({"collector": 100_000}, "collector", now_ms=160_000, max_age_s=60) is None


def test_silence_is_named_with_its_length() -> None:
    reason = trouble({"collector": 100_000}, "collector", now_ms=161_000, max_age_s=60)
    assert reason == "collector reported 61 s ago; at most 60 s is well"


def test_a_part_that_never_reported_is_not_well() -> None:
    reason = trouble({"worker": 1}, "collector", now_ms=2, max_age_s=60)
    assert reason == "collector has not reported yet; reported have: worker"

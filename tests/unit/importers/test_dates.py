"""Moments as suppliers and spreadsheets write them."""

from datetime import UTC, datetime

import pytest

from campus.errors import Refused
from collector.importers.dates import MomentReader, OrderEvidence, Unreadable
from collector.importers.options import DateOrder


def ms(*parts: int) -> int:
    return round(datetime(*parts, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type, misc] # six numbers at most


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("01/09/2023", "dmy", ms(2023, 9, 1)),
        ("01/09/2023", "mdy", ms(2023, 1, 9)),
        ("2023-09-01", "dmy", ms(2023, 9, 1)),
        (" 1 Sep 2023 01:03:59", "ymd", ms(2023, 9, 1, 1, 3, 59)),
        ("Sep  1 2023 01:03AM", "ymd", ms(2023, 9, 1, 1, 3)),
        ("Nov 13 2019 12:00AM", "ymd", ms(2019, 11, 13)),
        ("Nov 13 2019 12:30PM", "ymd", ms(2019, 11, 13, 12, 30)),
        ("23-09-01", "ymd", ms(2023, 9, 1)),
        ("01/09/23", "dmy", ms(2023, 9, 1)),
        ("01:03:59 Fri 01/09/2023", "dmy", ms(2023, 9, 1, 1, 3, 59)),
        ("27/05/77 11:59:00", "dmy", ms(1977, 5, 27, 11, 59)),
        ("09-May-23", "ymd", ms(2023, 5, 9)),
        ("14 September 2023", "ymd", ms(2023, 9, 14)),
        ("September 14th, 2023", "ymd", ms(2023, 9, 14)),
        ("2023/9/1 7:05", "ymd", ms(2023, 9, 1, 7, 5)),
        ("2023年9月1日", "ymd", ms(2023, 9, 1)),
        ("2023年9月1日 7时05分", "ymd", ms(2023, 9, 1, 7, 5)),
        ("2023年09月01日07:05:09", "ymd", ms(2023, 9, 1, 7, 5, 9)),
        ("2023/9/1 下午3:05", "ymd", ms(2023, 9, 1, 15, 5)),
        ("2023-09-01 星期五 15:05", "ymd", ms(2023, 9, 1, 15, 5)),
        ("2023.09.01 24:00", "ymd", ms(2023, 9, 2)),
        ("2023-09-01T24:00:00", "ymd", ms(2023, 9, 2)),
        ("20230901", "ymd", ms(2023, 9, 1)),
        ("202309010705", "ymd", ms(2023, 9, 1, 7, 5)),
        ("20230901T070509", "ymd", ms(2023, 9, 1, 7, 5, 9)),
        ("45170", "ymd", ms(2023, 9, 1)),
        ("45170.5208333333", "ymd", ms(2023, 9, 1, 12, 30)),
        ("2023-09-01 07:05:09.125", "ymd", ms(2023, 9, 1, 7, 5, 9) + 125),
        ("2023/09/01 07:05:09,125", "ymd", ms(2023, 9, 1, 7, 5, 9) + 125),
    ],
)
def test_forms(text: str, order: DateOrder, expected: int) -> None:
    moment = MomentReader(order, "").read(text)
    assert (moment.ms, moment.offset_ms) == (expected, None)


@pytest.mark.parametrize(
    ("text", "offset_h"),
    [
        ("2023-09-01T07:05:00Z", 0),
        ("2023-09-01T07:05:00+08:00", 8),
        ("2023-09-01 07:05:00+0800", 8),
        ("2015-11-22T00:00:00-06:00", -6),
        ("2023/9/1 07:05 UTC", 0),
        ("1693551900", 0),
        ("1693551900000", 0),
    ],
)
def test_offsets(text: str, offset_h: int) -> None:
    assert MomentReader("ymd", "").read(text).offset_ms == offset_h * 3_600_000


@pytest.mark.parametrize(
    "text",
    ["", "KABOOM", "2023-02-30", "31/02/2023", "2023-13-01", "12:60", "2023-09-01 25:00", "2023-09-01 24:01",
     "1 Foo 2023", "0018-01-01", "2250-01-01", "1e5", "nan", "99999", "2023-09-01 07:05:61", "12345678901234567890",
     "١٢/٠١/٢٠٢٣"],
)  # fmt: skip
def test_what_is_no_moment_says_so(text: str) -> None:
    with pytest.raises(Unreadable):
        MomentReader("dmy", "").read(text)


def order_of(*texts: str, given: DateOrder | None = None) -> DateOrder:
    evidence = OrderEvidence()
    evidence.add(range(2, len(texts) + 2), texts)
    return evidence.settle(given)


def test_a_day_above_twelve_proves_the_order() -> None:
    assert order_of("01/02/2023", "13/02/2023") == "dmy"
    assert order_of("01/02/2023", "02/13/2023") == "mdy"
    assert order_of("01-02-23", "23-02-13", "99-01-31") == "ymd"


def test_a_broken_date_proves_nothing() -> None:
    with pytest.raises(Refused, match="dmy or mdy"):
        order_of("01/02/2023", "31/31/2023", "rubbish")


def test_an_order_that_is_not_proven_is_refused_with_both_readings() -> None:
    with pytest.raises(Refused, match="dmy = 2023-02-01, mdy = 2023-01-02"):
        order_of("01/02/2023", "02/03/2023")
    assert order_of("01/02/2023", given="mdy") == "mdy"


def test_two_digit_years_with_dashes_may_also_come_first() -> None:
    with pytest.raises(Refused, match="dmy or mdy or ymd"):
        order_of("01-02-03")


def test_rows_that_contradict_each_other_are_named() -> None:
    with pytest.raises(Refused, match=r"row 2 \(13/02/2023\) is dmy; row 3 \(02/13/2023\) is mdy"):
        order_of("13/02/2023", "02/13/2023")


def test_an_explicit_pattern_is_the_only_form() -> None:
    reader = MomentReader("ymd", "%d.%m.%y %Hh%M")
    assert reader.read("03.02.23 07h05").ms == ms(2023, 2, 3, 7, 5)
    with pytest.raises(Unreadable, match="not of the form"):
        reader.read("2023-02-03 07:05")
    with pytest.raises(Unreadable, match="no unix number"):
        MomentReader("ymd", "unix").read("45170")

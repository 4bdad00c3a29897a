"""Facts by API: entered, held, confirmed, withdrawn, listed, and by file."""

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api.app import build_app
from api.context import Context
from campus.clock import to_ms
from campus.entry.columns import columns_of
from campus.entry.kinds import KINDS
from campus.entry.template import DATA_SHEET, WORDS_SHEET
from campus.ledger.dirty import dirty_marks
from campus.reading import Sample
from tests.small_group import NOW, fill

FACTS = "/api/v1/facts"
READING = {"kind": "manual_reading", "subject": "junior-w", "at": "2026-03-14", "author": "王师傅"}


@pytest.fixture
def desk(empty: Context) -> Iterator[TestClient]:
    """The small group with books and newest readings, on stores of its own; junior-w stood at 7,733 three days ago."""
    fill(empty.engine, empty.readings)
    app = build_app(empty.group, empty.readings, empty.engine, empty.clock, pages=False)
    with TestClient(app, raise_server_exceptions=False) as running:
        yield running


def entered(desk: TestClient, status: int, **fact: Any) -> dict[str, Any]:
    answer = desk.post(FACTS, json=fact)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_plausible_reading_is_in_force_and_says_what_changes(desk: TestClient, empty: Context) -> None:
    told = entered(desk, 201, **READING, body={"value": 7950})
    assert (told["state"], told["fact"]["state"], told["fact"]["at"]) == (
        "in_force",
        "in_force",
        "2026-03-14T10:20:00+08:00",
    )
    assert told["touches"] == {
        "campuses": ["junior"],
        "meters": ["junior-w"],
        "first": "2026-03-11",
        "last": None,
        "figures": ["consumption", "per_head", "like_for_like", "target", "cost", "coal_and_carbon"],
        "published": [],
    }
    with empty.engine.connect() as connection:
        assert [mark.meter for mark in dirty_marks(connection)] == ["junior-w"]
    assert entered(desk, 200, **READING, body={"value": 7950})["state"] == "known"


def test_a_doubtful_reading_is_held_with_its_expectation_and_confirmed(desk: TestClient) -> None:
    told = entered(desk, 202, **READING, body={"value": 79500})
    assert (told["state"], told["fact"]["kind"]) == ("held", "held_reading")
    assert [d["doubt"] for d in told["doubts"]][:2] == ["too_high", "decimal_shift"]
    assert told["doubts"][1]["instead"] == 7950
    assert told["expectation"]["last"] == 7733
    assert told["expectation"]["low"] == 7733
    assert 7733 < told["expectation"]["expected"] < told["expectation"]["high"] < 79500
    number = told["fact"]["id"]
    (held,) = desk.get(FACTS, params={"state": "held"}).json()["items"]
    assert held["id"] == number
    confirmed = desk.post(f"{FACTS}/{number}/confirmation", json={"author": "李主任", "note": "read again"})
    assert confirmed.status_code == 201
    assert confirmed.json()["fact"]["body"] == {"value": 79500, "confirms": number, "note": "read again"}
    assert desk.get(FACTS, params={"state": "held"}).json()["items"] == []
    again = desk.post(f"{FACTS}/{number}/confirmation", json={"author": "李主任"})
    assert (again.status_code, again.json()["detail"]) == (422, f"fact {number} is already withdrawn")


def test_a_withdrawn_fact_stays_in_the_history(desk: TestClient) -> None:
    body = {"boarders": 820, "day_students": 110, "staff": 96}
    told = entered(desk, 201, kind="head_count", subject="高中部", at="2026-03-01", body=body, author="李老师")
    number = told["fact"]["id"]
    back = desk.post(f"{FACTS}/{number}/withdrawal", json={"author": "李主任", "note": "counted twice"})
    assert (back.status_code, back.json()["state"], back.json()["fact"]["state"]) == (201, "withdrawn", "withdrawn")
    assert back.json()["touches"]["figures"] == ["per_head", "like_for_like", "target"]
    items = desk.get(FACTS, params={"subject": "senior"}).json()["items"]
    assert [(i["id"], i["state"], i["author"]) for i in items] == [
        (number + 1, "withdrawal", "李主任"),
        (number, "withdrawn", "李老师"),
    ]
    assert (items[0]["withdraws"], items[1]["withdrawn_by"]) == (number, number + 1)
    assert desk.get(f"{FACTS}/{number}").json() == items[1]


def test_the_list_comes_in_pages(desk: TestClient) -> None:
    for day in range(1, 6):
        body = {"day_type": "EVENT"}
        entered(desk, 201, kind="calendar_exception", subject="senior", at=f"2026-03-0{day}", body=body, author="a")
    seen, cursor = [], ""
    while cursor is not None:
        page = desk.get(FACTS, params={"limit": 2, "cursor": cursor}).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ({**READING, "body": {"value": 7950}, "author": " "}, "author: give the name of the person who enters this"),
        ({**READING, "body": {}}, "manual_reading: value: is missing"),
        ({**READING, "body": {"value": 7950}, "at": "yesterday"}, "'yesterday' is no day or time"),
        ({**READING, "body": {"value": 7950}, "subject": "x"}, "unknown meter 'x'; known: senior-e (高中部总电表)"),
        ({**READING, "body": {"value": 7950}, "kind": "x"}, "unknown kind of fact 'x'"),
        ({**READING, "body": {"value": 7950}, "subject": "senior-t"}, "senior-t is a sensor"),
    ],
)
def test_refusals_are_problem_details(desk: TestClient, fact: dict[str, Any], told: str) -> None:
    answer = desk.post(FACTS, json=fact)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(told)
    assert desk.get(FACTS).json()["items"] == []


def test_a_missing_author_and_an_unknown_fact_are_named(desk: TestClient) -> None:
    fact = {k: v for k, v in READING.items() if k != "author"} | {"body": {"value": 1}}
    answer = desk.post(FACTS, json=fact)
    assert (answer.status_code, [e["name"] for e in answer.json()["errors"]]) == (422, ["body.author"])
    for path in ("confirmation", "withdrawal"):
        assert desk.post(f"{FACTS}/99/{path}", json={"author": "a"}).json()["detail"] == "There is no fact 99."
    assert desk.get(f"{FACTS}/99").status_code == 404
    assert desk.get(FACTS, params={"cursor": "x"}).status_code == 422


def posted(desk: TestClient, name: str, content: bytes, **form: str) -> dict[str, Any]:
    answer = desk.post(f"{FACTS}/import", data={"author": "李老师", **form}, files={"file": (name, content)})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEADS: list[list[object]] = [
    ["校区", "生效日期", "住校生", "走读生", "教职工"],
    ["高中部", "2026-03-01", 820, 110, 96],
    ["高中", "2026-03-01", 820, 110, 96],
    ["初中部", "2026-03-01", "四百", 400, 50],
    ["junior", "2026-03-01", 0, 400, 50],
]


def test_bad_rows_are_listed_and_the_others_are_entered(desk: TestClient) -> None:
    told = posted(desk, "heads.xlsx", workbook(HEADS), kind="head_count")
    assert (told["stored"], told["rows"], told["accepted"]) == (True, 4, 2)
    assert [(r["row"], r["reason"][:26]) for r in told["rejected"]] == [
        (3, "unknown campus '高中'; known"),
        (4, "boarders: '四百' is no numbe"),
    ]
    assert [(e["row"], e["entered"]["fact"]["subject"]) for e in told["entered"]] == [(2, "senior"), (5, "junior")]
    assert len(desk.get(FACTS).json()["items"]) == 2
    again = posted(desk, "heads.xlsx", workbook(HEADS), kind="head_count")
    assert (again["accepted"], again["known"]) == (0, 2)


@pytest.mark.parametrize("option", ["dry_run", "strict"])
def test_a_trial_and_a_strict_import_with_bad_rows_keep_nothing(desk: TestClient, option: str) -> None:
    told = posted(desk, "heads.xlsx", workbook(HEADS), kind="head_count", **{option: "true"})
    assert told["stored"] is False
    assert len(told["rejected"]) == 2
    assert (told["refused"] == "") == (option == "dry_run")
    assert [e["entered"]["fact"]["id"] for e in told["entered"]] == ([0, 0] if option == "dry_run" else [])
    assert desk.get(FACTS).json()["items"] == []


def test_readings_of_a_file_are_judged_in_order_of_their_days(desk: TestClient, empty: Context) -> None:
    empty.readings.append([Sample("junior-w", to_ms(NOW) - 30 * 86_400_000, 0, {"water_volume": 5400.0})])
    rows: list[list[object]] = [
        ["表号", "抄表日期", "示数"],
        ["junior-w", "2026-03-13", 7890],
        ["初中部总水表", "2026-03-12", 7810],
        ["junior-w", "2026-03-14", 78900],
    ]
    told = posted(desk, "抄表.xlsx", workbook(rows), kind="manual_reading")
    states = [(e["row"], e["entered"]["state"], e["entered"]["expectation"]["last"]) for e in told["entered"]]
    assert states == [(2, "in_force", 7810), (3, "in_force", 7733), (4, "held", 7890)]
    assert (told["file"], told["accepted"], told["held"]) == ("抄表.xlsx", 3, 1)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"x,y\n1,2\n", "no header of head_count was found; it has "),
        ("a.xlsx", b"PK\x03\x04 broken", "a.xlsx "),
        ("a.pdf", b"%PDF-1.7", "a.pdf is a PDF document"),
        ("a.csv", b"", "a.csv "),
    ],
)
def test_a_file_that_is_no_table_is_refused_by_its_own_name(
    desk: TestClient, name: str, content: bytes, told: str
) -> None:
    found = posted(desk, name, content, kind="head_count")
    assert found["refused"].startswith(told)
    assert (found["stored"], found["accepted"]) == (False, 0)


def test_an_unknown_kind_and_a_missing_file_are_refused(desk: TestClient) -> None:
    wrong = desk.post(f"{FACTS}/import", data={"kind": "x", "author": "a"}, files={"file": ("a.csv", b"a")})
    assert (wrong.status_code, wrong.json()["detail"][:24]) == (422, "unknown kind of fact 'x'")
    assert desk.post(f"{FACTS}/import", data={"kind": "swap", "author": "a"}).status_code == 422
    assert desk.get(f"{FACTS}/template/x.xlsx").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_each_template_is_explained_and_its_own_example_can_be_entered(desk: TestClient, kind: str) -> None:
    answer = desk.get(f"{FACTS}/template/{kind}.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == [DATA_SHEET, WORDS_SHEET]
    data, words = book[DATA_SHEET], book[WORDS_SHEET]
    headings = [str(cell.value) for cell in data[1]]
    assert headings == [str(row[0].value) for row in words.iter_rows(min_row=2, max_row=len(headings) + 1)]
    explained = [[cell.value for cell in row[:4]] for row in words.iter_rows(min_row=2, max_row=len(headings) + 1)]
    assert all(all(cells) for cells in explained)
    untouched = posted(desk, f"{kind}.xlsx", answer.content, kind=kind)
    assert (untouched["rows"], untouched["notes"]) == (0, ["1 example left out"])
    data.cell(2, 1).value = columns_of(kind)[0].example
    out = io.BytesIO()
    book.save(out)
    told = posted(desk, f"{kind}.xlsx", out.getvalue(), kind=kind)
    assert (told["rejected"], told["accepted"]) == ([], 1)
    fields = {column.field for column in columns_of(kind) if column.required} - {"subject", "at"}
    assert fields <= set(told["entered"][0]["entered"]["fact"]["body"])

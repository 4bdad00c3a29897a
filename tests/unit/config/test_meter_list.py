"""Meter lists as people keep them: Excel and CSV, Chinese headers, Windows encodings."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from campus.config.load import examine, load_group
from campus.config.meter import Meter
from campus.quantity import Resource

DECODERS = {"json", "tasmota"}


def with_list(folder: Path, content: bytes, name: str = "m.csv") -> Path:
    (folder / name).write_bytes(content)
    path = folder / "campus.yaml"
    path.write_text(f"campuses:\n  - id: a\n    meters: {name}\n", "utf-8")
    return path


def meters(folder: Path, text: str, encoding: str = "utf-8") -> dict[str, Meter]:
    return load_group(with_list(folder, text.encode(encoding)), DECODERS, {}).meters


def problems(folder: Path, text: str) -> list[str]:
    told = [str(p) for p in examine(with_list(folder, text.encode()), DECODERS, {}).problems]
    return [line.removeprefix(f"{folder}/") for line in told]


CHINESE = (
    "编号,名称,类别,总表/分表,上级表,楼栋,主题,解码,倍率,量程,备注\r\n"
    "E1,总电表,电,总表,,,a/e1,tasmota,100/5,999999.99,配电房\r\n"
    "E2,宿舍电表,用电,分表,E1,一号楼,,,40,,\r\n"
    "W1,总水表,自来水,总表,,,,,,99999,\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_chinese_headers_and_words_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    found = meters(tmp_path, CHINESE, encoding)
    assert list(found) == ["E1", "E2", "W1"]
    main, sub, water = found.values()
    assert (main.name, main.resource, main.role, main.multiplier) == ("总电表", Resource.ELECTRICITY, "main", 20.0)
    assert (main.topic, main.decoder, main.modulus) == ("a/e1", "tasmota", 1_000_000)
    assert (sub.role, sub.parent, sub.building, sub.multiplier) == ("sub", "E1", "一号楼", 40.0)
    assert (water.resource, water.modulus) == (Resource.WATER, 100_000)


def test_full_width_letters_digits_and_separators(tmp_path: Path) -> None:
    found = meters(tmp_path, "编号，类别，总表／分表，倍率\nＥ１，电，总表，４０\nE2，电，分表，1\n")
    assert (found["E1"].role, found["E1"].multiplier) == ("main", 40.0)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(tmp_path: Path, separator: str) -> None:
    rows = [["id", "resource", "name"], ["m", "gas", "x"]]
    found = meters(tmp_path, "\n".join(separator.join(row) for row in rows))
    assert found["m"].name == "x"


def test_quoted_text_may_hold_separators_and_lines(tmp_path: Path) -> None:
    found = meters(tmp_path, 'id,resource,name\nm,gas,"a, b\nc"\nn,gas,d\n')
    assert (found["m"].name, found["n"].name) == ("a, b\nc", "d")


def test_title_above_the_header_blank_rows_and_comments(tmp_path: Path) -> None:
    found = meters(tmp_path, "2026年表计清单,,\n,,\nid,resource,name\n\n# later,gas,\nm,gas,x\n,,\n")
    assert list(found) == ["m"]


def test_sensors_and_heat_pumps(tmp_path: Path) -> None:
    found = meters(
        tmp_path,
        "id,resource,监测量,测点\ns,传感器,temperature、humidity,\nhp,空气源热泵,,T1=环境；T2:水箱;T3=supply\n",
    )
    assert found["s"].measures == ("temperature", "humidity")
    assert found["hp"].points == {"T1": "ambient", "T2": "tank", "T3": "supply"}


def workbook(path: Path, *sheets: list[list[object]]) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"s{number}")
        for row in rows:
            sheet.append(row)
    book.save(path)


def test_workbook_with_numbers_and_a_cover_sheet(tmp_path: Path) -> None:
    workbook(
        tmp_path / "m.xlsx",
        [["填表说明"]],
        [["编号", "类别", "倍率", "采集间隔"], [101, "电", 40, 900], [None, None, None, None], ["E2", "电", 1.5, 60]],
    )
    path = tmp_path / "campus.yaml"
    path.write_text("campuses:\n  - id: a\n    meters: m.xlsx\n", "utf-8")
    found = load_group(path, DECODERS, {}).meters
    assert [(m.id, m.multiplier, m.interval_s) for m in found.values()] == [("101", 40.0, 900), ("E2", 1.5, 60)]


def test_workbook_problems_carry_the_row_excel_shows(tmp_path: Path) -> None:
    workbook(tmp_path / "m.xlsx", [["清单"], [], ["编号", "类别"], ["E1", "电"], [], ["E2", "风"]])
    path = tmp_path / "campus.yaml"
    path.write_text("campuses:\n  - id: a\n    meters: m.xlsx\n", "utf-8")
    assert [(p.line, p.key, p.what) for p in examine(path, DECODERS, {}).errors] == [
        (6, "类别", "'风' is not accepted")
    ]


BROKEN = [
    ("", "m.csv:1: no header row with the columns id and resource (编号, 类别) was found"),
    ("a,b\n1,2\n", "m.csv:1: no header row with the columns id and resource (编号, 类别) was found"),
    (
        "id,resource,multiplyer\nm,gas,1\n",
        "m.csv:1: multiplyer: is not a column of a meter list, did you mean multiplier?",
    ),
    ("编号,类别,表号\nm,gas,m\n", "m.csv:1: 表号: two columns mean id, keep one of them"),
    ("id,resource\nm,gas,,more\n", "m.csv:2: the row has more cells than the header"),
    ("编号,类别,倍率\nm,gas,四十\n", "m.csv:2: 倍率: '四十' does not fit, write a number such as 1.5"),
    ("编号,类别,倍率\nm,gas,nan\n", "m.csv:2: 倍率: 'nan' does not fit, write a finite number"),
    ("编号,类别,倍率\nm,gas,100/0\n", "m.csv:2: 倍率: '100/0' does not fit, write a number such as 1.5"),
    ("编号,类别\nm,gas\n,水\n", "m.csv:3: 编号: is missing, short, stable, unique in the group"),
    ("id,resource,parent\nm,gas,n\n", "m.csv:2: parent: there is no meter 'n'"),
    ("id,resource\nm,gas\nm,gas\n", "m.csv:3: id: meter m stands already in {}/m.csv:2, every id stands once"),
    ("id,resource,points\nhp,heat_pump,T1\n", "m.csv:2: points: 'T1' is not part=place, write T1=ambient; T2=tank"),
    ('id,resource,name\nm,gas,"open\nn,gas,x\n', "m.csv: line 3: unexpected end of data, check quotes"),
]


@pytest.mark.parametrize(("text", "expected"), BROKEN, ids=[expected[:50] for _, expected in BROKEN])
def test_names_row_column_fault_and_remedy(tmp_path: Path, text: str, expected: str) -> None:
    told = problems(tmp_path, text)
    assert any(line.startswith(expected.format(tmp_path)) for line in told), told


def test_unused_columns_are_a_warning_remarks_are_not(tmp_path: Path) -> None:
    told = problems(tmp_path, "id,resource,备注,责任人\nm,gas,x,张三\n")
    assert told == [
        "m.csv:1: warning: 责任人: is not a column of a meter list, it is not used",
    ]


def test_a_list_of_nines_is_taken_for_a_display(tmp_path: Path) -> None:
    told = problems(tmp_path, "id,resource,modulus\nm,gas,99999\n")
    assert told == [
        "m.csv:2: warning: modulus: 99999 looks like the largest display, write the value after it, 100000 for 99999"
    ]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("m.xlsx", b"", "is not a workbook"),
        ("m.xlsx", b"PK\x03\x04 cut off", "is not a workbook"),
        ("m.xlsx", "编号,类别\n".encode(), "is not a workbook"),
        ("m.pdf", b"%PDF", ".pdf is not a table"),
        ("m.csv", b"\x00\x01\x02\xff", "is not text in UTF-8, UTF-16 or GBK"),
        ("m.csv", b'id,resource\nm,"' + b"x" * 140_000 + b'"\n', "line 2: field larger than field limit (131072)"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    loaded = examine(with_list(tmp_path, content, name), DECODERS, {})
    assert loaded.group is None
    assert [p.file for p in loaded.errors] == [str(tmp_path / name)]
    assert loaded.errors[0].what.startswith(expected)


def test_workbook_saved_under_the_name_of_a_text_file(tmp_path: Path) -> None:
    workbook(tmp_path / "m.csv", [["id", "resource"], ["m", "gas"]])
    path = tmp_path / "campus.yaml"
    path.write_text("campuses:\n  - id: a\n    meters: m.csv\n", "utf-8")
    assert list(load_group(path, DECODERS, {}).meters) == ["m"]


def test_missing_list_names_what_stands_beside_it(tmp_path: Path) -> None:
    (tmp_path / "m.xlsx").write_bytes(b"")
    path = tmp_path / "campus.yaml"
    path.write_text("campuses:\n  - id: a\n    meters: m.csv\n", "utf-8")
    assert [str(p) for p in examine(path, DECODERS, {}).errors] == [
        f"{path}:3: campuses[0].meters: m.csv does not exist, beside it stand m.xlsx"
    ]

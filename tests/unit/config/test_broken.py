"""Each way to get campus.yaml wrong, with the line a person is shown for it."""

from pathlib import Path

import pytest

from campus.config.load import examine, load_group
from campus.errors import Misconfigured

DECODERS = {"json", "number", "line_protocol", "tasmota", "shelly"}

ONE = "campuses:\n  - id: a\n    meters:\n"

BROKEN = [
    (
        "timezone: 8\ncampuses: []\n",
        "1: timezone: '8' is not a time zone, write an IANA zone such as Asia/Shanghai",
    ),
    ("", "1: the file is empty, `campus init DIR` writes a sample"),
    ("# only a comment\n", "1: the file is empty, `campus init DIR` writes a sample"),
    ("group: x\n", "1: campuses: is missing, the school sites"),
    ("group: x\ncampuses:\n\t- id: a\n", "3: a tab indents this line, indent with spaces"),
    ("group: x\n  \tid: y\n", "2: a tab indents this line, indent with spaces"),
    (
        "group：x\n",
        "1: 'group：x' has a full-width colon ：, write a plain colon and a space after the key",
    ),
    (
        "broker：\n  url: x\ncampuses: []\n",
        "1: a full-width colon ： stands after the key, write a plain colon and a space",
    ),
    (
        "group: @home\ncampuses: []\n",
        (
            "1: not YAML: found character '@' that cannot start any token, "
            "put quotes around a value that begins with a special character"
        ),
    ),
    (
        "broker: {topics: [#]}\ncampuses: []\n",
        (
            "1: a bracket or brace opened here is not closed rightly, "
            "close it; put quotes around # and other special characters inside"
        ),
    ),
    ('group: "x\ncampuses: []\n', "1: a quote opened here is not closed, write the same quote at the end"),
    (
        "campuses:\n  - id: a\n   name: b\n",
        (
            "3: this line does not fit the indentation above, "
            "indent it like its neighbours; a colon and a space inside text want quotes"
        ),
    ),
    (
        "group: a: b\ncampuses: []\n",
        (
            "1: this line does not fit the indentation above, "
            "indent it like its neighbours; a colon and a space inside text want quotes"
        ),
    ),
    (
        "group：x\n# a comment\n\ntimezone: Asia/Shanghai\n",
        "1: a full-width colon ： stands after the key, write a plain colon and a space",
    ),
    ("group: x\ngroup: y\ncampuses: []\n", "2: group: stands twice, first in line 1, keep one of them"),
    ("campus: []\ncampuses: []\n", "1: campus: is not an option here, did you mean campuses?"),
    (
        "campuses: []\nbroker:\n  pasword_file: x\n",
        "3: broker.pasword_file: is not an option here, did you mean password_file?",
    ),
    (
        "campuses: []\ncollector:\n  colour: red\n",
        "3: collector.colour: is not an option here, known are quarantine_days, quarantine_mb, spool",
    ),
    (
        "campuses: []\nbroker:\n  in_flight: many\n",
        "3: broker.in_flight: 'many' does not fit, write a whole number such as 900",
    ),
    ("campuses: []\nbroker:\n  in_flight: 0\n", "3: broker.in_flight: 0 is too small, write 1 or more"),
    ("campuses: []\nbroker:\n  in_flight: 70000\n", "3: broker.in_flight: 70000 is too large, write 65535 or less"),
    (
        "campuses: []\nbroker: mqtt://h\n",
        "2: broker: 'mqtt://h' does not fit, write a section, one indented key: value a line",
    ),
    ("campuses: {id: a}\n", "1: campuses: a section does not fit, write a list, each item after a dash"),
    (
        "campuses:\n  - id: a\n    area_m2: 42,000\n",
        "3: campuses[0].area_m2: '42,000' does not fit, write a number such as 1.5",
    ),
    ("campuses:\n  - id: a\n    area_m2: .nan\n", "3: campuses[0].area_m2: nan does not fit, write a finite number"),
    (
        "campuses:\n  - id: 高中部\n",
        (
            "2: campuses[0].id: '高中部' is not an id, use letters, digits, . _ and -, at most 64, "
            "the first a letter or digit"
        ),
    ),
    ("campuses:\n  - name: 高中部\n", "2: campuses[0].id: is missing, short, stable, unique in the group"),
    (
        "timezone: Asia/Shangai\ncampuses: []\n",
        "1: timezone: 'Asia/Shangai' is not a time zone, did you mean Asia/Shanghai?",
    ),
    (
        "timezone: 北京\ncampuses: []\n",
        "1: timezone: '北京' is not a time zone, write an IANA zone such as Asia/Shanghai",
    ),
    (
        "campuses:\n  - id: a\n    timezone: ../../etc/passwd\n",
        "3: campuses[0].timezone: '../../etc/passwd' is not a time zone, write an IANA zone such as Asia/Shanghai",
    ),
    (
        "campuses: []\nbroker:\n  password: hunter2\n",
        (
            "3: broker.password: a secret does not belong in this file, keep it in a file of its own and name that as "
            "password_file, or set CAMPUS_BROKER_PASSWORD"
        ),
    ),
    (
        "campuses: []\nbroker:\n  url: mqtt://u:hunter2@h\n",
        "3: broker.url: the URL carries a password, set the environment variable CAMPUS_BROKER_PASSWORD",
    ),
    (
        "campuses: []\nledger: postgresql+psycopg://u:hunter2@h/x\n",
        "2: ledger: the URL carries a password, set the environment variable CAMPUS_LEDGER_URL with the whole URL",
    ),
    (
        "campuses: []\nbroker:\n  password_file: secret\n",
        "3: broker.password_file: secret does not exist, it is looked for in {folder}",
    ),
    (
        "campuses: []\nbroker:\n  url: http://h\n",
        "3: broker.url: is not a broker's address, write mqtt://host:1883 or mqtts://host:8883",
    ),
    (
        "campuses: []\nbroker:\n  url: mqtt://h:99999\n",
        "3: broker.url: is not a broker's address, write mqtt://host:1883 or mqtts://host:8883",
    ),
    (
        "campuses: []\nbroker:\n  topics: [a/#/b]\n",
        "3: broker.topics[0]: 'a/#/b' uses # elsewhere than as the last level, write it as acme/# at the end",
    ),
    (
        "campuses: []\nledger: mysql://h/x\n",
        "2: ledger: mysql is not supported here, write sqlite:///data/ledger.db or postgresql+psycopg://host/name",
    ),
    (
        "campuses: []\nledger: postgresql://h/x\n",
        (
            "2: ledger: postgresql is not supported here, "
            "write sqlite:///data/ledger.db or postgresql+psycopg://host/name"
        ),
    ),
    ("campuses: []\nreadings: here\n", "2: readings: is not a database URL, write sqlite:///data/readings.db"),
    ("campuses: []\nreadings: {org: x}\n", "2: readings.url: is missing, http://host:8086"),
    (
        "campuses: []\nreadings: [x]\n",
        "2: readings: a list does not fit, write text or write a section, one indented key: value a line",
    ),
    (
        "campuses: []\nledger: 'sqlite://'\n",
        "2: ledger: several processes share it, so it cannot live in memory, name a file",
    ),
    (
        "campuses:\n  - id: a\n    calendar: none.yaml\n",
        "3: campuses[0].calendar: none.yaml does not exist, it is looked for in {folder}",
    ),
    (
        "campuses:\n  - id: a\n    meters: .\n",
        "3: campuses[0].meters: . is a folder, name the file in it",
    ),
    (
        "campuses:\n  - id: a\n    meters: 'meters\\a.csv'\n",
        "3: campuses[0].meters: meters\\a.csv does not exist, write / between folder and file",
    ),
    (
        "campuses:\n  - id: a\n  - id: a\n",
        "3: campuses[1].id: campus a stands already in {file}:2, every id stands once in the group",
    ),
    (
        "campuses:\n  - id: a\n    buildings: [{id: x}, {id: x}]\n",
        "3: campuses[0].buildings[1].id: building x stands already in {file}:3, every id stands once in the campus",
    ),
    (
        "campuses:\n  - {id: a, meters: [{id: m, resource: gas}]}\n  - {id: b, meters: [{id: m, resource: gas}]}\n",
        "3: campuses[1].meters[0].id: meter m stands already in {file}:2, every id stands once in the group",
    ),
    (
        ONE + "      - {id: m, resource: elektricity}\n",
        (
            "4: campuses[0].meters[0].resource: 'elektricity' is not accepted, "
            "write 'electricity', 'water', 'gas', 'heat', 'heat_pump' or 'sensor'"
        ),
    ),
    (
        ONE + "      - {id: e-main, resource: gas}\n      - {id: m, resource: gas, parent: e-mian}\n",
        "5: campuses[0].meters[1].parent: there is no meter 'e-mian', did you mean e-main?",
    ),
    (
        ONE + "      - {id: m, resource: gas, parent: m}\n",
        "4: campuses[0].meters[0]: meter m cannot be its own parent",
    ),
    (
        ONE + "      - {id: x, resource: gas, parent: y}\n      - {id: y, resource: gas, parent: x}\n",
        (
            "4: campuses[0].meters[0].parent: meters are each other's parents: x → y → x, "
            "leave the topmost without a parent"
        ),
    ),
    (
        ONE + "      - {id: x, resource: gas}\n      - {id: y, resource: water, parent: x}\n",
        (
            "5: campuses[0].meters[1].parent: x measures gas, this meter water, "
            "a parent measures what this meter measures, and more"
        ),
    ),
    (
        (
            "campuses:\n  - {id: a, meters: [{id: m, resource: gas}]}\n"
            "  - {id: b, meters: [{id: n, resource: gas, parent: m}]}\n"
        ),
        "3: campuses[1].meters[0].parent: meter m belongs to campus a, name one of this campus",
    ),
    (
        ONE + "      - {id: m, resource: gas, topic: a/b, decoder: tasmotta}\n",
        "4: campuses[0].meters[0].decoder: there is no decoder 'tasmotta', did you mean tasmota?",
    ),
    (
        ONE + "      - {id: m, resource: gas, topic: 'a/b{x}', decoder: tasmota}\n",
        (
            "4: campuses[0].meters[0].topic: 'a/b{{x}}' has braces that are not one level, "
            "write one name in them: a/{{device}}/up"
        ),
    ),
    (
        ONE + "      - {id: m, resource: gas, topic: 'a／b', decoder: tasmota}\n",
        "4: campuses[0].meters[0].topic: 'a／b' has a full-width ／, write / # + {{ }} and quotes in plain characters",
    ),
    (
        ONE + "      - {id: m, resource: gas, multiplier: 0}\n",
        "4: campuses[0].meters[0].multiplier: 0 is too small, write more than 0",
    ),
    (
        ONE + "      - {id: m, resource: gas, points: {T1: ambient}}\n",
        "4: campuses[0].meters[0].points: a gas meter has no points, points belong to resource heat_pump",
    ),
    (
        ONE + "      - {id: m, resource: heat_pump, points: {T1: roof}}\n",
        (
            "4: campuses[0].meters[0].points.T1: 'roof' is not accepted, "
            "write 'ambient', 'tank', 'supply', 'return' or 'inlet'"
        ),
    ),
    (
        ONE + "      - {id: m, resource: sensor, measures: [temprature]}\n",
        "4: campuses[0].meters[0].measures[0]: 'temprature' is not a quantity, did you mean temperature?",
    ),
    (
        ONE + "      - {id: m, resource: sensor, measures: [water_volume]}\n",
        (
            "4: campuses[0].meters[0].measures: water_volume is a register, not a sensor's value, "
            "list it as a meter of its own resource"
        ),
    ),
    (
        "campuses:\n  - id: a\n    buildings: [{id: d1}]\n    meters: [{id: m, resource: gas, building: d2}]\n",
        "4: campuses[0].meters[0].building: campus a has no building 'd2', one of d1",
    ),
    (
        (
            "campuses:\n  - id: a\n    buildings: [{id: d1, zones: [{id: west}]}]\n"
            "    meters: [{id: m, resource: gas, building: d1, zone: vest}]\n"
        ),
        "4: campuses[0].meters[0].zone: building d1 has no zone 'vest', did you mean west?",
    ),
    (
        "campuses: []\ndevices:\n  acme:\n    decoder: jsn\n",
        "4: devices.acme.decoder: there is no decoder 'jsn', did you mean json?",
    ),
    (
        "campuses: []\ndevices:\n  tasmota: {}\n",
        "3: devices.tasmota: tasmota is the name of a decoder, call the device type something else",
    ),
    (
        "campuses: []\ndevices:\n  acme:\n    fields: [{path: /x, quantity: electricty_import}]\n",
        "4: devices.acme.fields[0].quantity: 'electricty_import' is not a quantity, did you mean electricity_import?",
    ),
    (
        "campuses: []\ndevices:\n  acme:\n    time: {path: /t, zone: Beijing}\n",
        "4: devices.acme.time.zone: 'Beijing' is not a time zone, write an IANA zone such as Asia/Shanghai",
    ),
    (
        "campuses: []\nhead_weights: {water: {boarder: 2}}\n",
        "2: head_weights.water.boarder: is not an option here, did you mean boarders?",
    ),
    (
        "campuses: []\nbroker: &b\n  <<: *b\n",
        "2: broker: an alias contains itself or unfolds too far, write the value out",
    ),
]


@pytest.mark.parametrize(("text", "expected"), BROKEN, ids=[expected[:60] for _, expected in BROKEN])
def test_names_file_line_key_fault_and_remedy(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "campus.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(Misconfigured) as error:
        load_group(path, DECODERS, {})
    told = str(error.value).splitlines()
    assert f"{path}:{expected}".format(folder=tmp_path, file=path) in told
    assert "hunter2" not in str(error.value)


def test_tells_every_problem_at_once_in_order_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "campus.yaml"
    path.write_text(
        "timezone: Mars/Base\n"
        "broker: {in_flight: 0, password_file: gone}\n"
        "ledger: mysql://h/x\n"
        "campuses:\n"
        "  - id: a\n"
        "    calendar: cal.yaml\n"
        "    meters: m.csv\n"
        "  - id: a\n",
        "utf-8",
    )
    (tmp_path / "cal.yaml").write_text("terms: [{first: 2026-09-01, last: 2026-08-01}]\n", "utf-8")
    (tmp_path / "m.csv").write_text("id,resource\nm1,gas\nm1,wind\n", "utf-8")
    loaded = examine(path, DECODERS, {})
    assert loaded.group is None
    assert [(Path(p.file).name, p.line, p.key) for p in loaded.errors] == [
        ("campus.yaml", 1, "timezone"),
        ("campus.yaml", 2, "broker.in_flight"),
        ("campus.yaml", 3, "ledger"),
        ("campus.yaml", 8, "campuses[1].id"),
        ("m.csv", 3, "resource"),
        ("m.csv", 3, "id"),
        ("cal.yaml", 1, "terms[0]"),
    ]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda path: path.mkdir(), "is a folder, name the file in it"),
        (lambda _: None, "does not exist, it is looked for in {folder}"),
        (lambda path: path.write_bytes(b"\x00\xff\xfe\x81"), "is not text in UTF-8, UTF-16 or GBK, save it as UTF-8"),
    ],
)
def test_refuses_what_is_no_file(tmp_path: Path, make: object, expected: str) -> None:
    path = tmp_path / "campus.yaml"
    assert callable(make)
    make(path)
    assert [str(p) for p in examine(path, DECODERS, {}).problems] == [f"{path}: {expected}".format(folder=tmp_path)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_reads_what_windows_editors_write(tmp_path: Path, encoding: str, newline: str) -> None:
    path = tmp_path / "campus.yaml"
    path.write_bytes(f"group: 德外教育集团{newline}campuses:{newline}  - id: a{newline}".encode(encoding))
    assert load_group(path, DECODERS, {}).group == "德外教育集团"

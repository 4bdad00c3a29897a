"""What a valid configuration becomes."""

from pathlib import Path

import pytest

from campus.config.load import examine, load_group
from campus.config.model import Influx
from campus.quantity import Resource

BASE = "group: G\ncampuses:\n  - id: a\n"


def write(folder: Path, text: str, name: str = "campus.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_file_names_become_absolute_against_the_files_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "terms: [{first: 2026-09-01, last: 2027-01-20}]\n", "home/cal.yaml")
    write(tmp_path, "s3cret\n", "home/pw").chmod(0o600)
    write(tmp_path, BASE + "    calendar: cal.yaml\nbroker: {password_file: pw}\n", "home/campus.yaml")
    monkeypatch.chdir(tmp_path)
    group = load_group(Path("home/campus.yaml"), None, {})
    home = tmp_path / "home"
    assert group.ledger == f"sqlite:///{home}/data/ledger.db"
    assert group.readings == f"sqlite:///{home}/data/readings.db"
    assert group.collector.spool == home / "data/spool.db"
    assert group.campuses[0].calendar == home / "cal.yaml"
    assert group.broker.password_file == home / "pw"
    assert group.broker.password is not None
    assert group.broker.password.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(group)


def test_environment_stands_above_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, BASE + "readings: {url: 'http://file:8086'}\nbroker: {url: 'mqtt://file'}\n")
    group = load_group(
        path,
        None,
        {
            "CAMPUS_BROKER_URL": "mqtts://env:8883",
            "CAMPUS_BROKER_USERNAME": "u",
            "CAMPUS_BROKER_PASSWORD": "p",
            "CAMPUS_LEDGER_URL": "postgresql+psycopg://u:p@env/books",
            "CAMPUS_INFLUX_TOKEN": "t",
            "CAMPUS_INFLUX_URL": "",
        },
    )
    assert (group.broker.url, group.broker.username) == ("mqtts://env:8883", "u")
    assert group.broker.password is not None
    assert group.broker.password.get_secret_value() == "p"
    assert group.ledger == "postgresql+psycopg://u:p@env/books"
    assert isinstance(group.readings, Influx)
    assert group.readings.url == "http://file:8086"
    assert group.readings.token is not None
    assert group.readings.token.get_secret_value() == "t"
    assert not {"p", "t"} & set(repr(group.broker).split("'"))


def test_secret_others_may_read_is_a_warning(tmp_path: Path) -> None:
    secret = write(tmp_path, "s\n", "pw")
    secret.chmod(0o644)
    path = write(tmp_path, BASE + "broker: {password_file: pw}\n")
    loaded = examine(path, None, {})
    assert loaded.group is not None
    assert [str(p) for p in loaded.warnings] == [
        f"{path}:4: warning: broker.password_file: everyone on this machine may read pw, chmod 600 {secret}"
    ]


@pytest.mark.parametrize("content", ["", "\n", "two\nlines\n"])
def test_secret_file_holds_one_line(tmp_path: Path, content: str) -> None:
    write(tmp_path, content, "pw").chmod(0o600)
    path = write(tmp_path, BASE + "broker: {password_file: pw}\n")
    assert [p.what for p in examine(path, None, {}).errors] == ["pw does not hold one line"]


def test_numbers_stay_as_written_where_text_is_wanted(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "group: 2026-09-01\ncampuses:\n  - id: 01\n    name: 1e3\n    area_m2:\n    meters:\n"
        "      - {id: 007, name: true, resource: water, parent: 008}\n      - {id: 008, resource: water}\n",
    )
    group = load_group(path, None, {})
    assert group.group == "2026-09-01"
    assert (group.campuses[0].id, group.campuses[0].name, group.campuses[0].area_m2) == ("01", "1e3", None)
    assert list(group.meters) == ["007", "008"]
    assert group.meters["007"].parent == "008"
    assert group.meters["007"].name == "true"
    assert group.meters["007"].campus == "01"


def test_anchors_and_merges(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "campuses:\n  - id: a\n    meters:\n      - &first {id: m1, resource: gas, interval_s: 60}\n"
        "      - {<<: *first, id: m2}\n",
    )
    meters = load_group(path, None, {}).meters
    assert (meters["m2"].resource, meters["m2"].interval_s) == (Resource.GAS, 60)


def test_buildings_may_be_called_by_name(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "campuses:\n  - id: a\n    buildings: [{id: d1, name: 一号楼, zones: [{id: w, name: 西区}]}]\n"
        "    meters: [{id: m, resource: gas, building: 一号楼, zone: 西区}]\n",
    )
    meter = load_group(path, None, {}).meters["m"]
    assert (meter.building, meter.zone) == ("d1", "w")


def test_heat_pumps_and_sensors(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "campuses:\n  - id: a\n    meters:\n"
        "      - {id: e, resource: electricity, role: main}\n"
        "      - {id: hp, resource: heat_pump, parent: e, points: {T1: ambient, T2: tank}}\n"
        "      - {id: s, resource: sensor, measures: [temperature, humidity, pressure, tank_level, door_state, "
        "leak_state]}\n",
    )
    meters = load_group(path, None, {}).meters
    assert meters["hp"].points == {"T1": "ambient", "T2": "tank"}
    assert meters["hp"].booked == "electricity_import"
    assert meters["s"].booked is None


def test_topics_nobody_subscribes_to_are_a_warning(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "broker: {topics: [acme/+/up]}\ndevices: {acme: {topic: 'acme/{device}/up'}}\ncampuses:\n  - id: a\n"
        "    meters: [{id: m, resource: gas, decoder: acme}, {id: n, resource: gas, decoder: acme, topic: x/y}]\n",
    )
    loaded = examine(path, {"json"}, {})
    assert loaded.group is not None
    assert [(p.key, p.what) for p in loaded.warnings] == [("campuses[0].meters[1].topic", "nothing subscribes to x/y")]


def test_a_wrong_variable_is_named_as_such(tmp_path: Path) -> None:
    path = write(tmp_path, BASE)
    told = [str(p) for p in examine(path, None, {"CAMPUS_LEDGER_URL": "mysql://u:hunter2@h/x"}).errors]
    accepted = "write sqlite:///data/ledger.db or postgresql+psycopg://host/name"
    assert told == [f"environment: CAMPUS_LEDGER_URL: mysql is not supported here, {accepted}"]


def test_a_misspelt_parent_is_recognised_among_thousands(tmp_path: Path) -> None:
    rows = "".join(f"meter-{i},electricity,\n" for i in range(3000))
    write(tmp_path, f"id,resource,parent\n{rows}sub,electricity,metre-2718\n", "m.csv")
    path = write(tmp_path, "campuses:\n  - {id: a, meters: m.csv}\n")
    told = [(p.line, p.accepted) for p in examine(path, None, {}).errors]
    assert told == [(3002, "did you mean meter-2718?")]


def test_a_copied_row_that_reads_the_same_messages_is_a_warning(tmp_path: Path) -> None:
    rows = (
        "id,resource,topic,decoder,device,part\nm1,gas,a/b,tasmota,X,\nm2,gas,a/b,tasmota,X,\nm3,gas,a/b,tasmota,X,2\n"
    )
    write(tmp_path, rows + "m4,water,a/b,tasmota,X,\nm5,gas,,,,\nm6,gas,,,,\n", "m.csv")
    path = write(tmp_path, "campuses:\n  - {id: a, meters: m.csv}\n")
    loaded = examine(path, {"json", "tasmota"}, {})
    assert loaded.group is not None
    assert [(p.line, p.what) for p in loaded.warnings] == [(3, "takes the same gas messages as meter m1")]

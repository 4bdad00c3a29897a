"""Head counts, meter lists and meters made from a file."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from campus.config.load import load_group
from campus.errors import Refused
from campus.ledger.engine import open_ledger
from campus.ledger.facts import facts_of
from campus.readings.sqlite import SqliteReadings
from collector.importers.create import NewMeters
from collector.importers.import_file import Run, import_file
from collector.importers.options import ImportOptions
from collector.importers.readings_file import Stores
from tests.importing import group_of, importer

HEADS = """校区,生效日期,住校生,走读生,教职工
学校,2026-02-25,820,110,96
school,2025年9月1日,800,120,95
学校,2026-03-01,x,1,1
别处,2026-03-01,1,1,1
"""


def test_head_counts_become_facts_with_their_author(tmp_path: Path) -> None:
    with importer(tmp_path, group_of(["A1"], "Asia/Shanghai")) as run:
        outcome = run.text(HEADS, ImportOptions(author="李老师"), encoding="gbk")
        assert (outcome.kind, outcome.accepted) == ("head-counts", 2)
        assert [(r.row, r.reason[:12]) for r in outcome.rejections] == [(4, "boarders: 'x"), (5, "unknown camp")]
        with run.ledger.connect() as connection:
            facts = facts_of(connection, "school", "head_count")
        starts = [datetime.fromtimestamp(f.at_ms / 1000, UTC).isoformat() for f in facts]
        assert starts == ["2025-08-31T16:00:00+00:00", "2026-02-24T16:00:00+00:00"]
        assert dict(facts[1].body) == {"boarders": 820, "day_students": 110, "staff": 96}
        assert {f.author for f in facts} == {"李老师"}
        again = run.text(HEADS, ImportOptions(author="李老师"), encoding="gbk")
        assert (again.accepted, again.duplicate) == (0, 2)


def test_a_head_count_file_that_would_keep_others_waiting_is_refused_whole(tmp_path: Path) -> None:
    rows = "".join(f"学校,2026-03-01,{n},1,1\n" for n in range(2001))
    with importer(tmp_path, group_of(["A1"])) as run:
        outcome = run.text("校区,生效日期,住校生,走读生,教职工\n" + rows, ImportOptions(author="a"))
    assert outcome.refused == "2,001 rows; at most 2,000 facts are entered at once, split the file"
    assert outcome.accepted == 0


def configured(folder: Path) -> Path:
    config = folder / "campus.yaml"
    config.write_text("group: G\ncampuses:\n- id: senior\n  meters: meters/senior.csv\n", encoding="utf-8")
    (folder / "meters").mkdir()
    (folder / "meters/senior.csv").write_text("id,name,resource\nE1,总表,electricity\n", encoding="utf-8")
    return config


def run_in(folder: Path, file: Path, options: ImportOptions, create: str = "") -> tuple[str, int, int, list[int]]:
    config = folder / "campus.yaml"
    wanted = NewMeters.parse(create) if create else None
    group = load_group(config) if config.exists() or not wanted else wanted.new_group()
    readings, ledger = SqliteReadings(folder / "data/r.db"), open_ledger(f"sqlite:///{folder / 'data/l.db'}")
    outcome, _ = import_file(file, group, Run(config, options, Stores(readings, ledger, 1), create=wanted))
    readings.close()
    ledger.dispose()
    return outcome.refused, outcome.accepted, outcome.duplicate, [r.row for r in outcome.rejections]


def test_a_meter_list_joins_the_list_of_its_campus(tmp_path: Path) -> None:
    config = configured(tmp_path)
    new = tmp_path / "new.csv"
    new.write_text(
        "表计编号,名称,类别,总分表,倍率,上级表\nE1,总表,电,,,\nW1,水表,水,总表,,\nE2,食堂,电,分表,30,E1\nE3,坏,电,分表,-1,\n",
        encoding="gbk",
    )
    assert run_in(tmp_path, new, ImportOptions()) == ("", 2, 1, [5])
    meters = load_group(config).meters
    assert sorted(meters) == ["E1", "E2", "W1"]
    assert (meters["E2"].multiplier, meters["E2"].parent, meters["W1"].role) == (30.0, "E1", "main")
    assert meters["E1"].name == "总表"


TABLE = "utc,b1,b2\n" + "".join(f"2026-03-01 {h:02d}:00,{h % 3},{h % 5}\n" for h in range(24))


def test_create_makes_configuration_and_list(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    file.write_text(TABLE, encoding="utf-8")
    create = "campus=cam,resource=electricity,role=main,timezone=Europe/London"
    assert run_in(tmp_path, file, ImportOptions(prefix="e-"), create) == ("", 48, 0, [])
    group = load_group(tmp_path / "campus.yaml")
    assert group.timezone == "Europe/London"
    assert [(m.id, m.name, m.role, m.resource) for m in group.meters.values()] == [
        ("e-b1", "b1", "main", "electricity"),
        ("e-b2", "b2", "main", "electricity"),
    ]
    assert run_in(tmp_path, file, ImportOptions(prefix="e-")) == ("", 0, 48, [])
    assert run_in(tmp_path, file, ImportOptions(prefix="w-"), "campus=cam,resource=water")[:2] == ("", 48)
    assert len(load_group(tmp_path / "campus.yaml").meters) == 4


def test_create_leaves_nothing_behind_when_the_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    file.write_text(TABLE.replace("2026-03-01 00:00,", "2026-03-01 05:30,"), encoding="utf-8")
    refused, *_ = run_in(tmp_path, file, ImportOptions(), "campus=cam,resource=electricity")
    assert "--stamp" in refused
    assert not (tmp_path / "campus.yaml").exists()
    assert not (tmp_path / "meters").exists()


@pytest.mark.parametrize(
    "text", ["campus=x", "resource=gas", "campus=x,resource=gas,colour=red", "x", "campus=x,resource=gas,id=7"]
)
def test_create_says_what_it_needs(text: str) -> None:
    with pytest.raises(Refused, match="write campus=ID,resource=electricity"):
        NewMeters.parse(text)

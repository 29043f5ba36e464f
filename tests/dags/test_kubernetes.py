"""deploy/kubernetes and docs/kubernetes.md name only what exists. The chart itself renders nowhere in these tests."""

from __future__ import annotations

import re
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from khuyenhoc.settings import Settings

ROOT = Path(__file__).parents[2]
VALUES: dict[str, Any] = yaml.safe_load((ROOT / "deploy/kubernetes/values.yaml").read_text())
PAGE = (ROOT / "docs/kubernetes.md").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()


@pytest.fixture(scope="module")
def options() -> dict[str, Any]:
    """Every section and option that this Airflow and its Celery executor know."""
    from airflow.providers.celery.get_provider_info import get_provider_info

    core = Path(sysconfig.get_path("purelib")) / "airflow/config_templates/config.yml"
    return {**yaml.safe_load(core.read_text()), **get_provider_info()["config"]}


def test_every_airflow_setting_exists(options: dict[str, Any]) -> None:
    for section, settings in VALUES["config"].items():
        assert settings.keys() <= options[section]["options"].keys(), section


def test_every_variable_is_one_that_we_read() -> None:
    from khuyenhoc_airflow.connect import CONNECTION

    names = {f"KHUYENHOC_{name.upper()}" for name in Settings.model_fields}
    assert {variable["name"] for variable in VALUES["env"]} <= names
    assert [secret["envName"] for secret in VALUES["secret"]] == [f"AIRFLOW_CONN_{CONNECTION.upper()}"]
    assert VALUES["config"]["logging"]["remote_log_conn_id"] == CONNECTION


def test_the_image_is_ours_and_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    compose = yaml.safe_load((ROOT / "docker-compose.yaml").read_text())
    image = VALUES["images"]["airflow"]
    assert f"{image['repository'].rsplit('/', 1)[1]}:{image['tag']}" == compose["x-airflow"]["image"]
    assert image["tag"] == version
    assert f"ARG VERSION={version}" in DOCKERFILE


def test_the_image_has_what_the_chart_calls() -> None:
    assert 'ENTRYPOINT ["/entrypoint"]' in DOCKERFILE
    assert f"USER {VALUES['securityContexts']['pod']['runAsUser']}" in DOCKERFILE
    assert "apache-airflow-providers-celery" in (ROOT / "requirements.in").read_text()
    assert VALUES["executor"] == "CeleryExecutor"


def test_every_secret_that_the_values_name_is_made_by_the_page() -> None:
    named = {secret["secretName"] for secret in VALUES["secret"]}
    named |= {VALUES[name] for name in VALUES if name.endswith("SecretName")}
    named |= {VALUES["redis"]["passwordSecretName"], *VALUES["data"].values()}
    assert named == set(re.findall(r"create secret generic (\S+)", PAGE))
    for key in ("connection", "password", "fernet-key", "api-secret-key", "jwt-secret"):
        assert f"--from-literal={key}=" in PAGE, key


def test_the_chart_makes_no_user_of_its_own() -> None:
    """It would be admin with the password admin."""
    assert VALUES["createUserJob"] == {"enabled": False}
    assert "airflow users create" in PAGE

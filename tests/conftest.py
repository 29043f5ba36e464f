"""What every test may ask for: real object stores, a fresh bucket for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import hypothesis
import pytest

from khuyenhoc.settings import Settings
from khuyenhoc.store import Store
from tests import servers

# No test depends on the clock: a busy machine is no failure.
hypothesis.settings.register_profile("khuyenhoc", deadline=None)
hypothesis.settings.load_profile("khuyenhoc")


@pytest.fixture(scope="session")
def seaweedfs_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.ObjectStore]:
    """SeaweedFS, started when the first test asks for it."""
    with servers.seaweedfs(tmp_path_factory.mktemp("seaweedfs")) as server:
        yield server


@pytest.fixture(scope="session")
def moto_server() -> Iterator[servers.ObjectStore]:
    """moto's server, started when the first test asks for it."""
    with servers.moto() as server:
        yield server


@pytest.fixture
def fresh_bucket() -> Iterator[Callable[[servers.ObjectStore], Settings]]:
    """Makes an empty bucket on a server and gives the settings that name it; removed after the test."""
    made: list[Settings] = []

    def make(server: servers.ObjectStore, **over: object) -> Settings:
        settings = server.settings(f"test-{uuid4().hex[:12]}", **over)
        Store.open(settings).client.create_bucket(Bucket=settings.bucket)
        made.append(settings)
        return settings

    yield make
    for settings in made:
        store = Store.open(settings.model_copy(update={"prefix": ""}))
        for key in store.list(""):
            store.delete(key)
        store.client.delete_bucket(Bucket=settings.bucket)


@pytest.fixture
def seaweedfs(seaweedfs_server: servers.ObjectStore, fresh_bucket: Callable[..., Settings]) -> Settings:
    """Settings of a fresh bucket on SeaweedFS: `Store.open(seaweedfs)`, or `Run.of(seaweedfs, …)`."""
    return fresh_bucket(seaweedfs_server)


@pytest.fixture
def store(request: pytest.FixtureRequest, fresh_bucket: Callable[..., Settings]) -> Store:
    """A store on a fresh bucket: SeaweedFS, or each server that the test names:

    @pytest.mark.parametrize("store", ["seaweedfs", "moto"], indirect=True)
    """
    server = request.getfixturevalue(f"{getattr(request, 'param', 'seaweedfs')}_server")
    return Store.open(fresh_bucket(server))

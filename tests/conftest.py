"""Where the tests find things, and when they may skip.

The real clips are not ours to ship: they lie in a folder named by EVENREP_SHARED, or in `shared` beside the
repository. A test marked `shared` skips without them; on the CI machine, which has them, that is a failure.
"""

import os
from pathlib import Path

import pytest

from tests.fixtures.tracks import TrackStore

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("EVENREP_SHARED") or ROOT.parent / "shared")
ON_CI = os.environ.get("CI") == "true"


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("shared") and not (SHARED / "clips").is_dir():
        absent(f"the real clips are not here: no {SHARED / 'clips'} (set EVENREP_SHARED)")


def absent(reason: str) -> None:
    """What a test needs is not here: a reason to skip on somebody's computer, a failure in CI."""
    if ON_CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def nobodys_history(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test may see or touch the history of whoever runs it."""
    monkeypatch.setenv("EVENREP_DATA_DIR", str(tmp_path / "evenrep-data"))
    monkeypatch.delenv("EVENREP_DATABASE_URL", raising=False)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of shared data; give the test the mark `shared`."""
    return SHARED


@pytest.fixture(scope="session")
def shared_clips() -> Path:
    """The folder of real clips; give the test the mark `shared`."""
    return SHARED / "clips"


@pytest.fixture(scope="session")
def track_store(request: pytest.FixtureRequest) -> TrackStore:
    """Tracks of clips, kept between runs in pytest's cache."""
    cache: pytest.Cache = request.config.cache  # type: ignore[assignment]
    return TrackStore(cache.mkdir("tracks"))


@pytest.fixture(scope="session")
def sample_videos() -> Path:
    """The folder of rendered clips whose truth is known."""
    return ROOT / "sample_videos"

"""The pose models: they are the ones we measured, they run, and building one is all or nothing."""

import dataclasses
import errno
import functools
import hashlib
import http.server
import io
import os
import shutil
import stat
import subprocess
import sys
import tarfile
import threading
import zipfile
from pathlib import Path

import numpy as np
import pytest

from analysis.errors import Cancelled, ModelError
from vision.data_folder import find_models_folder
from vision.pose.models import (
    MODELS,
    ModelDamaged,
    ModelMissing,
    ModelName,
    build,
    build_model,
    catalogue,
    compute_file_sha256,
    find_model_path,
    sources,
    verify_model,
)
from vision.pose.models.bundle import DETECTOR_MEMBER, LANDMARKS_MEMBER

SHIPPED = [model.name for model in MODELS.values() if model.shipped]
ROOT = Path(__file__).parents[3]


@pytest.fixture
def empty_dirs(tmp_path, monkeypatch):
    """No model anywhere: an empty package directory and an empty data directory. Returns the package's."""
    package = tmp_path / "package"
    package.mkdir()
    monkeypatch.setattr(catalogue, "PACKAGE_DIR", package)
    monkeypatch.setenv("EVENREP_DATA_DIR", str(tmp_path / "data"))
    return package


# What ships ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_model_is_the_one_that_was_measured(name):
    assert verify_model(name) == find_model_path(name)
    assert find_model_path(name).stat().st_size == MODELS[name].size_bytes


def test_lite_and_full_ship_and_heavy_does_not():
    assert SHIPPED == [ModelName.LITE, ModelName.FULL]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_bundle_is_two_stored_aligned_members_without_a_clock(name):
    with zipfile.ZipFile(find_model_path(name)) as bundle:
        entries = bundle.infolist()
        assert bundle.testzip() is None
    assert [entry.filename for entry in entries] == [DETECTOR_MEMBER, LANDMARKS_MEMBER]
    for entry in entries:
        assert entry.compress_type == zipfile.ZIP_STORED
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert (entry.header_offset + 30 + len(entry.filename) + len(entry.extra)) % 16 == 0


@pytest.mark.parametrize("name", SHIPPED)
def test_the_published_weights_are_inside_byte_for_byte(name):
    source = sources.LANDMARKS[name]
    with zipfile.ZipFile(find_model_path(name)) as bundle:
        landmarks = bundle.read(LANDMARKS_MEMBER)
        detector = bundle.read(DETECTOR_MEMBER)
    starts = [
        i for i in range(0, len(landmarks) - source.size_bytes + 1, 4) if landmarks[i + 4 : i + 8] == b"TFL3"
    ]
    found = [landmarks[i : i + source.size_bytes] for i in starts]
    assert any(sha256_of_bytes(content) == source.sha256 for content in found)
    assert sha256_of_bytes(detector) == sources.DETECTOR.sha256


def sha256_of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("name", SHIPPED)
def test_the_readme_states_each_sum(name):
    readme = (catalogue.PACKAGE_DIR / "README.md").read_text(encoding="utf-8")
    for sha256 in (MODELS[name].sha256, sources.LANDMARKS[name].sha256, sources.DETECTOR.sha256):
        assert sha256 in readme


@pytest.mark.parametrize("name", SHIPPED)
def test_the_pose_runtime_takes_a_shipped_model_and_sees_nobody_in_the_dark(name):
    mediapipe = pytest.importorskip("mediapipe")
    from mediapipe.tasks.python import BaseOptions, vision

    options = vision.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(find_model_path(name)))
    )
    black = mediapipe.Image(mediapipe.ImageFormat.SRGB, np.zeros((480, 360, 3), np.uint8))
    with vision.PoseLandmarker.create_from_options(options) as landmarker:
        assert landmarker.detect(black).pose_landmarks == []


def test_asking_for_a_model_loads_no_video_or_pose_library():
    check = (
        "import sys, vision.pose.models; print([m for m in ('mediapipe', 'cv2', 'av') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout.strip() == "[]"


# What is missing or damaged -----------------------------------------------------------------------------


def test_a_missing_heavy_says_how_to_build_it(empty_dirs):
    with pytest.raises(ModelMissing, match="evenrep models build heavy"):
        find_model_path("heavy")


def test_a_missing_shipped_model_says_to_reinstall(empty_dirs):
    with pytest.raises(ModelMissing, match="reinstall EvenRep"):
        verify_model("full")


@pytest.mark.parametrize("damage", ["cut short", "one bit turned", "emptied"])
def test_a_damaged_model_is_found_out_whatever_the_damage(empty_dirs, damage):
    whole = bytearray((ROOT / "vision" / "pose" / "models" / MODELS[ModelName.LITE].file_name).read_bytes())
    if damage == "one bit turned":
        whole[len(whole) // 2] ^= 1
    left = {"cut short": whole[:-1], "one bit turned": whole, "emptied": b""}[damage]
    (empty_dirs / MODELS[ModelName.LITE].file_name).write_bytes(left)
    with pytest.raises(ModelDamaged, match="reinstall EvenRep") as raised:
        verify_model("lite")
    assert raised.value.exit_code == 5


def test_an_unknown_name_is_answered_with_the_known_ones(empty_dirs):
    for act in (find_model_path, verify_model, build_model):
        with pytest.raises(ModelError, match="lite, full, heavy"):
            act("enormous")


def test_a_model_in_the_data_directory_is_found(empty_dirs):
    find_models_folder().mkdir(parents=True)
    built = find_models_folder() / MODELS[ModelName.HEAVY].file_name
    built.write_bytes(b"built")
    assert find_model_path("heavy") == built


# Building -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def packages() -> dict[str, Path]:
    """The published packages, if they are at hand: named by variables, or where the tool keeps them."""
    cache = ROOT / "build" / "pose_models"
    wheel = os.environ.get("EVENREP_POSE_WHEEL") or next(cache.glob("*.whl"), None)
    tarball = os.environ.get("EVENREP_POSE_NPM_TARBALL") or next(cache.glob("*.tgz"), None)
    if not wheel or not tarball:
        pytest.skip(
            "the published packages are not at hand: run `python -m tools.make_pose_bundles` once, or set "
            "EVENREP_POSE_WHEEL and EVENREP_POSE_NPM_TARBALL"
        )
    return {"wheel": Path(wheel), "npm_tarball": Path(tarball)}


@pytest.mark.parametrize("name", list(ModelName))
def test_building_again_from_the_published_packages_gives_the_same_bytes(name, packages, tmp_path):
    built = build_model(name, out_dir=tmp_path, **packages)
    assert compute_file_sha256(built) == MODELS[name].sha256
    assert list(tmp_path.iterdir()) == [built]


def test_heavy_needs_no_wheel_and_progress_ends_at_the_whole(packages, tmp_path):
    steps: list[tuple[str, int, int]] = []
    build_model(
        "heavy", lambda *step: steps.append(step), npm_tarball=packages["npm_tarball"], out_dir=tmp_path
    )
    done = [step[1] for step in steps]
    assert done == sorted(done)
    assert steps[-1][1] == steps[-1][2] == packages["npm_tarball"].stat().st_size


def half_a_package(folder: Path) -> Path:
    """A .tgz of the right shape, with random bytes as weights, that breaks off in the middle of them."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w:gz") as archive:
        entry = tarfile.TarInfo(sources.LANDMARKS[ModelName.HEAVY].member)
        entry.size = 4_000_000
        archive.addfile(entry, io.BytesIO(np.random.default_rng(0).bytes(entry.size)))
    path = folder / "half.tgz"
    path.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    return path


def test_half_a_package_leaves_no_file(tmp_path):
    out = tmp_path / "out"
    with pytest.raises(ModelError, match="pass the whole npm @mediapipe/pose"):
        build_model("heavy", npm_tarball=half_a_package(tmp_path), out_dir=out)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and then nothing", b"<html>log in first</html>"])
def test_something_that_is_no_package_is_refused_with_what_to_pass(tmp_path, content):
    wrong = tmp_path / "wrong"
    wrong.write_bytes(content)
    with pytest.raises(ModelError, match="pass the whole npm"):
        build_model("heavy", npm_tarball=wrong, out_dir=tmp_path / "out")
    with pytest.raises(ModelError, match="pass the whole mediapipe"):
        build_model("heavy", wheel=wrong, npm_tarball=wrong, out_dir=tmp_path / "out")


def test_weights_of_another_version_are_refused(tmp_path):
    package = tmp_path / "other.tgz"
    with tarfile.open(package, "w:gz") as archive:
        entry = tarfile.TarInfo(sources.LANDMARKS[ModelName.HEAVY].member)
        entry.size = 5
        archive.addfile(entry, io.BytesIO(b"other"))
    with pytest.raises(ModelError, match="of another version"):
        build_model("heavy", npm_tarball=package, out_dir=tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_person_who_stops_the_build_leaves_no_file(packages, tmp_path):
    def stop(what: str, done: int, total: int) -> None:
        if done > total // 4:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        build_model("heavy", stop, npm_tarball=packages["npm_tarball"], out_dir=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def weights_at_hand(monkeypatch):
    """A build whose download has already worked: the bundle's bytes are a few, and their sum is right."""
    content = b"a bundle"
    monkeypatch.setattr(build, "fetch_with_npm", lambda source, progress: b"weights")
    monkeypatch.setattr(build, "build_bundle", lambda name, detector, weights: content)
    model = MODELS[ModelName.HEAVY]
    monkeypatch.setitem(
        MODELS,
        ModelName.HEAVY,
        dataclasses.replace(model, sha256=sha256_of_bytes(content), size_bytes=len(content)),
    )
    return content


def test_a_disk_that_fills_up_while_writing_leaves_the_old_file_and_no_part(
    weights_at_hand, tmp_path, monkeypatch
):
    old = tmp_path / MODELS[ModelName.HEAVY].file_name
    old.write_bytes(b"old")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(build.os, "fsync", full)
    with pytest.raises(ModelError, match="free some space"):
        build_model("heavy", out_dir=tmp_path)
    assert list(tmp_path.iterdir()) == [old]
    assert old.read_bytes() == b"old"


def test_a_full_disk_is_found_out_before_the_download(tmp_path, monkeypatch):
    monkeypatch.setattr(build.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 0))
    monkeypatch.setattr(build, "fetch_with_npm", lambda *_: pytest.fail("downloaded all the same"))
    with pytest.raises(ModelError, match="free some space"):
        build_model("heavy", out_dir=tmp_path)


def test_what_a_killed_build_left_is_cleared_and_a_running_one_is_not_disturbed(weights_at_hand, tmp_path):
    file_name = MODELS[ModelName.HEAVY].file_name
    dead, running = (tmp_path / f".{file_name}.{who}.part" for who in ("dead", "running"))
    for part in (dead, running):
        part.touch()
    os.utime(dead, (0, 0))
    built = build_model("heavy", out_dir=tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([built, running])
    assert built.read_bytes() == weights_at_hand


def test_an_installed_package_that_is_read_only_sends_heavy_to_the_data_directory(
    weights_at_hand, tmp_path, monkeypatch
):
    monkeypatch.delenv("EVENREP_DATA_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    really = os.access
    monkeypatch.setattr(
        build.os, "access", lambda path, mode: path != build.PACKAGE_DIR and really(path, mode)
    )
    assert build_model("heavy").parent == find_models_folder()
    assert find_models_folder().is_relative_to(tmp_path)


# Through npm --------------------------------------------------------------------------------------------


def test_without_npm_it_says_what_to_install_and_what_to_pass(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ModelError, match=r"install Node\.js.*--npm-tarball"):
        build_model("heavy", out_dir=tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.fixture
def served(tmp_path):
    """A local web server over a folder, which may hold half a package. Returns (folder, address)."""
    folder = tmp_path / "served"
    folder.mkdir()
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def fake_npm(folder: Path, monkeypatch, view: str, pack: str) -> None:
    """An `npm` that answers `npm view` and `npm pack` with these shell lines."""
    if os.name == "nt":
        pytest.skip("the stand-in for npm is a shell script")
    folder.mkdir()
    script = folder / "npm"
    script.write_text(f'#!/bin/sh\ncase "$1" in view) {view};; pack) {pack};; esac\n')
    script.chmod(script.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_a_download_that_dies_half_way_leaves_no_file(served, tmp_path, monkeypatch):
    folder, address = served
    half = half_a_package(folder)
    view = f"""echo '{{"tarball": "{address}/{half.name}"}}'"""
    fake_npm(tmp_path / "bin", monkeypatch, view, pack="echo 'npm error code ECONNRESET' >&2; exit 1")
    steps: list[str] = []
    with pytest.raises(ModelError, match=r"npm says ECONNRESET.*--npm-tarball"):
        build_model("heavy", lambda what, done, total: steps.append(what), out_dir=tmp_path / "out")
    assert list(dict.fromkeys(steps)) == [
        "Downloading the npm package",
        "Downloading the npm package with npm",
    ]
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    "answer", ["exit 1", "echo not json", "echo '[]'", """echo '{"tarball": "file:///x"}'"""]
)
def test_where_npm_tells_no_address_it_downloads_the_package_itself(packages, tmp_path, monkeypatch, answer):
    pack = f'cp "{packages["npm_tarball"]}" "$4/"'
    fake_npm(tmp_path / "bin", monkeypatch, answer, pack)
    assert (
        compute_file_sha256(build_model("heavy", out_dir=tmp_path / "out")) == MODELS[ModelName.HEAVY].sha256
    )


def test_the_address_that_npm_tells_is_streamed_with_progress(served, packages, tmp_path, monkeypatch):
    folder, address = served
    shutil.copy(packages["npm_tarball"], folder / "package.tgz")
    view = f"""echo '{{"tarball": "{address}/package.tgz"}}'"""
    fake_npm(tmp_path / "bin", monkeypatch, view, pack="exit 1")
    totals: set[int] = set()
    built = build_model("heavy", lambda what, done, total: totals.add(total), out_dir=tmp_path / "out")
    assert compute_file_sha256(built) == MODELS[ModelName.HEAVY].sha256
    assert totals == {packages["npm_tarball"].stat().st_size}

"""Builds the pose models from published Apache-2.0 weights: how the files in vision/pose/models came to be.

    python -m tools.make_pose_bundles                       lite and full, into vision/pose/models
    python -m tools.make_pose_bundles heavy --out-dir out   another one, somewhere else

The two packages are fetched once with pip and npm, whatever registry they are set to, into build/pose_models;
--wheel and --npm-tarball name copies that are already at hand. The SHA-256 of every package fetched, of every
file taken out of one and of every bundle written is checked; the sums are in vision/pose/models/README.md.
"""

import argparse
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from analysis.errors import EvenRepError, ModelError
from vision.pose.models import MODELS, ModelName, build_model, compute_file_sha256
from vision.pose.models.sources import WHEEL_REQUIREMENT, download_npm_package

ROOT = Path(__file__).parent.parent
CACHE = ROOT / "build" / "pose_models"

WHEEL_SHA256 = "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3"
NPM_TARBALL_SHA256 = "8bb349a7b3a3ba699df23be804ddd3b3eab810b50b15406894be257859388a84"
# One wheel for everybody, whatever computer this runs on: only the model file in it is used.
WHEEL_TAGS = ("--platform", "manylinux_2_28_x86_64", "--python-version", "3.11", "--only-binary", ":all:")


def main(arguments: list[str] | None = None) -> int:
    options = _build_parser().parse_args(arguments)
    try:
        wheel = options.wheel or _fetch_package("*.whl", WHEEL_SHA256, _download_wheel)
        tarball = options.npm_tarball or _fetch_package("*.tgz", NPM_TARBALL_SHA256, download_npm_package)
        for name in options.models:
            path = build_model(name, wheel=wheel, npm_tarball=tarball, out_dir=options.out_dir)
            print(f"{MODELS[name].sha256}  {path}")
    except EvenRepError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


def _build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make_pose_bundles", description="Build pose models from the published weights."
    )
    shipped = [model.name for model in MODELS.values() if model.shipped]
    parser.add_argument("models", nargs="*", type=ModelName, default=shipped, metavar="lite|full|heavy")
    parser.add_argument("--wheel", type=Path, help=f"a wheel of {WHEEL_REQUIREMENT}, for any computer")
    parser.add_argument("--npm-tarball", type=Path, help="the .tgz of the npm package")
    parser.add_argument("--out-dir", type=Path, default=ROOT / "vision" / "pose" / "models")
    return parser


def _fetch_package(pattern: str, sha256: str, download: Callable[[Path], Path]) -> Path:
    """The package out of the cache, downloaded into it if it is not there or not whole."""
    CACHE.mkdir(parents=True, exist_ok=True)
    for path in CACHE.glob(pattern):
        if compute_file_sha256(path) == sha256:
            return path
        path.unlink()
    path = download(CACHE)
    if compute_file_sha256(path) != sha256:
        raise ModelError(
            f"{path} is not the published package: SHA-256 {compute_file_sha256(path)}, {sha256} expected."
        )
    return path


def _download_wheel(folder: Path) -> Path:
    """Raises ModelError if pip cannot get it."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", *WHEEL_TAGS, "--dest", str(folder)]
    try:
        subprocess.run([*command, WHEEL_REQUIREMENT], check=True, stdout=subprocess.DEVNULL)
    except subprocess.CalledProcessError as error:
        raise ModelError(
            f"pip could not download {WHEEL_REQUIREMENT}: get it elsewhere, pass --wheel."
        ) from error
    return next(folder.glob("*.whl"))


if __name__ == "__main__":
    sys.exit(main())

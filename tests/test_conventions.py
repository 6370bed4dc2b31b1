"""The conventions of the project that a machine can check."""

import ast
import re
import sys
import tomllib
import warnings
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.fixtures.source_tree import (
    PACKAGES,
    ROOT,
    Module,
    expect_none,
    modules,
    modules_in,
    product_modules,
    tracked_files,
)

# The doctor says what is broken, whatever it is.
CATCH_POINTS = ("app.py", "cli/", "web/", "services/doctor.py")
LONGEST_FILE = 400
LONG_FILE = 250
MEGABYTE = 1_000_000
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-samples.lock")

# Put together from halves, so that this file does not name them either.
DOWNLOAD_HOSTS = [
    "".join(halves)
    for halves in [
        ("pypi", ".org"),
        ("python", "hosted"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("yarn", "pkg.com"),
        ("deb.", "debian"),
        ("debian", ".org"),
        ("ubuntu", ".com"),
        ("crates", ".io"),
        ("proxy.go", "lang"),
        ("anaconda", ".org"),
        ("google", "apis.com"),
        ("hugging", "face.co"),
        ("js", "delivr"),
        ("un", "pkg"),
        ("extra-", "index"),
    ]
]
MACHINE_PATHS = ["/" + name + "/" for name in ("work", "root", "tmp/dl")]


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def tracked_texts() -> dict[str, str]:
    return dict(_texts())


def _texts() -> Iterator[tuple[str, str]]:
    for path in tracked_files():
        try:
            yield path.relative_to(ROOT).as_posix(), path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue  # a picture, a clip, a model


def lines_with(text: str, words: list[str]) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        for word in words:
            if word in line.lower():
                yield f"{number} has {word}"


# --- errors -------------------------------------------------------------------------------------------


def test_errors_are_caught_blindly_only_at_the_doors() -> None:
    found = [
        f"{module.where}:{node.lineno}"
        for module in product_modules()
        if not module.where.startswith(CATCH_POINTS)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and _is_blind(node) and not _raises_again(node)
    ]
    expect_none(found)


def _is_blind(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = {node.id if isinstance(node, ast.Name) else None for node in caught}
    return handler.type is None or bool(names & {"Exception", "BaseException"})


def _raises_again(handler: ast.ExceptHandler) -> bool:
    return isinstance(handler.body[-1], ast.Raise)


# --- text ---------------------------------------------------------------------------------------------


def test_no_download_host_is_named() -> None:
    found = [
        f"{name}:{hit}" for name, text in tracked_texts().items() for hit in lines_with(text, DOWNLOAD_HOSTS)
    ]
    expect_none(found)


def test_no_path_of_one_machine_is_named() -> None:
    found = [
        f"{name}:{hit}" for name, text in tracked_texts().items() for hit in lines_with(text, MACHINE_PATHS)
    ]
    expect_none(found)


def test_everything_public_in_analysis_says_what_it_is() -> None:
    silent = [
        f"{module.where}:{node.lineno} {node.name}"
        for module in modules_in("analysis")
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        if not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    expect_none(silent)


@pytest.mark.parametrize("package", PACKAGES)
def test_files_begin_with_a_sentence(package: str) -> None:
    silent = [
        module.where
        for module in modules_in(package)
        if module.tree.body and not ast.get_docstring(module.tree)
    ]
    expect_none(silent)


def test_files_are_short() -> None:
    lengths = {module.where: len(module.text.splitlines()) for module in product_modules()}
    long = [f"{name} has {lines}" for name, lines in lengths.items() if lines > LONG_FILE]
    if long:
        warnings.warn(f"over {LONG_FILE} lines, time to split: {', '.join(long)}", stacklevel=1)
    expect_none([name for name, lines in lengths.items() if lines > LONGEST_FILE])


@pytest.mark.slow
def test_no_test_sleeps() -> None:
    found = [
        f"{module.where}:{node.lineno}"
        for module in modules_in("tests")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and _is_sleep(module, node)
    ]
    expect_none(found, "wait for the event itself (a queue, an Event, a file), not for the clock")


def _is_sleep(module: Module, call: ast.Call) -> bool:
    match call.func:
        case ast.Attribute(ast.Name("time"), "sleep"):
            return True
        case ast.Name("sleep"):
            return any(item.module == "time" for item in module.imports)
    return False


# --- sizes --------------------------------------------------------------------------------------------


def test_sample_videos_stay_small() -> None:
    assert sum(path.stat().st_size for path in _tracked_in("sample_videos")) < 25 * MEGABYTE


def test_repository_stays_small() -> None:
    sizes = {path.relative_to(ROOT).as_posix(): path.stat().st_size for path in tracked_files()}
    expect_none([name for name, size in sizes.items() if size > 12 * MEGABYTE])
    assert sum(sizes.values()) < 60 * MEGABYTE


def _tracked_in(folder: str) -> list[Path]:
    return [path for path in tracked_files() if path.is_relative_to(ROOT / folder)]


# --- the project file and what follows from it --------------------------------------------------------


def test_changelog_tells_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    told = [title for title in re.findall(r"^## \[(.+?)\]", changelog, re.MULTILINE) if title != "Unreleased"]
    assert told[0] == project()["project"]["version"]


def test_pure_packages_are_type_checked() -> None:
    pure = {package for package in ("analysis", "coaching") if modules_in(package)}
    assert pure <= set(project()["tool"]["mypy"]["files"])


def test_every_shipped_package_is_in_the_wheel() -> None:
    shipped = set(project()["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])
    assert {module.where.partition("/")[0] for module in product_modules()} <= shipped


@cache
def locked(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_locks_hold_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    expect_none([line for line in text.splitlines() if "://" in line or line.startswith("-")])
    pinned = re.split(r"\n(?=[a-z0-9])", text.strip())
    expect_none([block.splitlines()[0] for block in pinned if "--hash=sha256:" not in block])


def test_locks_follow_the_project_file() -> None:
    extras = project()["project"]["optional-dependencies"]
    build, dev, samples = extras["build"], extras["dev"], extras["samples"]
    runtime = project()["project"]["dependencies"] + build
    missing = [
        f"{name}: {wanted}"
        for name, wanted_all in zip(LOCKS, (runtime, runtime + dev, runtime + samples), strict=True)
        for wanted in wanted_all
        if not _satisfied(Requirement(wanted), locked(name))
    ]
    expect_none(missing, "run `make lock`")


def _satisfied(wanted: Requirement, lock: dict[str, str]) -> bool:
    version = lock.get(canonicalize_name(wanted.name))
    return version is not None and wanted.specifier.contains(version, prereleases=True)


@pytest.mark.parametrize("name", LOCKS[1:])
def test_locks_agree(name: str) -> None:
    assert {**locked(name), **locked("requirements.lock")} == locked(name)


def test_there_is_one_cv2() -> None:
    wheels = {name for lock in LOCKS for name in locked(lock) if name.startswith("opencv")}
    assert wheels == {"opencv-python-headless"}


def test_what_is_imported_is_declared() -> None:
    """Nothing leans on a package that only happens to be there because another one needs it."""
    declared = {
        canonicalize_name(Requirement(wanted).name) for wanted in project()["project"]["dependencies"]
    }
    imported = {item.module.partition(".")[0] for module in product_modules() for item in module.imports}
    third_party = imported - {module.top for module in modules()} - set(sys.stdlib_module_names)
    provider = packages_distributions()
    expect_none(
        name
        for name in third_party
        if not declared & {canonicalize_name(package) for package in provider.get(name, [name])}
    )


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", ".ci/run"])
def test_make_targets_that_are_named_exist(document: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    text = (ROOT / document).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`|\$ )make ([a-z-]+)", text, re.MULTILINE))
    expect_none(named - targets)


def test_documents_that_are_named_exist() -> None:
    expect_none(
        f"{name} names {document}"
        for name, text in tracked_texts().items()
        for document in set(re.findall(r"\bdocs/[\w./-]+\.md\b", text))
        if not (ROOT / document).is_file()
    )

"""The source as data, for the tests that keep the house in order: modules, their imports, tracked files."""

import ast
import os
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("analysis", "vision", "coaching", "history", "ui")
DOORS = ("app", "cli")
PRODUCT = PACKAGES + DOORS
NOT_SOURCE = {"build", "dist", "out", "node_modules", "__pycache__"}


@dataclass(frozen=True)
class Import:
    """One imported thing: `module` as far as it is a module, `name` what is taken out of it, if anything."""

    module: str
    name: str | None
    line: int


@dataclass(frozen=True)
class Module:
    """One Python file and its dotted name."""

    name: str
    path: Path

    @property
    def top(self) -> str:
        return self.name.partition(".")[0]

    @property
    def where(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.where)

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import, wherever in the file it stands."""
        return tuple(found for node in ast.walk(self.tree) for found in self._imports_of(node))

    def _imports_of(self, node: ast.AST) -> Iterator[Import]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, None, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = self._absolute(node)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                if inner in module_names():
                    yield Import(inner, None, node.lineno)
                else:
                    yield Import(base, alias.name, node.lineno)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".")
        depth = node.level - (self.path.name == "__init__.py")
        return ".".join([*package[: len(package) - depth], *filter(None, [node.module])])


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the repository."""
    return tuple(Module(_dotted(path), path) for path in _walk() if path.suffix == ".py")


@cache
def module_names() -> frozenset[str]:
    return frozenset(module.name for module in modules())


def product() -> list[Module]:
    """The files that are shipped: the packages and the two doors."""
    return [module for module in modules() if module.top in PRODUCT]


def of(*tops: str) -> list[Module]:
    """The files of these packages (or doors)."""
    return [module for module in modules() if module.top in tops]


@cache
def tracked_files() -> tuple[Path, ...]:
    """What git tracks; in a source tree without git, what lies there."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "-z"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if listed.returncode == 0:
            paths = [ROOT / name for name in listed.stdout.split("\0") if name]
            return tuple(path for path in paths if path.is_file())
    return tuple(_walk())


def expect_none(offences: Iterable[str], remedy: str = "") -> None:
    """Fail with every offence on a line of its own."""
    if found := sorted(offences):
        pytest.fail("\n".join([*found, *filter(None, [remedy])]), pytrace=False)


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _walk() -> Iterator[Path]:
    for folder, inner, files in os.walk(ROOT):
        hidden = {name for name in inner if name.startswith(".") and name not in {".ci", ".streamlit"}}
        inner[:] = sorted(set(inner) - hidden - NOT_SOURCE)
        yield from (Path(folder, name) for name in sorted(files))

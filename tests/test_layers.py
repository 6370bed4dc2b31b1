"""Each file stands above all that it imports: the import rules of the house, read off the source.

tools/, benchmarks/ and tests/ stand outside the house: they may import what they like from it, but the house
imports nothing from them. Names that begin with an underscore stay in their file everywhere.
"""

import ast
import sys
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.fixtures.source_tree import (
    DOORS,
    PACKAGES,
    PRODUCT,
    Import,
    Module,
    expect_none,
    module_names,
    modules,
    of,
    product,
)

LEVEL = {top: level for level, top in enumerate(PACKAGES)} | dict.fromkeys(DOORS, len(PACKAGES))

# Standard modules through which a pure function could reach the world, the clock or chance.
IMPURE = {
    *("os", "sys", "io", "pathlib", "shutil", "tempfile", "glob", "fileinput", "mmap", "pickle", "shelve"),
    *("sqlite3", "subprocess", "socket", "ssl", "http", "urllib", "ftplib", "smtplib", "webbrowser"),
    *("time", "random", "secrets", "uuid", "logging", "threading", "multiprocessing", "asyncio"),
    "concurrent",
}
IMPURE_CALLS = {"open", "print", "input", "breakpoint", "eval", "exec", "__import__"}
IMPURE_METHODS = {
    *("now", "today", "utcnow", "read_text", "write_text", "read_bytes", "write_bytes", "tofile"),
    *("loadtxt", "genfromtxt", "fromfile", "savetxt", "savez", "savez_compressed", "memmap"),
}

FOR_VISION = {"track", "landmarks", "errors"}
FOR_LIVE = FOR_VISION | {"report", "report_types", "reps", "settings", "quantities", "shot", "load_rules"}
FOR_LIVE |= {"running", "tape", "guide", "unmirrored"}
FOR_COACHING = {"report_types", "load_rules", "quantities", "settings", "landmarks", "errors"}

# Who may import what, by the first part of the imported name.
ONLY_IN = {
    "mediapipe": ("vision/pose/estimator.py",),
    "cv2": ("vision/",),
    "av": ("vision/",),
    "streamlit": ("app.py", "ui/"),
    "streamlit_webrtc": ("app.py", "ui/"),
    "sqlalchemy": ("history/",),
    "alembic": ("history/",),
}


def offences(found: Iterable[tuple[Module, Import]]) -> list[str]:
    return [f"{module.where}:{item.line} imports {full_name(item)}" for module, item in found]


def full_name(item: Import) -> str:
    return f"{item.module}.{item.name}" if item.name else item.module


def first(dotted: str) -> str:
    return dotted.partition(".")[0]


def imports_of(files: Iterable[Module]) -> list[tuple[Module, Import]]:
    return [(module, item) for module in files for item in module.imports]


@pytest.mark.parametrize("package", ["analysis", "coaching"])
def test_pure_packages_import_only_arithmetic(package: str) -> None:
    allowed = {"numpy", "scipy", "analysis", package} | (set(sys.stdlib_module_names) - IMPURE)
    also = {"analysis/report/tables.py": {"pandas"}}

    def foreign(module: Module, item: Import) -> bool:
        return first(item.module) not in allowed | also.get(module.where, set())

    expect_none(offences(pair for pair in imports_of(of(package)) if foreign(*pair)))


@pytest.mark.parametrize("package", ["analysis", "coaching"])
def test_pure_packages_touch_no_file_clock_or_chance(package: str) -> None:
    found = []
    for module in of(package):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and (impurity := _impurity(node)):
                found.append(f"{module.where}:{node.lineno} {impurity}")
    expect_none(found)


def _impurity(call: ast.Call) -> str | None:
    match call.func:
        case ast.Name(name) if name in IMPURE_CALLS:
            return f"calls {name}()"
        case ast.Attribute(ast.Name("np" | "numpy"), "load" | "save" as name):
            return f"calls numpy.{name}()"
        case ast.Attribute(ast.Attribute(attr="random"), "default_rng") if call.args or call.keywords:
            return None
        case ast.Attribute(ast.Attribute(ast.Name("np" | "numpy"), "random"), name):
            return f"draws from numpy.random.{name}() without a seed"
        case ast.Attribute(_, name) if name in IMPURE_METHODS:
            return f"calls .{name}()"
    return None


def test_vision_takes_only_tracks_landmarks_and_errors_from_analysis() -> None:
    def too_much(module: Module, item: Import) -> bool:
        allowed = FOR_LIVE if module.where.startswith("vision/live") else FOR_VISION
        return first(item.module) == "analysis" and item.module.removeprefix("analysis.") not in allowed

    expect_none(offences(pair for pair in imports_of(of("vision")) if too_much(*pair)))


def test_coaching_takes_only_types_from_analysis() -> None:
    def too_much(_module: Module, item: Import) -> bool:
        return first(item.module) == "analysis" and item.module.removeprefix("analysis.") not in FOR_COACHING

    expect_none(offences(pair for pair in imports_of(of("coaching")) if too_much(*pair)))


@pytest.mark.parametrize("library", ONLY_IN)
def test_library_stays_in_its_room(library: str) -> None:
    found = [
        (module, item)
        for module, item in imports_of(product())
        if first(item.module) == library and not module.where.startswith(ONLY_IN[library])
    ]
    expect_none(offences(found))


def test_no_import_runs_back_up() -> None:
    def upward(module: Module, item: Import) -> bool:
        target = first(item.module)
        return target in LEVEL and target != module.top and LEVEL[target] >= LEVEL[module.top]

    expect_none(offences(pair for pair in imports_of(product()) if upward(*pair)))


def test_nobody_imports_a_door() -> None:
    outside_tests = [module for module in modules() if module.top != "tests"]
    expect_none(offences(pair for pair in imports_of(outside_tests) if first(pair[1].module) in DOORS))


def test_the_house_does_not_need_its_scaffolding() -> None:
    scaffolding = {"tests", "tools", "benchmarks"}
    expect_none(offences(pair for pair in imports_of(product()) if first(pair[1].module) in scaffolding))


def test_no_circles() -> None:
    graph = {
        module.name: {item.module for item in module.imports if item.module in module_names()} - {module.name}
        for module in modules()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("imports run in a circle: " + " <- ".join(error.args[1]), pytrace=False)


def test_private_names_stay_in_their_file() -> None:
    ours = {first(name) for name in module_names()}
    taken = [
        (module, item)
        for module, item in imports_of(modules())
        if first(item.module) in ours and any(map(_is_private, full_name(item).split(".")))
    ]
    reached = [
        f"{module.where}:{line} reaches for {name}" for module in modules() for name, line in _reached(module)
    ]
    expect_none(offences(taken) + reached)


def _reached(module: Module) -> Iterable[tuple[str, int]]:
    """Private attributes of imported modules of ours: `reps._bounds`."""
    aliases = {
        alias.asname or alias.name.partition(".")[0]
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if _names_our_module(node, alias)
    }
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute(ast.Name(owner), name) if owner in aliases and _is_private(name):
                yield f"{owner}.{name}", node.lineno


def _names_our_module(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> bool:
    inside = f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
    return inside in module_names()


def _is_private(name: str) -> bool:
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def test_every_top_level_file_has_a_place_in_the_house() -> None:
    known = {*PRODUCT, "tests", "tools", "benchmarks"}
    expect_none({module.top for module in modules()} - known)

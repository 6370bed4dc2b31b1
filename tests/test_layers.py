"""Which file may import which, checked on the source code.

The packages stand on one another: analysis, vision, coaching, history, services, reporting, then the two ways
in, cli and web. `tools/`, `benchmarks/` and `tests/` may import whatever they like from them; they import
nothing back.
A name that begins with an underscore stays in its file everywhere.
"""

import ast
import sys
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.fixtures.source_tree import (
    PACKAGES,
    PRODUCT,
    Import,
    Module,
    expect_none,
    module_names,
    modules,
    modules_in,
    product_modules,
)

LEVEL = {top: level for level, top in enumerate(PACKAGES)} | {"app": len(PACKAGES)}

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

# What plain data is made of: every room may import these of analysis.
ANALYSIS_TYPES = {
    *("errors", "settings", "wording"),
    *("pose.track", "pose.landmarks", "quantities.definitions", "report.types", "load.rules"),
}
# Tables of facts and texts that the ways in and the reports show beside the numbers.
ANALYSIS_TABLES = {
    *("lifts.catalogue", "lifts.mobility_tests", "grading.rules", "quantities.rep_metrics"),
    *("report.json_writer", "report.json_reader", "report.tables", "report.corrections"),
}
# Live mode runs the measuring as the frames come in.
FOR_LIVE = {
    *("live.live_set", "live.landmark_buffer", "live.guide", "calibration.interval_widening"),
    *("report.pipeline", "report.stages", "reps.detection"),
}
# Stills show the measured lines, so they are drawn with the measuring's own geometry.
FOR_STILLS = {"report.pipeline", "report.segment", "reps.detection", "pose.cleaning"}

# Records, plans as plain values, tables of exercises and hip tests; the decisions are behind services.
COACHING_TYPES = {
    *("records.records", "records.lifter", "records.mobility_tests", "records.serialization"),
    *("plan.types", "plan.exercises"),
}
REPORTING_FROM_VISION = ("vision.overlay.", "vision.live.state", "vision.tracking.clip_preview")
"""Drawing on an image, and plain types: nothing that opens a clip or runs a model."""

CONVERTERS = (
    *("analysis/report/json_writer.py", "analysis/report/json_reader.py"),
    "coaching/records/serialization.py",
)
"""JSON to dataclass and back. cattrs is as pure as numpy: values in, values out, no file and no clock."""

# Which library may be imported where.
ONLY_IN = {
    "mediapipe": ("vision/pose/estimator.py",),
    "cv2": ("vision/",),
    "av": ("vision/",),
    "streamlit": ("app.py", "web/"),
    "streamlit_webrtc": ("app.py", "web/"),
    "sqlalchemy": ("history/",),
    "alembic": ("history/",),
    "typer": ("cli/",),
    "rich": ("cli/",),
    "cattrs": CONVERTERS,
}


def list_offences(found: Iterable[tuple[Module, Import]]) -> list[str]:
    return [f"{module.where}:{item.line} imports {full_name(item)}" for module, item in found]


def full_name(item: Import) -> str:
    return f"{item.module}.{item.name}" if item.name else item.module


def top_of(dotted: str) -> str:
    return dotted.partition(".")[0]


def below_top(dotted: str) -> str:
    return dotted.partition(".")[2]


def imports_of(files: Iterable[Module]) -> list[tuple[Module, Import]]:
    return [(module, item) for module in files for item in module.imports]


def run_time_imports_of(*tops: str) -> list[tuple[Module, Import]]:
    """Those of these packages that are not only for type checkers: types may be named everywhere."""
    return [pair for pair in imports_of(modules_in(*tops)) if not pair[1].for_types]


@pytest.mark.parametrize("package", ["analysis", "coaching"])
def test_pure_packages_import_only_arithmetic(package: str) -> None:
    allowed = {"numpy", "scipy", "analysis", package} | (set(sys.stdlib_module_names) - IMPURE)
    also = {"analysis/report/tables.py": {"pandas"}} | {where: {"cattrs"} for where in CONVERTERS}

    def is_foreign(module: Module, item: Import) -> bool:
        return top_of(item.module) not in allowed | also.get(module.where, set())

    expect_none(list_offences(pair for pair in imports_of(modules_in(package)) if is_foreign(*pair)))


@pytest.mark.parametrize("package", ["analysis", "coaching"])
def test_pure_packages_touch_no_file_clock_or_chance(package: str) -> None:
    found = []
    for module in modules_in(package):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and (impurity := _describe_impurity(node)):
                found.append(f"{module.where}:{node.lineno} {impurity}")
    expect_none(found)


def _describe_impurity(call: ast.Call) -> str | None:
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


def expect_only(pairs: Iterable[tuple[Module, Import]], package: str, allowed: set[str]) -> None:
    """Of `package`, only the modules in `allowed` (dotted, without the package's name) are imported."""
    expect_none(
        list_offences(
            (module, item)
            for module, item in pairs
            if top_of(item.module) == package and below_top(item.module) not in allowed
        )
    )


def test_vision_imports_only_plain_types_of_analysis_and_live_mode_the_measuring() -> None:
    pairs = run_time_imports_of("vision")
    live = [pair for pair in pairs if pair[0].where.startswith("vision/live/")]
    rest = [pair for pair in pairs if not pair[0].where.startswith("vision/live/")]
    expect_only(rest, "analysis", ANALYSIS_TYPES)
    expect_only(live, "analysis", ANALYSIS_TYPES | FOR_LIVE)


def test_coaching_imports_only_types_of_analysis() -> None:
    expect_only(run_time_imports_of("coaching"), "analysis", ANALYSIS_TYPES)


def test_reporting_imports_no_engine_and_no_history() -> None:
    pairs = run_time_imports_of("reporting")
    expect_only(pairs, "analysis", ANALYSIS_TYPES | ANALYSIS_TABLES | FOR_STILLS)
    expect_none(
        list_offences(
            (module, item)
            for module, item in pairs
            if top_of(item.module) in {"history", "services"}
            or (top_of(item.module) == "vision" and not item.module.startswith(REPORTING_FROM_VISION))
        )
    )


@pytest.mark.parametrize("package", ["cli", "web"])
def test_the_ways_in_reach_the_engine_through_services(package: str) -> None:
    pairs = run_time_imports_of(package)
    expect_only(pairs, "analysis", ANALYSIS_TYPES | ANALYSIS_TABLES)
    expect_only(pairs, "coaching", COACHING_TYPES)
    expect_only(pairs, "vision", {"live.state", "atomic_write"})
    expect_only(pairs, "history", {"types"})


def test_command_line_and_web_app_do_not_import_each_other() -> None:
    other = {"cli": "web", "web": "cli"}
    expect_none(
        list_offences(
            (module, item)
            for module, item in imports_of(modules_in("cli", "web"))
            if top_of(item.module) == other[module.top]
        )
    )


@pytest.mark.parametrize("library", ONLY_IN)
def test_library_stays_in_its_room(library: str) -> None:
    found = [
        (module, item)
        for module, item in imports_of(product_modules())
        if top_of(item.module) == library and not module.where.startswith(ONLY_IN[library])
    ]
    expect_none(list_offences(found))


def test_no_import_runs_back_up() -> None:
    def runs_up(module: Module, item: Import) -> bool:
        target = top_of(item.module)
        return target in LEVEL and target != module.top and LEVEL[target] > LEVEL[module.top]

    expect_none(list_offences(pair for pair in imports_of(product_modules()) if runs_up(*pair)))


def test_nobody_imports_the_web_apps_entry_point() -> None:
    outside_tests = [module for module in modules() if module.top != "tests"]
    expect_none(list_offences(pair for pair in imports_of(outside_tests) if top_of(pair[1].module) == "app"))


def test_what_is_shipped_does_not_need_what_is_not() -> None:
    not_shipped = {"tests", "tools", "benchmarks"}
    pairs = imports_of(product_modules())
    expect_none(list_offences(pair for pair in pairs if top_of(pair[1].module) in not_shipped))


def test_no_circles() -> None:
    graph = {
        module.name: {item.module for item in module.imports if item.module in module_names()} - {module.name}
        for module in modules()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("imports run in a circle: " + " <- ".join(error.args[1]), pytrace=False)


@pytest.mark.slow
def test_private_names_stay_in_their_file() -> None:
    ours = {top_of(name) for name in module_names()}
    taken = [
        (module, item)
        for module, item in imports_of(modules())
        if top_of(item.module) in ours and any(map(_is_private, full_name(item).split(".")))
    ]
    reached = [
        f"{module.where}:{line} uses the private {name}"
        for module in modules()
        for name, line in _find_private_uses(module)
    ]
    expect_none(list_offences(taken) + reached)


def _find_private_uses(module: Module) -> Iterable[tuple[str, int]]:
    """Private attributes of imported modules of ours: `detection._bounds`."""
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


def test_every_top_level_file_has_a_place() -> None:
    expect_none({module.top for module in modules()} - {*PRODUCT, "tests", "tools", "benchmarks"})

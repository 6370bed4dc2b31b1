"""The names, the folders and the picture of the rooms, held to what CONTRIBUTING.md promises."""

import ast
import re
from collections import Counter

import pytest

from tests.fixtures.source_tree import ROOT, expect_none, modules_in, product_modules, tracked_files
from tools import draw_architecture, measure_structure

MOST_FILES_IN_A_FOLDER = 20
DOCUMENT = re.compile(r"docs/(\w+)\.md section (\d+)")


def test_a_class_name_stands_once() -> None:
    repeated = measure_structure.find_repeated_classes(ROOT)
    expect_none(f"{name}: {', '.join(files)}" for name, files in repeated.items())


def test_folders_are_not_crowded() -> None:
    counts = measure_structure.count_files_per_folder(ROOT)
    expect_none(f"{name} holds {count}" for name, count in counts.items() if count > MOST_FILES_IN_A_FOLDER)


@pytest.mark.slow
def test_most_function_names_begin_with_a_verb() -> None:
    names = [function.name for function in measure_structure.list_functions(ROOT) if function.counts]
    verbs = sum(map(measure_structure.begins_with_verb, names))
    one_word = sum("_" not in name.strip("_") for name in names)
    assert verbs / len(names) >= 0.9
    assert one_word / len(names) <= 0.1


def test_a_public_function_name_means_one_thing_in_a_package() -> None:
    """Two modules of one package do not offer different functions under one name; a page is always `show`."""
    offences = []
    for package in {module.top for module in product_modules()}:
        names = Counter(
            node.name
            for module in modules_in(package)
            for node in module.tree.body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        )
        allowed = {"show", "upgrade", "downgrade"}
        offences += [
            f"{package}: {name}" for name, count in names.items() if count > 1 and name not in allowed
        ]
    expect_none(offences)


def test_sections_that_are_cited_exist() -> None:
    offences = []
    for path in tracked_files():
        if path.suffix not in {".py", ".md", ".toml", ".css", ".js", ".j2"}:
            continue
        for document, number in DOCUMENT.findall(path.read_text(encoding="utf-8")):
            file = ROOT / "docs" / f"{document}.md"
            if not file.is_file() or f"\n## {number}. " not in file.read_text(encoding="utf-8"):
                offences.append(f"{path.relative_to(ROOT)} cites docs/{document}.md section {number}")
    expect_none(offences)


def test_nothing_cites_a_document_that_is_not_here() -> None:
    """MEASUREMENT.md, STYLE.md and HOUSE.md are not part of the repository."""
    expect_none(
        f"{module.where} cites {name}"
        for module in product_modules()
        for name in ("MEASUREMENT.md", "STYLE.md", "HOUSE.md")
        if name in module.text
    )


@pytest.mark.slow
def test_the_picture_of_the_rooms_is_true() -> None:
    drawn = (ROOT / "docs" / "images" / "architecture.svg").read_text(encoding="utf-8")
    if drawn != draw_architecture.draw(ROOT):
        pytest.fail("run `python -m tools.draw_architecture`", pytrace=False)

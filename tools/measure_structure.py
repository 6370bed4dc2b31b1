"""Figures on names, files, docstrings and comments of the product code.

Counted over the shipped packages of the checkout in which it runs, or of the folder given. Prints one line
per figure with its aim, so that a change can show its "before" and "after" side by side:

    python -m tools.measure_structure            this checkout
    python -m tools.measure_structure ../old     another one
"""

import argparse
import ast
import io
import re
import statistics
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOT_PRODUCT = {"tests", "tools", "benchmarks", "docs", "build", "dist", "out", "sample_videos"}
NO_LIMIT_ON_FILES = "pages"
"""A web app may have as many pages as it needs."""

# What an English reader takes for a verb at the beginning of a name; booleans ask a question (is_, has_), and
# converters and event handlers begin with a preposition by custom (to_, from_, on_).
VERBS = frozenset(
    """
    accept add adjust advise align allow analyse analyze annotate answer append apply approximate
    arrange ask assert assign attach average begin bind blend block blur bring build bundle cache
    calibrate call cancel cast catch change check choose clamp classify claim clean clear clip close
    collect combine compare complete compose compress compute configure confirm connect convert copy
    correct count cover crop cut decide declare decode decorate deduce define delay delete derive
    describe detect determine discard display distribute divide do downsample download drain draw
    drop emit enable encode end enforce ensure enter erase escape estimate evaluate exclude execute
    exit expand expect explain export express extend extract fail fetch fill filter find finish fit
    flag flatten flip flush follow force forget format forward free gather generate get give go
    grade group grow guard guess guide handle hash hide hold identify ignore import include increase
    indent infer inform insert inspect install integrate interpolate interrupt invert join judge
    jump keep know label launch lay leave let level lift limit link list listen load localize locate
    lock log look lower make map mark mask match measure merge migrate mirror mix model modify move
    name narrow normalize note notice notify observe obtain offer open order overwrite pack pad
    paint pair parse pass patch pause perform pick place plan play point pop post predict prefer
    prepare present preview print process produce project prompt propose protect prune publish pull
    push put raise rank read rebuild recall receive recognize recompute record reduce refuse
    register reject release reload remember remind remove rename render reorder repair repeat
    replace replay report request require reread resample reserve reset resize resolve respect
    restore restrict resume retry return reverse rewind rewrite rotate round route run save say
    scale scan score scroll search see seek select send separate serialize serve set settle shade
    shift shorten show shrink shuffle shut sign simplify simulate skip slice smooth solve sort speak
    split spread stack start stay stop store strip submit subtract suggest sum summarise summarize
    supply suppress swap switch synthesize tabulate take tell terminate throw tick tidy tighten tint
    toggle total trace track train transform translate transpose trim try tune turn unbundle uncover
    undo unfold unload unlock unpack unpin unwrap update upload upsample use validate verify view
    visit wait wake walk warn warp watch weigh weight widen work wrap write yield zip is has can
    should needs need was were will did does are may must allows matches exists upgrade downgrade to
    from on with at
    """.split()  # noqa: SIM905 - three hundred words are read more easily without quotes
)

BANNED = re.compile(
    r"\b(told|anew|aside|whom|seam|unrest|strangeness|riddle|nobodys)\b|house rules?\b", re.IGNORECASE
)
"""Words of the old prose; tests/test_wording.py allows none of them."""


@dataclass(frozen=True)
class Function:
    """A function of the product code as the figures need it."""

    file: str
    name: str
    docstring_lines: int
    is_method: bool
    counts: bool
    """Neither a property nor a dunder: those are nouns by custom."""


def list_product_files(root: Path) -> list[Path]:
    """The Python files that are shipped: every top-level package and file except scaffolding."""
    return sorted(
        path
        for path in root.rglob("*.py")
        if not any(part.startswith(".") for part in path.relative_to(root).parts)
        and path.relative_to(root).parts[0] not in NOT_PRODUCT
    )


def list_functions(root: Path) -> Iterator[Function]:
    """Every function and method of the product code, nested ones too."""
    for path in list_product_files(root):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for parent in ast.walk(tree):
            for node in ast.iter_child_nodes(parent):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
                    is_noun = any("property" in name or name.endswith(".setter") for name in decorators)
                    doc = ast.get_docstring(node) or ""
                    yield Function(
                        path.relative_to(root).as_posix(),
                        node.name,
                        len(doc.splitlines()),
                        isinstance(parent, ast.ClassDef),
                        not is_noun and not node.name.startswith("__"),
                    )


def begins_with_verb(name: str) -> bool:
    """Whether the first word of a snake_case name is a verb (or the question of a boolean)."""
    return name.strip("_").partition("_")[0].lower() in VERBS


def count_files_per_folder(root: Path) -> Counter[str]:
    """Folder -> number of Python files in it, `__init__.py` not counted."""
    return Counter(
        path.parent.relative_to(root).as_posix()
        for path in list_product_files(root)
        if path.name != "__init__.py"
    )


def find_repeated_classes(root: Path) -> dict[str, list[str]]:
    """Class name -> its files, for names that stand in more than one place."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in list_product_files(root):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(path.relative_to(root).as_posix())
    return {name: files for name, files in places.items() if len(files) > 1}


def find_crossing_names(root: Path) -> set[tuple[str, str]]:
    """(file, name) of everything that a module of another top-level package imports from it."""
    crossing: set[tuple[str, str]] = set()
    for path in root.rglob("*.py"):
        own = path.relative_to(root).parts[0]
        if own.startswith(".") or own == "tests":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] != own:
                file = node.module.replace(".", "/") + ".py"
                crossing.update((file, alias.name) for alias in node.names)
    return crossing


def count_comment_lines(root: Path) -> tuple[int, int]:
    """(lines with a comment, lines of code); pragmas, docstrings and empty lines do not count."""
    comments = lines = 0
    for path in list_product_files(root):
        text = path.read_text(encoding="utf-8")
        docstrings = {
            number
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
            if isinstance(node.value.value, str)
            for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        }
        numbered = enumerate(text.splitlines(), start=1)
        lines += sum(bool(line.strip()) and number not in docstrings for number, line in numbered)
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and not re.match(r"#\s*(noqa|type:|pragma)", token.string):
                comments += 1
    return comments, lines


def count_banned_words(root: Path) -> int:
    """Occurrences of the words that the project no longer uses, in the product code."""
    return sum(len(BANNED.findall(path.read_text(encoding="utf-8"))) for path in list_product_files(root))


def list_figures(root: Path) -> Iterator[tuple[str, str, str]]:
    """(figure, value, aim) one after the other."""
    folders = count_files_per_folder(root)
    crowded = {name: count for name, count in folders.items() if not name.endswith(NO_LIMIT_ON_FILES)}
    fullest = max(crowded, key=lambda name: crowded[name])
    yield "fullest folder", f"{crowded[fullest]} files in {fullest}/", "<= 20"
    yield "files per folder, median", f"{statistics.median(folders.values()):g}", ""
    functions = [function for function in list_functions(root) if function.counts]
    verbs = sum(begins_with_verb(function.name) for function in functions)
    one_word = sum("_" not in function.name.strip("_") for function in functions)
    yield "functions", str(len(functions)), ""
    yield "names that begin with a verb", f"{100 * verbs / len(functions):.0f} %", ">= 55 %"
    yield "one-word names", f"{100 * one_word / len(functions):.0f} %", "<= 20 %"
    repeated = find_repeated_classes(root)
    yield "class names used twice", f"{len(repeated)} {' '.join(sorted(repeated))}".strip(), "0"
    crossing = find_crossing_names(root)
    documented = [
        function.docstring_lines
        for function in list_functions(root)
        if (function.file, function.name) in crossing and not function.is_method
    ]
    median = statistics.median(documented) if documented else 0
    yield "docstring lines of functions that other packages import, median", f"{median:g}", ">= 4"
    comments, lines = count_comment_lines(root)
    yield "comments per 100 lines of code", f"{100 * comments / lines:.1f} of {lines} lines", ">= 2"
    yield "old words", str(count_banned_words(root)), "0"


def main() -> None:
    """Prints the figures of one checkout."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("root", nargs="?", type=Path, default=ROOT)
    for name, value, aim in list_figures(parser.parse_args().root.resolve()):
        print(f"{name:66} {value}{f'   (aim {aim})' if aim else ''}")


if __name__ == "__main__":
    main()

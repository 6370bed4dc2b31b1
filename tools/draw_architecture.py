"""Draws the rooms of the project, and which imports which, into `docs/images/architecture.svg`.

    python -m tools.draw_architecture           write it
    python -m tools.draw_architecture --check   exit 1 if the one in docs/ is no longer true

Everything in it is read from the source code: the packages, their folders, how many files each holds, and an
arrow for each package that imports another at run time. tests/test_architecture.py runs the check.
"""

import argparse
import ast
import sys
from collections import defaultdict
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "images" / "architecture.svg"

FLOORS: tuple[tuple[str, ...], ...] = (
    ("app",),
    ("cli", "web"),
    ("reporting",),
    ("services",),
    ("coaching", "history"),
    ("vision",),
    ("analysis",),
)
"""Top to bottom: each package stands above everything it imports."""

SAYS = {
    "app": "entry point of the web app",
    "cli": "the command line",
    "web": "the web app",
    "reporting": "texts, tables, charts, files",
    "services": "the only way to the engine, the history and the programme",
    "coaching": "weeks: load, plan, progress (pure)",
    "history": "what is saved",
    "vision": "clips and cameras in, landmarks and drawn clips out",
    "analysis": "landmarks in, report out (pure)",
}

WIDTH, MARGIN, GAP, HEIGHT, FLOOR_GAP = 980, 20, 30, 92, 34
INK, PAPER, ROOM, ARROW = "#1b2a33", "#ffffff", "#e8f1f6", "#8096a3"


def list_rooms(root: Path, package: str) -> list[tuple[str, int]]:
    """(folder, Python files in it) of one package: the folders first, then the files at its top."""
    if package == "app":
        return []
    counts: dict[str, int] = defaultdict(int)
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root / package).parts
        if path.name != "__init__.py" and not {"migrations", "__pycache__"} & set(parts):
            counts["/".join(parts[:-1][:1])] += 1
    return sorted(counts.items(), key=lambda item: (item[0] == "", item[0]))


def list_imports(root: Path) -> set[tuple[str, str]]:
    """(importer, imported) package pairs; imports for type checkers only do not count."""
    packages = {name for floor in FLOORS for name in floor}
    pairs: set[tuple[str, str]] = set()
    for package in packages:
        files = [root / "app.py"] if package == "app" else sorted((root / package).rglob("*.py"))
        for path in files:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in _walk_run_time(tree):
                names = []
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                elif isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                for name in names:
                    target = name.partition(".")[0]
                    if target in packages - {package}:
                        pairs.add((package, target))
    return pairs


def _walk_run_time(tree: ast.AST) -> list[ast.AST]:
    """Every node except those under `if TYPE_CHECKING:`."""
    found, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        found.append(node)
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            waiting.extend(node.orelse)
        else:
            waiting.extend(ast.iter_child_nodes(node))
    return found


def draw(root: Path) -> str:
    """The picture as SVG text; the same source always gives the same bytes."""
    boxes: dict[str, tuple[float, float, float]] = {}
    parts: list[str] = []
    for row, floor in enumerate(FLOORS):
        width = (WIDTH - 2 * MARGIN - GAP * (len(floor) - 1)) / len(floor)
        for column, package in enumerate(floor):
            x, y = MARGIN + column * (width + GAP), MARGIN + row * (HEIGHT + FLOOR_GAP)
            boxes[package] = (x, y, width)
            parts += _draw_room(package, x, y, width, list_rooms(root, package))
    arrows = [_draw_arrow(boxes, pair) for pair in sorted(list_imports(root)) if _is_next_floor(pair)]
    far = sorted(f"{one} → {other}" for one, other in list_imports(root) if not _is_next_floor((one, other)))
    height = 2 * MARGIN + len(FLOORS) * (HEIGHT + FLOOR_GAP) + 20
    note = f"Also imported across floors: {', '.join(far)}."
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            'font-family="DejaVu Sans, Verdana, sans-serif">',
            "<title>The packages of EvenRep, top to bottom: each imports only what stands below it</title>",
            f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
            f'<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            f'orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="{ARROW}"/></marker></defs>',
            *parts,
            *arrows,
            *_wrap_note(note, height - 34),
            "</svg>",
            "",
        ]
    )


def _draw_room(package: str, x: float, y: float, width: float, rooms: list[tuple[str, int]]) -> list[str]:
    name = "app.py" if package == "app" else f"{package}/"
    inside = "   ".join(f"{folder or '(top)'} {count}" for folder, count in rooms)
    return [
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{HEIGHT}" rx="8" fill="{ROOM}" '
        f'stroke="{INK}"/>',
        f'<text x="{x + 14:.0f}" y="{y + 26:.0f}" font-size="18" font-weight="bold" fill="{INK}">'
        f"{escape(name)}</text>",
        f'<text x="{x + 14:.0f}" y="{y + 50:.0f}" font-size="13" fill="{INK}">{escape(SAYS[package])}</text>',
        f'<text x="{x + 14:.0f}" y="{y + 74:.0f}" font-size="12" fill="{INK}" xml:space="preserve">'
        f"{escape(inside)}</text>",
    ]


def _is_next_floor(pair: tuple[str, str]) -> bool:
    level = {name: row for row, floor in enumerate(FLOORS) for name in floor}
    return level[pair[1]] - level[pair[0]] == 1


def _draw_arrow(boxes: dict[str, tuple[float, float, float]], pair: tuple[str, str]) -> str:
    (x1, y1, w1), (x2, y2, w2) = boxes[pair[0]], boxes[pair[1]]
    left, right = max(x1, x2), min(x1 + w1, x2 + w2)
    x = (left + right) / 2
    return (
        f'<line x1="{x:.0f}" y1="{y1 + HEIGHT:.0f}" x2="{x:.0f}" y2="{y2 - 2:.0f}" stroke="{ARROW}" '
        'stroke-width="2" marker-end="url(#tip)"/>'
    )


def _wrap_note(note: str, y: float) -> list[str]:
    words, lines = note.split(", "), [""]
    for word in words:
        if len(lines[-1]) + len(word) > 150:
            lines.append("")
        lines[-1] += word + ("" if word is words[-1] else ", ")
    return [
        f'<text x="{MARGIN}" y="{y + 15 * row:.0f}" font-size="11" fill="{INK}">{escape(line)}</text>'
        for row, line in enumerate(lines)
    ]


def main() -> int:
    """Writes the picture, or checks it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="exit 1 if the picture in docs/ is out of date")
    drawn = draw(ROOT)
    if parser.parse_args().check:
        if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == drawn:
            return 0
        print(
            "docs/images/architecture.svg is out of date: python -m tools.draw_architecture", file=sys.stderr
        )
        return 1
    TARGET.write_text(drawn, encoding="utf-8")
    print(f"Wrote {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Plain modern English: words that this project does not use, in code, templates, documents and on screen."""

import re
from collections.abc import Iterator

from tests.fixtures.source_tree import ROOT, expect_none, tracked_files

BANNED = {
    r"told": "given, entered, reported",
    r"anew": "again",
    r"aside": "off-axis, to the side",
    r"whom": "rewrite the sentence",
    r"who it is": "which person",
    r"seam": "interface",
    r"unrest": "jitter",
    r"strangeness": "out-of-distribution score",
    r"strangers?": "other person, ID switch",
    r"house rules?": "convention",
    r"told by hand": "set by hand",
    r"put right": "corrected",
    r"nobody's": "rewrite the sentence",
    r"beside": "next to",
}
"""Whole words, any case, and what to write in their place."""

ALLOWED = {
    "tests/test_wording.py",  # this list
    "tools/measure_structure.py",  # counts them
    "LICENSE",
    "vision/overlay/fonts/LICENSE-DejaVu.txt",
}
ALLOWED_LINES: tuple[str, ...] = ('_JSON_KEYS = {"entered": "told"}', "view_told", "side_told")
"""Parts of lines that may hold a banned word: names of others' programs, quotations."""

READ = {".py", ".md", ".toml", ".css", ".js", ".j2", ".html", ".json", ".txt", ".yml"}
SCAFFOLDING = ("tests/", "tools/", "benchmarks/", "sample_videos/", "docs/decisions/")
PATTERN = re.compile(r"\b(" + "|".join(sorted(BANNED, key=len, reverse=True)) + r")\b", re.IGNORECASE)


def _find_banned() -> Iterator[str]:
    for path in tracked_files():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix not in READ or name in ALLOWED or name.startswith(SCAFFOLDING):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            plain = line.replace("_", " ")  # names count, too: `pain_told`
            for word in PATTERN.findall(plain):
                if not any(part in line for part in ALLOWED_LINES):
                    yield f"{name}:{number} {word!r}: write {BANNED.get(word.lower(), 'it plainly')}"


def test_banned_words_are_not_used() -> None:
    expect_none(_find_banned())


def test_the_search_finds_a_banned_word_where_there_is_one() -> None:
    assert PATTERN.findall("what was Told anew; the seamless house rules") == ["Told", "anew", "house rules"]

"""A file is whole or not there, whatever happens while it is written."""

from pathlib import Path

import pytest

from vision.atomic_write import atomic_write


def test_the_file_appears_at_the_end_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    with atomic_write(target) as part:
        part.write_text("new")
        assert part.parent == tmp_path
        assert not target.exists()
    assert target.read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("error", [ValueError("a bug"), KeyboardInterrupt()])
def test_an_exception_leaves_the_old_file_and_no_part(tmp_path: Path, error: BaseException) -> None:
    target = tmp_path / "a.txt"
    target.write_text("old")
    with pytest.raises(type(error)):
        write_and_raise(target, error)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def write_and_raise(target: Path, error: BaseException) -> None:
    with atomic_write(target) as part:
        part.write_text("half")
        raise error


def test_a_move_that_fails_leaves_no_part(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"), atomic_write(tmp_path / "folder") as part:
        part.write_text("new")
    assert list(tmp_path.iterdir()) == [tmp_path / "folder"]


def test_a_block_that_writes_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic_write(tmp_path / "a.txt"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_name_as_long_as_names_may_be(tmp_path: Path) -> None:
    target = tmp_path / ("ä" * 125 + ".txt")
    with atomic_write(target) as part:
        part.write_text("new")
    assert target.read_text() == "new"

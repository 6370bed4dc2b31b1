"""Output files that are whole or not there: written under another name, then moved into place."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Of the target's name in the name of its part file: file systems allow 255 bytes, and a name may be long.
_NAME_CHARS = 50


@contextmanager
def atomic_write(target: Path) -> Iterator[Path]:
    """Give a path next to `target` to write to; it becomes `target` only if the block ends well.

    The part file is hidden (`.name.1f2e3d4c.part`) and in the same folder, because only within one file
    system a move replaces a file in one step. Nothing is flushed to the disk here: a caller whose result
    must survive a power cut calls `os.fsync` before the block ends, and one that cares about permissions
    sets them on the part file.

    Parameters
    ----------
    target : Path
        The file to replace. A symbolic link is replaced itself; pass `target.resolve()` to follow it.

    Yields
    ------
    Path
        The part file, not created yet.

    Raises
    ------
    OSError
        The part file cannot be moved to `target`, or the block failed to write it. After this or any other
        exception `target` is as it was and the part file is removed.
    """
    part = target.with_name(f".{target.name[:_NAME_CHARS]}.{secrets.token_hex(4)}.part")
    try:
        yield part
        part.replace(target)
    finally:
        # the move has taken it away after a success; a second fault here must not hide the first
        with suppress(OSError):
            part.unlink(missing_ok=True)

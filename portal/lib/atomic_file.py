"""Atomic writing: a file gets its name only when it is complete."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def write_temporary_file(
    folder: Path, pieces: Iterable[bytes], *, prefix: str = "tmp", mode: int | None = None, is_durable: bool = True
) -> Iterator[Path]:
    """Writes the pieces to a temporary file in the folder. The caller moves or links it to its place; what remains is
    removed at the end.

    With `is_durable`, the bytes are on the disk before the file is yielded, so that a crash cannot leave an empty file
    under the final name. `mode` is the file's mode; without it, only the owner can read and write the file."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=prefix)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if mode is not None:
                os.fchmod(handle, mode)
            for piece in pieces:
                file.write(piece)
            if is_durable:
                file.flush()
                os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)

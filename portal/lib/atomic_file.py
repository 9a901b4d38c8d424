"""Files that get their name only when they are complete."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def write_temporary_file(
    folder: Path, pieces: Iterable[bytes], *, prefix: str = "tmp", is_durable: bool = True
) -> Iterator[Path]:
    """Writes the pieces to a file in the folder, for the caller to move or link to its place. Removed at the end.

    With `is_durable` the bytes are on the disk first, so that a crash leaves no empty file under the name."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=prefix)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
            if is_durable:
                file.flush()
                os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)

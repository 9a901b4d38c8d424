"""Folder of an export: it contains only the export's files, each written atomically and only when changed."""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

MARKER_FILE = ".portal-export"
"""File that records the purpose of a folder."""
IGNORED_NAMES = {".git"}
TEMPORARY_PREFIX = ".writing-"
"""How the name of a file begins that is not finished."""
CHUNK_SIZE = 1 << 20


class ExportError(Exception):
    """One sentence for the operator; nothing was written."""


@contextmanager
def convert_disk_errors(folder: Path) -> Iterator[None]:
    """What the disk refuses, told as Refused: a folder that cannot be made, a disk that is full, a file of somebody
    else's in the way."""
    try:
        yield
    except OSError as fault:
        raise ExportError(f"It stopped at {fault.filename or folder}: {fault.strerror}.") from fault
    except sqlite3.Error as fault:
        raise ExportError(f"What {folder} knows of itself cannot be used: {fault}.") from fault


class ExportDir:
    """`purpose` tells one kind of export from another: a folder of one is never written over by the other."""

    def __init__(self, root: Path, purpose: str):
        self.root, self.purpose = root, purpose

    def begin(self) -> None:
        """Takes the folder into use, and makes it where there is none. Raises Refused for one that holds anything
        else than an export of this kind."""
        if self.root.exists() and not self.root.is_dir():
            raise ExportError(f"{self.root} is a file and not a folder.")
        self.root.mkdir(parents=True, exist_ok=True)
        mark = self.root / MARKER_FILE
        if not mark.is_file():
            if any(entry.name not in IGNORED_NAMES for entry in self.root.iterdir()):
                raise ExportError(f"{self.root} holds files that no export made: name an empty folder or a new one.")
            self.write(MARKER_FILE, f"{self.purpose}\n".encode())
        elif (found := mark.read_text(encoding="utf-8").strip()) != self.purpose:
            raise ExportError(f"{self.root} holds another kind of export ({found}, not {self.purpose}).")
        for left in self.root.glob(f"{TEMPORARY_PREFIX}*"):
            left.unlink()

    def place(self, name: str) -> Path:
        """Where a file stands. Raises Refused for a name that leads out of the folder, by a link within it as well."""
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts or "\0" in name or "\\" in name:
            raise ExportError(f"“{name}” is no place inside {self.root}.")
        place = self.root
        for part in parts:
            place = place / part
            if place.is_symlink():
                raise ExportError(f"{place} is a link: an export follows none, for it could lead out of its folder.")
        return place

    def write(self, name: str, content: bytes) -> bool:
        """Whether the file had to be written: one with these bytes stays as it is, its time included."""
        place = self.place(name)
        if place.is_file() and place.stat().st_size == len(content) and place.read_bytes() == content:
            return False
        return self.write_pieces(name, [content])[1]

    def write_pieces(self, name: str, pieces: Iterable[bytes]) -> tuple[str, bool]:
        """The same for what comes piece by piece; with the SHA-256 of the bytes."""
        place = self.place(name)
        found = hashlib.sha256()
        handle, temporary = tempfile.mkstemp(dir=self.root, prefix=TEMPORARY_PREFIX)
        try:
            with os.fdopen(handle, "wb") as file:
                for piece in pieces:
                    found.update(piece)
                    file.write(piece)
            is_new = not place.is_file() or hash_file(place) != found.hexdigest()
            if is_new:
                os.chmod(temporary, 0o644)
                place.parent.mkdir(parents=True, exist_ok=True)
                os.replace(temporary, place)
        finally:
            Path(temporary).unlink(missing_ok=True)
        return found.hexdigest(), is_new

    def remove(self, name: str) -> None:
        """The file and the folders that are empty without it."""
        place = self.place(name)
        place.unlink(missing_ok=True)
        for parent in place.parents:
            if parent == self.root or any(parent.iterdir()):
                break
            parent.rmdir()

    def files(self, under: str) -> Iterable[str]:
        """Names of all files in one of its folders."""
        for path in sorted((self.root / under).rglob("*")):
            if path.is_file() or path.is_symlink():
                yield path.relative_to(self.root).as_posix()


def hash_file(path: Path) -> str:
    """SHA-256 of a file's bytes, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def iter_chunks(file) -> Iterable[bytes]:
    while piece := file.read(CHUNK_SIZE):
        yield piece

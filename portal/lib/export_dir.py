"""Folder of an export. It contains only the export's files; each is written atomically and only if it has changed."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from portal.lib.atomic_file import write_temporary_file

MARKER_FILE = ".portal-export"
"""File that records the purpose of a folder."""
IGNORED_NAMES = {".git"}
TEMPORARY_PREFIX = ".writing-"
"""Beginning of the name of a file that is not complete."""
CHUNK_SIZE = 1 << 20


class ExportError(Exception):
    """The export stopped. The text is a sentence for the operator."""


@contextmanager
def convert_disk_errors(folder: Path) -> Iterator[None]:
    """Converts errors of the disk to ExportError: a folder that cannot be created, a full disk, a foreign file where a
    folder belongs."""
    try:
        yield
    except OSError as error:
        raise ExportError(f"The export stopped at {error.filename or folder}: {error.strerror}.") from error
    except sqlite3.Error as error:
        raise ExportError(f"The database that keeps the state of {folder} cannot be used: {error}.") from error


class ExportDir:
    """Folder of one kind of export. `purpose` names the kind: one kind of export never overwrites that of another."""

    def __init__(self, root: Path, purpose: str):
        self.root, self.purpose = root, purpose

    def begin(self) -> None:
        """Prepares the folder, and creates it if it does not exist. Raises ExportError if it contains anything other
        than an export of this kind."""
        if self.root.exists() and not self.root.is_dir():
            raise ExportError(f"{self.root} is a file, not a folder.")
        self.root.mkdir(parents=True, exist_ok=True)
        marker = self.root / MARKER_FILE
        if not marker.is_file():
            if any(entry.name not in IGNORED_NAMES for entry in self.root.iterdir()):
                raise ExportError(f"{self.root} has files that are not from an export: name an empty or a new folder.")
            self.write(MARKER_FILE, f"{self.purpose}\n".encode())
        elif (purpose := marker.read_text(encoding="utf-8").strip()) != self.purpose:
            raise ExportError(f"{self.root} contains another kind of export ({purpose}, not {self.purpose}).")
        for unfinished in self.root.glob(f"{TEMPORARY_PREFIX}*"):
            unfinished.unlink()

    def place(self, name: str) -> Path:
        """Returns the path of a file. Raises ExportError for a name that leads out of the folder, and for a symbolic
        link on the way."""
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts or "\0" in name or "\\" in name:
            raise ExportError(f"“{name}” is not a path inside {self.root}.")
        path = self.root
        for part in parts:
            path = path / part
            if path.is_symlink():
                raise ExportError(f"{path} is a symbolic link, which could lead out of the folder. Remove it.")
        return path

    def write(self, name: str, content: bytes) -> bool:
        """Writes the file unless it has these bytes already; its time does not change then. Returns whether it was
        written."""
        path = self.place(name)
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return False
        return self.write_pieces(name, [content])[1]

    def write_pieces(self, name: str, pieces: Iterable[bytes]) -> tuple[str, bool]:
        """Writes the file from pieces. Returns the SHA-256 of the bytes, and whether the file was written."""
        path = self.place(name)
        hasher = hashlib.sha256()
        with write_temporary_file(
            self.root, update_hash(hasher, pieces), prefix=TEMPORARY_PREFIX, mode=0o644, is_durable=False
        ) as temporary:
            is_new = not path.is_file() or hash_file(path) != hasher.hexdigest()
            if is_new:
                path.parent.mkdir(parents=True, exist_ok=True)
                temporary.replace(path)
        return hasher.hexdigest(), is_new

    def remove(self, name: str) -> None:
        """Removes the file and the folders that are empty without it."""
        path = self.place(name)
        path.unlink(missing_ok=True)
        for parent in path.parents:
            if parent == self.root or any(parent.iterdir()):
                break
            parent.rmdir()

    def files(self, under: str) -> Iterable[str]:
        """Yields the names of all files below the folder `under`."""
        for path in sorted((self.root / under).rglob("*")):
            if path.is_file() or path.is_symlink():
                yield path.relative_to(self.root).as_posix()


def hash_file(path: Path) -> str:
    """Returns the SHA-256 of a file's bytes, which are read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def iter_chunks(file) -> Iterable[bytes]:
    while piece := file.read(CHUNK_SIZE):
        yield piece


def update_hash(hasher, pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        hasher.update(piece)
        yield piece

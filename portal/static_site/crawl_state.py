"""The state of a copy, in a small database in its folder: the addresses that this run has requested, the pages that are
not written yet, and the digest of every file. With it an interrupted run continues, and memory use stays constant."""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SCHEMA_SQL = """
CREATE TABLE IF NOT EXISTS run (id INTEGER PRIMARY KEY, of TEXT NOT NULL, is_finished INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS page (
  id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, status INTEGER NOT NULL, type TEXT NOT NULL,
  file TEXT NOT NULL, leads_to TEXT NOT NULL, body BLOB);
CREATE INDEX IF NOT EXISTS waiting ON page (id) WHERE body IS NOT NULL;
CREATE TABLE IF NOT EXISTS file (name TEXT PRIMARY KEY, digest TEXT NOT NULL, run INTEGER NOT NULL);
"""
PAGE_COLUMNS = "address, status, type, file, leads_to, body"


@dataclass(frozen=True)
class CrawledPage:
    """An answer of the site. `file` is empty if the copy has no file for it; `leads_to` is the target of a redirect."""

    address: str
    status: int
    type: str
    file: str = ""
    leads_to: str = ""
    body: bytes | None = None


class CrawlState:
    """`seen` counts the requested pages that have a file; `done` counts those that are written."""

    def __init__(self, path):
        self.rows = sqlite3.connect(path)
        self.rows.executescript(SCHEMA_SQL)

    def begin(self, of: str) -> bool:
        """Continues an unfinished run `of` the same state of the site; otherwise drops it and begins a new one. Returns
        whether it continues."""
        last = self.rows.execute("SELECT id, of, is_finished FROM run ORDER BY id DESC").fetchone()
        self.run = last[0] if last and last[1:] == (of, 0) else 1 + (last[0] if last else 0)
        if not (goes_on := last is not None and self.run == last[0]):
            self.rows.execute("DELETE FROM page")
            self.rows.execute("INSERT INTO run (id, of) VALUES (?, ?)", (self.run, of))
            self.save()
        counts = "SELECT count(*), count(*) - count(body) FROM page WHERE file <> ''"
        self.seen, self.done = self.rows.execute(counts).fetchone()
        return goes_on

    def save(self) -> None:
        self.rows.commit()

    def page(self, address: str) -> CrawledPage | None:
        """Returns the stored answer of an address, without its body."""
        row = self.rows.execute(
            "SELECT address, status, type, file, leads_to FROM page WHERE address = ?", (address,)
        ).fetchone()
        return CrawledPage(*row) if row else None

    def keep(self, page: CrawledPage) -> None:
        body = None if page.body is None else zlib.compress(page.body, 1)
        row = (page.address, page.status, page.type, page.file, page.leads_to, body)
        self.rows.execute(f"INSERT INTO page ({PAGE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", row)
        self.seen += bool(page.file)
        self.done += bool(page.file and body is None)

    def waiting(self) -> CrawledPage | None:
        """Returns the newest page that is not written yet; this order keeps the number of waiting pages small."""
        where = "WHERE body IS NOT NULL ORDER BY id DESC LIMIT 1"
        row = self.rows.execute(f"SELECT {PAGE_COLUMNS} FROM page {where}").fetchone()
        return CrawledPage(*row[:5], zlib.decompress(row[5])) if row else None

    def written(self, file: str, digest: str, address: str = "") -> None:
        self.rows.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", (file, digest, self.run))
        if address:
            self.rows.execute("UPDATE page SET body = NULL WHERE address = ?", (address,))
            self.done += 1

    def remember(self, files: Iterable[tuple[str, str]]) -> None:
        """Adds digests and names of an earlier copy if the database has none, because the files were moved without
        it."""
        if not self.rows.execute("SELECT 1 FROM file LIMIT 1").fetchone():
            rows = ((name, digest) for digest, name in files)
            self.rows.executemany("INSERT INTO file VALUES (?, ?, 0)", rows)

    def stale(self) -> Iterator[str]:
        for (name,) in self.rows.execute("SELECT name FROM file WHERE run <> ?", (self.run,)).fetchall():
            yield name

    def files(self) -> Iterator[tuple[str, str]]:
        yield from self.rows.execute("SELECT digest, name FROM file WHERE run = ? ORDER BY name", (self.run,))

    def finish(self) -> None:
        self.rows.execute("DELETE FROM file WHERE run <> ?", (self.run,))
        self.rows.execute("DELETE FROM page")
        self.rows.execute("UPDATE run SET is_finished = 1 WHERE id = ?", (self.run,))
        self.rows.execute("DELETE FROM run WHERE id <> ?", (self.run,))
        self.save()
        self.rows.execute("VACUUM")

    def close(self) -> None:
        self.rows.close()

"""Checks every link in a folder of files as a plain web server would answer it, without code of the export."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree, html

ATTRIBUTES = ("href", "src", "action", "formaction", "poster", "data", "cite")
PLAIN = {".txt", ".md", ".bib", ".ics"}


class Site:
    def __init__(self, root: Path, address: str):
        self.root, self.address = root, address
        self.ids = cache(self.ids_of)

    def broken(self) -> list[str]:
        """Returns a line for each broken link, with the file that contains it."""
        return [
            f"{file}: {link}"
            for file in self.files()
            for link in sorted(set(self.links(file)))
            if not self.answers(urljoin(self.address_of(file), link))
        ]

    def files(self) -> list[str]:
        paths = (path for path in self.root.rglob("*") if path.is_file())
        names = (path.relative_to(self.root).as_posix() for path in paths)
        return sorted(name for name in names if not name.startswith("."))

    def address_of(self, file: str) -> str:
        return f"{self.address}/{file.removesuffix('index.html')}"

    def answers(self, address: str) -> bool:
        if not f"{address}/".startswith(f"{self.address}/"):
            return True
        parts = urlsplit(address)
        file = unquote(parts.path).lstrip("/")
        file = f"{file}index.html" if not file or file.endswith("/") else file
        if parts.query or not (self.root / file).is_file():
            return False
        return not parts.fragment or unquote(parts.fragment) in self.ids(file)

    def ids_of(self, file: str) -> set[str]:
        return set(html.fromstring((self.root / file).read_bytes()).xpath("//@id")) if file.endswith(".html") else set()

    def links(self, file: str) -> Iterator[str]:
        path = self.root / file
        if path.suffix == ".html":
            yield from links_of_html(path.read_bytes())
        elif path.suffix == ".json":
            yield from self.links_of_data(json.loads(path.read_text(encoding="utf-8")))
        elif path.suffix in (".atom", ".rss", ".xml"):
            for element in etree.fromstring(path.read_bytes()).iter():
                yield from (value for name, value in element.attrib.items() if name in ATTRIBUTES)
                yield from self.links_of_data(element.text or "")
        elif path.suffix in PLAIN:
            text = path.read_bytes().decode().replace("\r\n ", "")
            yield from re.findall(rf"{re.escape(self.address)}/[^\s,;}}\"<>)]*", text)
        elif path.suffix == ".css":
            yield from re.findall(r"url\([\"']?([^)\"']+)", path.read_text(encoding="utf-8"))

    def links_of_data(self, value) -> Iterator[str]:
        """Yields strings that are an address of the site, and the links in strings that are HTML."""
        if isinstance(value, dict | list):
            for member in value.values() if isinstance(value, dict) else value:
                yield from self.links_of_data(member)
        elif isinstance(value, str) and value.startswith(f"{self.address}/") and "{" not in value:
            yield value
        elif isinstance(value, str) and value.lstrip().startswith(("<p", "<ol", "<ul", "<h", "<div", "<table")):
            yield from links_of_html(value.encode())


def links_of_html(content: bytes) -> Iterator[str]:
    page = html.fromstring(content)
    for element in page.iter(etree.Element):
        yield from (value for name, value in element.attrib.items() if name in ATTRIBUTES)
    yield from page.xpath("//meta[@property='og:url' or @property='og:image']/@content")
    for data in page.xpath("//script[@type='application/ld+json']/text()"):
        yield from re.findall(r'"(https?://[^"{}]+)"', data)

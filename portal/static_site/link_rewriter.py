"""Rewrites the links of pages, feeds and answers of the API for a copy. Replaces forms, because a copy cannot answer
them. Everything else stays the same, byte for byte."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from typing import Any
from xml.sax.saxutils import escape as as_text
from xml.sax.saxutils import unescape as from_text

LinkResolver = Callable[[str], str | None]
"""Returns the address in the copy for an address in a page, or None if the copy has no file for it."""
LINK_ATTRIBUTES = {"a": "href", "link": "href", "img": "src", "script": "src", "source": "src", "area": "href"}
META_PROPERTIES = ("og:url", "og:image")
"""Metadata of a page whose content is an address."""
STAFF_PATHS = ("/admin/", "/accounts/", "/official/")
TEXT_MEMBERS = {
    "content",
    "body",
    "text",
    "title",
    "subtitle",
    "quote",
    "heading",
    "provenance",
    "change_note",
    "note",
    "content_text",
    "summary",
    "reason",
    "name",
}
"""Members of JSON that hold words, even if these look like an address."""


@dataclass
class HtmlForm:
    """`choices` has the name and label of each select, and the value and words of each of its options."""

    action: str
    choices: list[tuple[str, str, list[tuple[str, str]]]] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)


class LinkRewriter(HTMLParser):
    def __init__(self, resolve: LinkResolver, in_place_of: Callable[[HtmlForm], str], foot: str):
        super().__init__(convert_charrefs=False)
        self.resolve, self.in_place_of, self.foot = resolve, in_place_of, foot
        self.out: list[str] = []
        self.ends: list[str] = []
        """The end tags of the links that are open."""
        self.is_silent = self.is_in_footer = False
        self.left_out = -1
        """Length of `out` after the last link whose words were left out."""
        self.form: HtmlForm | None = None
        self.words = self.label = ""

    def write(self, text: str) -> None:
        if self.form is None and not self.is_silent:
            self.out.append(text)
        self.words += text

    def handle_starttag(self, tag, attrs):
        facts, whole = dict(attrs), self.get_starttag_text()
        if tag == "form":
            self.form = HtmlForm(facts.get("action") or "")
        elif self.form is not None:
            self.note_choice(tag, facts)
        elif (name := get_link_attribute(tag, facts)) and (link := facts.get(name)):
            self.handle_link(tag, facts, name, link)
        else:
            self.write(whole)
            self.is_in_footer = self.is_in_footer or tag == "footer"
            if self.is_in_footer and tag == "div":
                self.write(self.foot)
                self.is_in_footer = False
        if tag in ("option", "label"):
            self.words = ""

    handle_startendtag = handle_starttag

    def handle_link(self, tag: str, facts: dict, name: str, link: str) -> None:
        target = self.resolve(link)
        if tag == "a":
            self.is_silent = target is None and link.startswith(STAFF_PATHS)
            self.ends.append("</a>" if target is not None else "</span>")
            if target is None:
                self.write("<span>")
                return
        elif target is None:
            return
        self.write(self.get_starttag_text() if target == link else format_start_tag(tag, facts, name, target))

    def note_choice(self, tag: str, facts: dict) -> None:
        if tag == "label":
            self.label = facts.get("for") or ""
        if tag == "select":
            name = facts.get("name") or ""
            self.form.choices.append((name, self.form.labels.get(facts.get("id") or "", name), []))
        if tag == "option" and self.form.choices:
            self.form.choices[-1][2].append((facts.get("value") or "", ""))

    def handle_endtag(self, tag):
        if tag == "form" and self.form is not None:
            form, self.form = self.form, None
            self.write(self.in_place_of(form))
        elif self.form is not None:
            self.end_choice(tag)
        elif tag == "a" and self.ends:
            end = self.ends.pop()
            if self.is_silent:
                self.left_out = len(self.out)
            else:
                self.write(end)
            self.is_silent = False
        elif tag == "li" and self.left_out == len(self.out) and self.out[-1].startswith("<li"):
            # Drops the list item of a link that was left out.
            self.out.pop()
        else:
            self.write(f"</{tag}>")

    def end_choice(self, tag: str) -> None:
        if tag == "label":
            self.form.labels[self.label] = unescape(self.words.strip())
        if tag == "option" and self.form.choices and self.form.choices[-1][2]:
            options = self.form.choices[-1][2]
            options[-1] = (options[-1][0], unescape(self.words.strip()))

    def handle_data(self, data):
        self.write(data)

    def handle_entityref(self, name):
        self.write(f"&{name};")

    def handle_charref(self, name):
        self.write(f"&#{name};")

    def handle_comment(self, data):
        self.write(f"<!--{data}-->")

    def handle_decl(self, decl):
        self.write(f"<!{decl}>")


def get_link_attribute(tag: str, facts: dict) -> str | None:
    """Returns the name of the attribute that holds the link of an element, or None."""
    if tag == "meta":
        return "content" if facts.get("property") in META_PROPERTIES else None
    return LINK_ATTRIBUTES.get(tag)


def format_start_tag(tag: str, facts: dict, name: str, value: str) -> str:
    attributes = {**facts, name: value}
    spelled = [key if word is None else f'{key}="{escape(word)}"' for key, word in attributes.items()]
    return f"<{tag} {' '.join(spelled)}>"


def rewrite_html(page: str, resolve: LinkResolver, in_place_of: Callable[[HtmlForm], str], foot: str) -> str:
    parser = LinkRewriter(resolve, in_place_of, foot)
    parser.feed(page)
    parser.close()
    return "".join(parser.out)


def rewrite_xml(text: str, site: str, resolve: LinkResolver) -> str:
    """Rewrites complete addresses that are a whole attribute or the whole text of an element, and the links in HTML
    that an entry of a feed contains as text."""

    def replace(match: re.Match) -> str:
        if match["html"] is None:
            return escape(resolve(unescape(match[0])) or unescape(match[0]))
        return match["tag"] + as_text(rewrite_html_fragment(from_text(match["html"]), resolve))

    holding = r'(?P<tag><content type="html">|<description>)(?P<html>[^<]*)'
    return re.sub(rf'{holding}|(?<=[">]){re.escape(site)}[^"<]*(?=["<])', replace, text)


def rewrite_html_fragment(text: str, resolve: LinkResolver) -> str:
    """Rewrites the links of HTML in a feed, which has no forms and no footer."""
    return rewrite_html(text, resolve, lambda form: "", "") if ' href="' in text or ' src="' in text else text


def rewrite_json(text: str, site: str, resolve: LinkResolver) -> str:
    """Rewrites strings that are a whole address of the site. An address that the copy lacks becomes null, or is dropped
    from a list."""
    return json.dumps(rewrite_value(json.loads(text), site, resolve), ensure_ascii=False)


def rewrite_value(value: Any, site: str, resolve: LinkResolver) -> Any:
    if isinstance(value, dict):
        return {name: rewrite_member(name, member, site, resolve) for name, member in value.items()}
    if isinstance(value, list):
        rewritten = [rewrite_value(item, site, resolve) for item in value]
        return [new for new, old in zip(rewritten, value, strict=True) if new is not None or old is None]
    if isinstance(value, str) and value.startswith(f"{site}/") and "{" not in value and " " not in value:
        return resolve(value)
    return value


def rewrite_member(name: str, value: Any, site: str, resolve: LinkResolver) -> Any:
    if name == "content_html":
        return rewrite_html_fragment(value, resolve)
    return value if name in TEXT_MEMBERS and isinstance(value, str) else rewrite_value(value, site, resolve)

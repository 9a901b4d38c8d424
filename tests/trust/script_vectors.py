"""Texts that run as a script if a page does not escape them, and the functions that find such scripts in a page."""

import json
from pathlib import Path
from xml.etree.ElementTree import Element

import tinyhtml5

COUNT = 229
FILE = Path(__file__).with_suffix(".json")
LINKS = {"href", "src", "action", "formaction", "data", "poster", "xlink:href", "background", "srcset", "cite"}
DANGEROUS = ("javascript:", "vbscript:", "data:text", "data:image/svg", "data:,")
NEVER = {"iframe", "frame", "frameset", "object", "embed", "applet", "base", "isindex", "portal", "marquee"}


def list_vectors() -> list[str]:
    """Returns the first COUNT vectors, the same in every run: tags, tags after characters that end a context, and
    Markdown, each with one script after another."""
    known = json.loads(FILE.read_text(encoding="utf-8"))
    broken = [form.replace("{tag}", tag) for form in known["breaks"] for tag in known["break_tags"]]
    forms = [*known["tags"], *broken, *known["markdown"]]
    vectors = [form.replace("{js}", script) for script in known["scripts"] for form in forms]
    return list(dict.fromkeys(vectors))[:COUNT]


def find_scripts(html: str) -> list[str]:
    """Parses the page as browsers do. Returns what a browser would run, load from another site or send to one."""
    scripts = []
    for element in tinyhtml5.parse(html).iter():
        if isinstance(element, Element) and isinstance(element.tag, str):
            scripts += judge_element(element)
    return scripts


def judge_element(element: Element) -> list[str]:
    tag = element.tag.rpartition("}")[2].lower()
    attributes = {str(name).rpartition("}")[2].lower(): value for name, value in element.attrib.items()}
    scripts = [f"<{tag} {name}>" for name in attributes if name.startswith("on") or name == "srcdoc"]
    scripts += [f"<{tag} {name}={value[:40]}>" for name, value in attributes.items() if is_bad_link(tag, name, value)]
    if tag in NEVER or tag == "meta" and "http-equiv" in attributes:
        scripts.append(f"<{tag}>")
    if tag == "script" and not is_own_script(attributes):
        scripts.append(f"<script>{(element.text or '')[:40]}")
    return scripts


def is_own_script(attributes: dict[str, str]) -> bool:
    if attributes.get("type") in ("application/ld+json", "application/json"):
        return True
    return attributes.get("src", "").startswith("/static/") or attributes.get("src") == "/admin/jsi18n/"


def is_bad_link(tag: str, name: str, value: str) -> bool:
    """Whether the link runs a script or leads to another site. White space and control characters are removed first,
    as browsers do before they read the scheme."""
    address = "".join(character for character in value if character > " ").lower()
    if name in LINKS and address.startswith(DANGEROUS):
        # A browser runs no script of an SVG in an img element. The code that sets up an app is such a picture.
        return (tag, name) != ("img", "src") or not address.startswith("data:image/svg+xml;base64,")
    loads = name in ("src", "action", "formaction") or tag == "link" and name == "href"
    return loads and address.startswith(("//", "http://evil", "https://evil"))

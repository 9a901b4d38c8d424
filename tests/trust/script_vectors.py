"""Words that would run as a script where a page did not escape them, and what finds that they do."""

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
    """229, the same in every run: tags, tags behind what ends a context, and Markdown; then more with other scripts."""
    known = json.loads(FILE.read_text(encoding="utf-8"))
    broken = [form.replace("{tag}", tag) for form in known["breaks"] for tag in known["break_tags"]]
    forms = [*known["tags"], *broken, *known["markdown"]]
    every = [form.replace("{js}", script) for script in known["scripts"] for form in forms]
    return list(dict.fromkeys(every))[:COUNT]


def find_scripts(html: str) -> list[str]:
    """What a browser would run, load or send elsewhere, as the parsing rules of HTML read the page."""
    found = []
    for element in tinyhtml5.parse(html).iter():
        if isinstance(element, Element) and isinstance(element.tag, str):
            found += judge_element(element)
    return found


def judge_element(element: Element) -> list[str]:
    tag = element.tag.rpartition("}")[2].lower()
    attributes = {str(name).rpartition("}")[2].lower(): value for name, value in element.attrib.items()}
    wrong = [f"<{tag} {name}>" for name in attributes if name.startswith("on") or name == "srcdoc"]
    wrong += [f"<{tag} {name}={value[:40]}>" for name, value in attributes.items() if is_bad_link(tag, name, value)]
    if tag in NEVER or tag == "meta" and "http-equiv" in attributes:
        wrong.append(f"<{tag}>")
    if tag == "script" and not is_own_script(attributes):
        wrong.append(f"<script>{(element.text or '')[:40]}")
    return wrong


def is_own_script(attributes: dict[str, str]) -> bool:
    if attributes.get("type") in ("application/ld+json", "application/json"):
        return True
    return attributes.get("src", "").startswith("/static/") or attributes.get("src") == "/admin/jsi18n/"


def is_bad_link(tag: str, name: str, value: str) -> bool:
    """Browsers leave out white space and control characters before they read the scheme."""
    address = "".join(character for character in value if character > " ").lower()
    if name in LINKS and address.startswith(DANGEROUS):
        return True
    loads = name in ("src", "action", "formaction") or tag == "link" and name == "href"
    return loads and address.startswith(("//", "http://evil", "https://evil"))

"""Reads the links and the forms of a page as a browser does."""

from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

import tinyhtml5

HTML = "{http://www.w3.org/1999/xhtml}"
CONTROLS = ("input", "select", "textarea", "button")


@dataclass(frozen=True)
class FormField:
    name: str
    kind: str
    """The type of an input, otherwise its tag."""
    values: tuple[str, ...]
    """What the browser sends if nobody changes the field: none for a box that is not ticked."""
    choices: tuple[str, ...] = ()
    most: int = 100_000
    """Number of characters that the browser accepts."""


@dataclass(frozen=True)
class PageForm:
    page: str
    action: str
    method: str
    fields: tuple[FormField, ...] = field(repr=False)
    buttons: tuple[tuple[str, str, str], ...] = ()
    """Name, value and address of each button that sends the form."""


def parse_page(html: str, address: str) -> tuple[list[str], list[PageForm]]:
    """Returns the addresses of the links, and the forms. `address` is that of the page."""
    tree = tinyhtml5.parse(html)
    links = [urldefrag(urljoin(address, link.get("href", ""))).url for link in tree.iter(f"{HTML}a")]
    return links, [read_form(tree, form, address) for form in tree.iter(f"{HTML}form")]


def read_form(tree, form, address: str) -> PageForm:
    controls = [control for tag in CONTROLS for control in form.iter(f"{HTML}{tag}")]
    if name := form.get("id"):
        controls += [
            control for tag in CONTROLS for control in tree.iter(f"{HTML}{tag}") if control.get("form") == name
        ]
    action = urljoin(address, form.get("action") or address)
    buttons = [
        (control.get("name", ""), control.get("value", ""), urljoin(address, control.get("formaction") or action))
        for control in controls
        if is_button(control)
    ]
    fields = [read_field(control) for control in controls if is_field(control)]
    method = (form.get("method") or "get").lower()
    return PageForm(address, action, method, tuple(fields), tuple(dict.fromkeys(buttons)))


def is_button(control) -> bool:
    """Whether the control sends the form."""
    kind = control.get("type") or ("submit" if get_tag(control) == "button" else "text")
    return get_tag(control) in ("button", "input") and kind in ("submit", "image")


def get_tag(control) -> str:
    return control.tag.removeprefix(HTML)


def is_field(control) -> bool:
    sends = get_tag(control) == "button" or control.get("type") in ("submit", "button", "reset", "image")
    return bool(control.get("name")) and not sends and control.get("disabled") is None


def read_field(control) -> FormField:
    tag, name = get_tag(control), control.get("name")
    if tag == "textarea":
        return FormField(name, tag, (control.text or "",), most=int(control.get("maxlength") or 100_000))
    if tag == "select":
        options = list(control.iter(f"{HTML}option"))
        choices = tuple(option.get("value", (option.text or "").strip()) for option in options)
        chosen = tuple(
            choice for choice, option in zip(choices, options, strict=True) if option.get("selected") is not None
        )
        return FormField(name, tag, chosen or choices[:1], choices)
    kind, value = (control.get("type") or "text").lower(), control.get("value", "")
    if kind in ("checkbox", "radio"):
        is_ticked = control.get("checked") is not None
        return FormField(name, kind, (value or "on",) if is_ticked else (), (value or "on",))
    return FormField(name, kind, (value,), most=int(control.get("maxlength") or 100_000))

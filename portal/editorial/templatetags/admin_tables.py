"""Admin lists on narrow screens: each row becomes a card, each cell shows its column."""

from django import template

register = template.Library()


@register.filter
def pair_with_headers(row: list, headers: list[dict]) -> list[tuple[str, str]]:
    """Each cell with the name of its column; the box that selects the row has none."""
    names = ["" if "action-checkbox" in header["class_attrib"] else header["text"] for header in headers]
    return list(zip(names, row, strict=True))

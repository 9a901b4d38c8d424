"""Lists of the admin on narrow screens: each row becomes a card, and each cell shows the name of its column."""

from django import template

register = template.Library()


@register.filter
def pair_with_headers(row: list, headers: list[dict]) -> list[tuple[str, str]]:
    """Pairs each cell with the name of its column. The checkbox that selects the row has no name."""
    names = ["" if "action-checkbox" in header["class_attrib"] else header["text"] for header in headers]
    return list(zip(names, row, strict=True))

"""Links from the reasons against a step to the fields of the draft in which a person can mend them."""

from collections.abc import Iterable

from portal.public.templatetags.form_errors import FormError
from portal.records.admin_urls import get_edition_admin_url
from portal.records.edition_columns import list_form_columns
from portal.records.models import Edition
from portal.records.obstacles import DraftPlace


def link_obstacles(edition: Edition, reasons: Iterable[str], *, may_edit: bool) -> list[FormError]:
    """Returns the reasons, with a link to the screen of the draft where the person may edit it."""
    page = get_edition_admin_url(edition) if may_edit else ""
    errors = []
    for reason in reasons:
        place = getattr(reason, "place", None)
        errors.append(
            FormError(str(reason), get_place_anchor(place), page) if page and place else FormError(str(reason))
        )
    return errors


def get_place_anchor(place: DraftPlace) -> str:
    """Returns the id of the field, of the text of the point, or of the rows."""
    if place.part in list_form_columns():
        return f"id_{place.part}"
    return f"{place.part}-group" if place.number is None else f"id_{place.part}-{place.number - 1}-text"

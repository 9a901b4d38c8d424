"""The filters of the lists of the overview."""

from dataclasses import dataclass

from portal.accounts.models import User
from portal.editorial.dashboard.sections import DashboardRequest
from portal.lib.query_params import get_choice
from portal.records.kinds import get_kind_choices
from portal.records.models import Edition, Issuer
from portal.records.querysets import EditionQuerySet, Standing


@dataclass(frozen=True)
class DashboardFilter:
    name: str
    label: str
    choices: list[tuple[str, str]]
    chosen: str


def get_filters(request) -> list[DashboardFilter]:
    """Returns every filter with its choices and the value of its parameter. Raises Http404 for an invalid value."""
    offered = (
        ("kind", "Kind", get_kind_choices()),
        ("issuer", "Issued by", [(issuer.key, issuer.name) for issuer in Issuer.objects.all()]),
        ("status", "Status", Edition.Status.choices),
        ("author", "Begun by", [(str(user.pk), str(user)) for user in User.objects.filter(is_staff=True)]),
        ("standing", "Standing today", Standing.choices),
    )
    return [
        DashboardFilter(name, label, choices, get_choice(request, name, [value for value, _ in choices]))
        for name, label, choices in offered
    ]


COLUMNS = {"kind": "record__kind", "issuer": "record__issuer__key", "status": "status", "author": "author"}


def apply_filters(rows: EditionQuerySet, filters: list[DashboardFilter], asked: DashboardRequest) -> EditionQuerySet:
    chosen = {option.name: option.chosen for option in filters if option.chosen}
    rows = rows.filter(**{column: chosen[name] for name, column in COLUMNS.items() if name in chosen})
    if "standing" in chosen:
        rows = rows.of_standing([Standing(chosen["standing"])], asked.on, asked.at)
    return rows

"""Wagtail's worker of the search benchmark: it reads texts from standard input, or answers queries."""

import itertools
import json
import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.core.paginator import Paginator

SIZE = 20
AT_ONCE = 1000


def fill() -> None:
    """Makes the tables, saves the texts, indexes them with Wagtail's own command, and updates the planner's
    statistics."""
    text = apps.get_model("texts", "Text")
    call_command("migrate", verbosity=0, run_syncdb=True)
    rows = ({name: value for name, value in json.loads(line).items() if name != "edition_id"} for line in sys.stdin)
    while part := list(itertools.islice(rows, AT_ONCE)):
        text.objects.bulk_create(text(**row) for row in part)
    call_command("update_index", verbosity=0)
    with django.db.connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def search(words: str):
    backend = django.utils.module_loading.import_string("wagtail.search.backends.get_search_backend")()
    return backend.search(words, apps.get_model("texts", "Text").objects.filter(is_live=True))


def results(words: str) -> list:
    """Returns the number of results and the first page, as the view of Wagtail's project template does."""
    page = Paginator(search(words), SIZE).page(1)
    return [page.paginator.count, *page.object_list]


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    sys.path[:0] = [str(here), str(here.parent)]
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
    django.setup()
    if sys.argv[1:] == ["fill"]:
        fill()
    else:
        from timing import answer

        answer(apps.get_model("texts", "Text").objects.count(), {"results": results})

"""The security log on the desk: administrators can view, filter and search it; nobody can write."""

import pytest
from django.urls import reverse

from portal.security_log.event_log import log_event

pytestmark = pytest.mark.django_db
LIST = reverse("admin:security_log_securityevent_changelist")


@pytest.fixture
def rows(editor, reviewer):
    log_event("signed_in", person=editor, subject=editor, detail="password")
    log_event("refused", person=reviewer, detail="GET admin/accounts/user/")


def list_details(client, query: str = "") -> list[str]:
    return [row.detail for row in client.get(LIST + query).context["cl"].result_list]


def test_administrators_can_filter_and_search(client, administrator, editor, rows):
    client.force_login(administrator)
    assert {"password", "GET admin/accounts/user/"} <= set(list_details(client))
    assert list_details(client, "?kind__exact=refused") == ["GET admin/accounts/user/"]
    assert list_details(client, f"?q={editor.email}&kind__exact=signed_in") == ["password"]
    assert list_details(client, "?q=accounts/user") == ["GET admin/accounts/user/"]


@pytest.mark.parametrize("who, status", [("editor", 403), ("reviewer", 403), ("outsider", 302), ("administrator", 200)])
def test_only_administrators_can_view_the_log(who, status, client, request, rows):
    client.force_login(request.getfixturevalue(who))
    assert client.get(LIST).status_code == status


def test_nobody_can_add_change_or_delete_events(client, administrator, rows):
    client.force_login(administrator)
    pk = client.get(LIST).context["cl"].result_list[0].pk
    for name, args in (("add", []), ("delete", [pk])):
        assert client.post(reverse(f"admin:security_log_securityevent_{name}", args=args)).status_code == 403
    page = reverse("admin:security_log_securityevent_change", args=[pk])
    assert client.get(page).status_code == 200 and client.post(page, {"detail": "x"}).status_code == 403

"""Who may do what on the editorial desk: three groups, and their permissions, set anew after every migrate."""

from django.apps import apps
from django.contrib.auth.management import create_permissions

DESK_APPS = ("records", "sources", "announcements", "guidance", "register", "accounts", "outbox")
TEXT_MODELS = (
    "records.record",
    "records.issuer",
    "records.edition",
    "records.point",
    "records.relation",
    "records.attachment",
    "records.sealedattachment",
    "announcements.announcement",
    "announcements.service",
    "announcements.noticeitem",
    "announcements.contact",
    "announcements.release",
    "guidance.guidance",
    "guidance.recommendation",
    "guidance.signer",
    "guidance.addressee",
    "guidance.deadline",
    "sources.citation",
    "sources.conflict",
)
PEOPLE_MODELS = ("user", "agency", "post", "holding", "invitation")
VIEW = [f"view_{model}" for model in TEXT_MODELS] + [
    "view_register.registerentry",
    "view_sources.sourcedocument",
    "view_records.transition",
    "view_guidance.acknowledgement",
    "view_guidance.response",
    "view_guidance.inquiry",
    "add_guidance.inquiryanswer",
]
WRITE = [f"{verb}_{model}" for model in TEXT_MODELS for verb in ("add", "change")] + [
    f"delete_{model}"
    for model in TEXT_MODELS
    if model not in ("records.record", "records.issuer", "announcements.service")
]
ROLES = {
    "editor": [*VIEW, *WRITE, "submit_records.edition"],
    "reviewer": [*VIEW, *WRITE, "submit_records.edition", "review_records.edition", "publish_records.edition"],
    "administrator": [
        *VIEW,
        *WRITE,
        "submit_records.edition",
        "review_records.edition",
        "publish_records.edition",
        "force_publish_records.edition",
        *[f"{verb}_accounts.{model}" for verb in ("view", "add", "change") for model in PEOPLE_MODELS],
        "view_outbox.message",
        "change_outbox.message",
    ],
}


def install_roles(using="default", **kwargs) -> None:
    """Creates the groups that are missing and sets the permissions of all, after every migrate. Creates the
    permissions of apps that come later in INSTALLED_APPS first."""
    for label in DESK_APPS:
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    permission_model, group_model = apps.get_model("auth", "Permission"), apps.get_model("auth", "Group")
    known = {
        f"{codename.rsplit('_', 1)[0]}_{label}.{codename.rsplit('_', 1)[1]}": pk
        for pk, codename, label in permission_model.objects.using(using).values_list(
            "pk", "codename", "content_type__app_label"
        )
    }
    for name, wanted in ROLES.items():
        group, _ = group_model.objects.using(using).get_or_create(name=name)
        group.permissions.set([known[permission] for permission in wanted])

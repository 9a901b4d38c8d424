"""Roles of the editorial desk: three groups whose permissions are set after every migrate."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.db.models import Model

CORE_APPS = ("records", "sources", "register", "accounts", "outbox", "security_log")
CORE_MODELS = (
    "records.record",
    "records.issuer",
    "records.edition",
    "records.point",
    "records.relation",
    "records.attachment",
    "records.sealedattachment",
    "sources.citation",
    "sources.conflict",
)
LASTING_MODELS = {"records.record", "records.issuer"}
"""Models whose rows no role may delete."""
PEOPLE_MODELS = ("user", "agency", "post", "holding", "invitation")
CORE_PERMISSIONS = (
    "register.view_registerentry",
    "sources.view_sourcedocument",
    "sources.delete_sourcedocument",
    "records.view_transition",
    "records.view_sharedchange",
)
_TEXT_MODELS: list[str] = []
_LASTING_MODELS: set[str] = set()
_OTHER_PERMISSIONS: list[str] = []


def register_text_models(*models: type[Model], is_lasting: bool = False) -> None:
    """Adds models whose rows every role may view, add, change and, unless `is_lasting`, delete. Call it in
    AppConfig.ready()."""
    names = [model._meta.label_lower for model in models]
    _TEXT_MODELS.extend(name for name in names if name not in _TEXT_MODELS)
    _LASTING_MODELS.update(names if is_lasting else ())


def register_desk_permissions(*permissions: str) -> None:
    """Adds permissions to every role, such as guidance.view_response. Call it in AppConfig.ready()."""
    _OTHER_PERMISSIONS.extend(name for name in permissions if name not in _OTHER_PERMISSIONS)


def spell_permission(verb: str, model: str) -> str:
    """Returns the permission as Django writes it: view and records.record become records.view_record."""
    app, name = model.split(".")
    return f"{app}.{verb}_{name}"


def build_roles() -> dict[str, list[str]]:
    """Returns the permissions of each role."""
    models = [*CORE_MODELS, *_TEXT_MODELS]
    verbs = dict.fromkeys(models, ("view", "add", "change", "delete"))
    verbs |= dict.fromkeys(LASTING_MODELS | _LASTING_MODELS, ("view", "add", "change"))
    editor = [spell_permission(verb, model) for model in models for verb in verbs[model]]
    editor += [*CORE_PERMISSIONS, *_OTHER_PERMISSIONS, "records.submit_edition"]
    reviewer = [*editor, "records.review_edition", "records.publish_edition"]
    people = [f"accounts.{verb}_{model}" for verb in ("view", "add", "change") for model in PEOPLE_MODELS]
    operation = [
        "records.force_publish_edition",
        "outbox.view_message",
        "outbox.change_message",
        "security_log.view_securityevent",
    ]
    return {"editor": editor, "reviewer": reviewer, "administrator": [*reviewer, *people, *operation]}


def install_roles(using="default", **kwargs) -> None:
    """Creates missing groups and sets the permissions of all groups, after every migrate. First it creates the
    permissions of apps that come later in INSTALLED_APPS."""
    labels = [*CORE_APPS, *(model.partition(".")[0] for model in _TEXT_MODELS)]
    for label in dict.fromkeys(labels):
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    permission_model, group_model = apps.get_model("auth", "Permission"), apps.get_model("auth", "Group")
    keys_by_name = {
        f"{label}.{codename}": pk
        for pk, codename, label in permission_model.objects.using(using).values_list(
            "pk", "codename", "content_type__app_label"
        )
    }
    for name, permissions in build_roles().items():
        group, _ = group_model.objects.using(using).get_or_create(name=name)
        group.permissions.set([keys_by_name[permission] for permission in permissions])

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from portal.records import triggers
from portal.register.triggers import TRIGGERS


class RecordsConfig(AppConfig):
    name = "portal.records"
    label = "records"
    verbose_name = "Records"

    def ready(self):
        from portal.records.models import Attachment, Relation, SealedAttachment
        from portal.records.models.parts import register_parts
        from portal.records.references import build_missing_references

        register_parts(Relation, Attachment, SealedAttachment)
        TRIGGERS.append(triggers.build_triggers)
        post_migrate.connect(build_missing_references, sender=self, dispatch_uid="records references")

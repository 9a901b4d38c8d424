"""What an edition carries beside its points. Whatever subclasses EditionPart and is registered is copied, compared and
recorded in the register with its edition."""

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify

from portal.attachments import storage
from portal.attachments.validators.file_kinds import EXTENSIONS
from portal.register.hash_chain import dump_canonical_json, hash_text


class EditionPart(models.Model):
    """A row that belongs to one edition; `part_name` is its key in the canonical document."""

    part_name = ""
    is_single = False
    """Whether an edition has at most one, so that the document holds it and not a list."""
    is_copied = True
    """Whether the next edition starts with a copy. Citations do not: they are about the words of this one."""
    is_omitted_if_empty = False
    """Whether the document of an edition without any does not name it, as those from before there were such parts."""
    added_keys: tuple[str, ...] = ()
    """Keys of as_data() that older documents do not have: left out where they are empty (see serializers)."""
    frozen_path = ("edition",)
    data_related: tuple[str, ...] = ()
    """What as_data() reads through foreign keys, for select_related."""

    edition = models.ForeignKey("records.Edition", models.CASCADE, related_name="%(class)ss")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        abstract = True
        ordering = ["edition", "position", "id"]

    def as_data(self) -> dict:
        """The part as in the canonical document."""
        raise NotImplementedError

    @classmethod
    def parse_data(cls, data: dict, known) -> dict:
        """Columns from what as_data() gave. `known` has the rows that documents name, by their keys."""
        return data

    def get_references(self) -> list[tuple[str, str, int, str]]:
        """Other records that the row names: how (a Reference.How), from which point of its own edition, the other
        record's id, to which point there; "" for the whole text."""
        return []

    @classmethod
    def obstacles(cls, edition, rows: list) -> list[str]:
        """Reasons, as sentences, why the edition cannot be published with these rows of the class, or without any."""
        return []


_PART_MODELS: dict[str, type[EditionPart]] = {}


def register_parts(*models: type[EditionPart]) -> None:
    """Call it in AppConfig.ready()."""
    _PART_MODELS.update({model.part_name: model for model in models})


def get_part_models() -> list[type[EditionPart]]:
    """Every kind of part, in the order of their names, so that a document always lists them alike."""
    return [_PART_MODELS[name] for name in sorted(_PART_MODELS)]


def get_part_model(name: str) -> type[EditionPart]:
    return _PART_MODELS[name]


class Relation(EditionPart):
    """From an edition to another record: this text announces, replaces or is about that one."""

    part_name = "relations"
    data_related = ("to_record",)

    class Kind(models.TextChoices):
        ANNOUNCES = "announces", "Announces"
        REPLACES = "replaces", "Replaces"
        AMENDS = "amends", "Amends"
        CONCERNS = "concerns", "Is about"

    REVERSED = {
        Kind.ANNOUNCES: "Announced in",
        Kind.REPLACES: "Replaced by",
        Kind.AMENDS: "Amended by",
        Kind.CONCERNS: "See also",
    }

    kind = models.CharField(max_length=12, choices=Kind)
    to_record = models.ForeignKey("records.Record", models.PROTECT, related_name="relations_here")

    class Meta(EditionPart.Meta):
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind", "to_record"], name="%(app_label)s_%(class)s_once"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.to_record_id}"

    def as_data(self):
        return {"kind": self.kind, "record": self.to_record.key}

    @classmethod
    def parse_data(cls, data, known):
        return {"kind": data["kind"], "to_record": known.records[data["record"]]}

    def get_references(self):
        return [("relation", "", self.to_record_id, "")]


def generate_seal_key() -> str:
    return secrets.token_hex(32)


class HeldFile(models.Model):
    """A file, by the SHA-256 of its bytes. A file that a source only names is listed as not held."""

    title = models.CharField(max_length=300)
    file = models.FileField(blank=True, upload_to=storage.get_upload_path)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Bytes.")
    media_type = models.CharField(max_length=100, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(file="", sha256="", size__isnull=True)
                | ~Q(file="") & ~Q(sha256="") & Q(size__isnull=False),
                name="%(app_label)s_%(class)s_held_or_not",
                violation_error_message="A held file has a digest and a size; a file that is not held has neither.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def is_held(self) -> bool:
        return bool(self.sha256)

    @property
    def file_name(self) -> str:
        """What the file is called when somebody keeps it: its title, and what it is."""
        return f"{slugify(self.title)[:80] or 'attachment'}.{EXTENSIONS[self.media_type]}"

    def as_data(self):
        return {"title": self.title, "sha256": self.sha256 or None, "size": self.size, "media_type": self.media_type}

    @classmethod
    def parse_data(cls, data, known):
        digest = data["sha256"]
        held = {"sha256": digest, "file": storage.get_upload_path(Attachment(sha256=digest), "")} if digest else {}
        return {"title": data["title"], "size": data["size"], "media_type": data["media_type"], **held}


class Attachment(HeldFile, EditionPart):
    """An attachment for everybody who can read the edition."""

    part_name = "attachments"

    class Meta(HeldFile.Meta, EditionPart.Meta):
        abstract = False

    def get_absolute_url(self) -> str:
        """Where the file is served; the same for all editions that have these bytes."""
        return reverse("attachment", args=[self.sha256])


class SealedAttachment(HeldFile, EditionPart):
    """One for the officials only to whom the edition is addressed. The document has a seal in its place: a digest
    from which nothing can be guessed, because something random is part of what it is taken over."""

    part_name = "sealed"
    is_omitted_if_empty = True

    seal_key = models.CharField(max_length=64, default=generate_seal_key, editable=False)

    class Meta(HeldFile.Meta, EditionPart.Meta):
        abstract = False

    def sealed_data(self) -> dict:
        """What the seal is the SHA-256 of, in canonical JSON."""
        return {**super().as_data(), "seal_key": self.seal_key}

    def as_data(self):
        return {"seal": hash_text(dump_canonical_json(self.sealed_data()))}


def get_file_models() -> list[type[HeldFile]]:
    return [model for model in get_part_models() if issubclass(model, HeldFile)]

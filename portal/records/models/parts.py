"""The parts of an edition besides its points. Registered subclasses of EditionPart are copied, compared and recorded in
the register with their edition."""

import secrets
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from portal.attachments import storage
from portal.attachments.file_names import build_file_name
from portal.register.hash_chain import dump_canonical_json, hash_text


class EditionPart(models.Model):
    """A row that belongs to one edition; `part_name` is its key in the canonical document."""

    part_name = ""
    is_single = False
    """Whether an edition has at most one such part, so that the document contains no list."""
    is_copied = True
    """Whether the next edition begins with a copy. Citations are not: they follow the words, see follow_text()."""
    is_omitted_if_empty = False
    """Whether the document leaves out the key if there are no rows, as documents from before this part existed do."""
    added_keys: tuple[str, ...] = ()
    """Keys of as_data() that older documents do not have: left out if they are empty (see serializers)."""
    frozen_path = ("edition",)
    data_related: tuple[str, ...] = ()
    """Foreign keys that as_data() follows, for select_related."""

    edition = models.ForeignKey("records.Edition", models.CASCADE, related_name="%(class)ss")
    position = models.PositiveSmallIntegerField(default=1)

    objects = models.Manager()

    class Meta:
        abstract = True
        ordering = ["edition", "position", "id"]

    def as_data(self) -> dict:
        """Returns the part as in the canonical document."""
        raise NotImplementedError

    @classmethod
    def parse_data(cls, data: dict, known) -> dict:
        """Returns columns from the data of as_data(). `known` has the rows that documents name, by their keys."""
        return data

    def get_references(self) -> list[tuple[str, str, int, str]]:
        """Returns references to other records: the Reference.How, the key of the point in this edition, the id of the
        other record, and the key of the point there. The key "" means the whole text."""
        return []

    @classmethod
    def follow_text(cls, edition) -> None:
        """Adapts the rows of a draft to its text, after it was copied from an edition and after each edit."""

    @classmethod
    def obstacles(cls, edition, rows: list) -> list[str]:
        """Returns sentences with the reasons why the edition cannot be published with these rows. `rows` may be
        empty."""
        return []


_PART_MODELS: dict[str, type[EditionPart]] = {}


def register_parts(*models: type[EditionPart]) -> None:
    """Registers kinds of parts. Call it in AppConfig.ready()."""
    _PART_MODELS.update({model.part_name: model for model in models})


def get_part_models() -> list[type[EditionPart]]:
    """Returns every kind of part in the order of their names, so that all documents have the same order."""
    return [_PART_MODELS[name] for name in sorted(_PART_MODELS)]


def get_part_model(name: str) -> type[EditionPart]:
    return _PART_MODELS[name]


class Relation(EditionPart):
    """A relation from an edition to another record, which it announces, replaces, amends or is about."""

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
    """A file, identified by the SHA-256 of its bytes. A file that a source only mentions has a row, but is not held."""

    title = models.CharField(max_length=300)
    file = models.FileField(blank=True, upload_to=storage.get_upload_path)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Bytes.")

    objects = models.Manager()
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
        """The name of the file in a download: its title with the extension of its type."""
        return build_file_name(self.title, self.media_type)

    def as_data(self):
        return {"title": self.title, "sha256": self.sha256 or None, "size": self.size, "media_type": self.media_type}

    @classmethod
    def parse_data(cls, data, known):
        digest = data["sha256"]
        columns = {"title": data["title"], "size": data["size"], "media_type": data["media_type"]}
        if digest:
            columns |= {"sha256": digest, "file": storage.get_upload_path(Attachment(sha256=digest), "")}
        return columns


class Attachment(HeldFile, EditionPart):
    """An attachment for everybody who can read the edition."""

    part_name = "attachments"

    class Meta(HeldFile.Meta, EditionPart.Meta):
        abstract = False

    def get_absolute_url(self) -> str:
        """Returns the address of the file, which is the same for all editions with these bytes."""
        return reverse("attachment", args=[self.sha256])


class SealedAttachment(HeldFile, EditionPart):
    """An attachment for only the officials to whom the edition is addressed. In its place, the document has a seal: a
    digest that reveals nothing, because it covers a random key."""

    part_name = "sealed"
    is_omitted_if_empty = True

    seal_key = models.CharField(max_length=64, default=generate_seal_key, editable=False)

    class Meta(HeldFile.Meta, EditionPart.Meta):
        abstract = False

    def sealed_data(self) -> dict:
        """Returns the data whose canonical JSON the seal is the SHA-256 of."""
        return {**super().as_data(), "seal_key": self.seal_key}

    def as_data(self):
        return {"seal": hash_text(dump_canonical_json(self.sealed_data()))}


def get_file_models() -> list[Any]:
    """Returns the models that are both a HeldFile and an EditionPart."""
    return [model for model in get_part_models() if issubclass(model, HeldFile)]

"""The tables of the core: a record has editions, an edition has points and parts, a transition logs a
step, a confirmation says that a text is still current."""

from portal.records.models.confirmation import Confirmation
from portal.records.models.edition import Edition
from portal.records.models.parts import Attachment, EditionPart, Relation, SealedAttachment
from portal.records.models.point import Point
from portal.records.models.record import Issuer, Readers, Record
from portal.records.models.record_change import RecordChange
from portal.records.models.reference import Reference
from portal.records.models.shared_change import SharedChange, SharedRow
from portal.records.models.transition import Transition

__all__ = [
    "Attachment",
    "Confirmation",
    "Edition",
    "EditionPart",
    "Issuer",
    "Point",
    "Readers",
    "Record",
    "RecordChange",
    "Reference",
    "Relation",
    "SealedAttachment",
    "SharedChange",
    "SharedRow",
    "Transition",
]

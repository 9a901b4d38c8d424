"""Refuses characters that nobody sees, in every text that people write: they make two names look alike, turn words
round, or cannot be stored and printed. One rule for models, forms and imported tables."""

import re
import unicodedata
from html import unescape

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.deconstruct import deconstructible

PLANES = range(0, 0x110000, 0x10000)
NONCHARACTERS = r"\ufdd0-\ufdef" + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in PLANES)
NEVER = (
    r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u206a-\u206f\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a" + NONCHARACTERS
)
"""Control characters (Unicode, category Cc) except those that end a line or a word, embeddings and overrides of
direction, deprecated format characters, those of shorthand and music, surrogates, tags and noncharacters."""
NOT_IN_A_LINE = (
    r"\x0b\x0c\x85\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028\u2029\u2060-\u2069"
    r"\u2800\u3164\ufeff\uffa0"
)
"""In titles and names also what ends a line or is invisible. Longer texts may have it, such as marks of direction in
Arabic."""
JOINERS = r"(?<![^\x00-\u058f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u058f])"
"""Joiners shape letters of Arabic and Indian scripts and emoji. Between others they are invisible."""
ENTITY = re.compile("&#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});")
IN_TEXT = re.compile(f"[{NEVER}]")
IN_LINE = re.compile(f"[{NEVER}{NOT_IN_A_LINE}]|{JOINERS}")


def find_hidden_character(text: str, *, is_line: bool) -> str:
    """Returns the first hidden character of a text, or "". A line is a title, a name or another short value."""
    match = (IN_LINE if is_line else IN_TEXT).search(text)
    if match is None and not is_line and "&#" in text:
        # Markdown shows the character for its number.
        match = IN_TEXT.search(ENTITY.sub(lambda entity: unescape(entity[0]), text))
    return match[0] if match else ""


def remove_hidden_characters(line: str) -> str:
    """Returns the line without them, for a name that nobody typed, such as that of a file."""
    return IN_LINE.sub("", line)


def describe_character(character: str) -> str:
    """Returns such as "U+202E (right-to-left override)"."""
    name = unicodedata.name(character, "").lower()
    return f"U+{ord(character):04X}" + (f" ({name})" if name else "")


@deconstructible
class VisibleTextValidator:
    def __init__(self, *, is_line: bool):
        self.is_line = is_line

    def __eq__(self, other):
        return isinstance(other, VisibleTextValidator) and other.is_line == self.is_line

    def find(self, value) -> str:
        return find_hidden_character(str(value or ""), is_line=self.is_line)

    def __call__(self, value) -> None:
        if character := self.find(value):
            raise ValidationError(
                f"This contains a character that nobody sees: {describe_character(character)}. Type the words around "
                "it again, or paste them without formatting.",
                code="hidden_character",
            )


class VisibleCharField(forms.CharField):
    """A text field of a form without a model. Fields of models get the validator from `protect_model`."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.validators.append(VisibleTextValidator(is_line=not isinstance(self.widget, forms.Textarea)))


def protect_model(model: type[models.Model]) -> None:
    """Adds the validator to every text column. The columns do not change, so there is no migration."""
    for field in model._meta.local_fields:
        validator = VisibleTextValidator(is_line=not isinstance(field, models.TextField))
        if isinstance(field, models.CharField | models.TextField) and validator not in field.validators:
            field.validators.append(validator)

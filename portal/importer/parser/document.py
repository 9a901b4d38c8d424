"""What is read from a document: every value with its place, and the same as plain data."""

from dataclasses import dataclass, field

from portal.importer.parser.attached_papers import ParsedAttachment
from portal.importer.parser.contact_lines import ParsedContact
from portal.importer.parser.links import ParsedLink
from portal.importer.parser.quotations import ParsedQuote
from portal.importer.parser.spans import ExtractedValue, Span

SINGLE_VALUES = ("title", "subtitle", "issuer", "published_on", "dateline", "byline", "source_url")


@dataclass
class ParsedItem:
    """One statement of a notice."""

    text: ExtractedValue
    posted_on: ExtractedValue | None = None
    effective_from: ExtractedValue | None = None
    effective_until: ExtractedValue | None = None
    """The day that the text names. Its basis says whether that is the last day or the end."""
    links: list[ParsedLink] = field(default_factory=list)


@dataclass
class ParsedQuestion:
    number: ExtractedValue | None
    """As printed; None where the text does not number its questions."""
    question: ExtractedValue
    answer: ExtractedValue | None


@dataclass
class ParsedDocument:
    """One document of a file: text[start:end] of the whole text, to which every span refers."""

    kind: str
    confidence: float
    reasons: list[str]
    start: int
    end: int
    title: ExtractedValue | None = None
    subtitle: ExtractedValue | None = None
    issuer: ExtractedValue | None = None
    official: bool = False
    official_reason: str = ""
    official_span: Span | None = None
    published_on: ExtractedValue | None = None
    dateline: ExtractedValue | None = None
    byline: ExtractedValue | None = None
    source_url: ExtractedValue | None = None
    items: list[ParsedItem] = field(default_factory=list)
    recommendations: list[ExtractedValue] = field(default_factory=list)
    questions: list[ParsedQuestion] = field(default_factory=list)
    quotes: list[ParsedQuote] = field(default_factory=list)
    contacts: list[ParsedContact] = field(default_factory=list)
    attachments: list[ParsedAttachment] = field(default_factory=list)
    effective_dates: list[ExtractedValue] = field(default_factory=list)
    comments: int = 0
    comments_span: Span | None = None
    language: str = "en"
    warnings: list[str] = field(default_factory=list)
    body: list[Span] = field(default_factory=list)
    """Paragraphs of the running text, points among them."""
    addressee: ExtractedValue | None = None
    """To whom a memo is written."""
    release_line: ExtractedValue | None = None

    def warn(self, *sentences: str) -> None:
        self.warnings += [one for one in dict.fromkeys(sentences) if one and one not in self.warnings]

    def as_data(self) -> dict:
        """JSON's types only. `spans` maps a path such as items[0].text to [start, end] for each value not empty."""
        spans: dict[str, list[int]] = {}
        data = {
            "kind": self.kind,
            "confidence": round(self.confidence, 2),
            **{name: serialize_value(getattr(self, name), name, spans) for name in ("title", "subtitle", "issuer")},
            "official": self.official,
            **{name: serialize_value(getattr(self, name), name, spans) for name in SINGLE_VALUES[3:]},
            "items": [serialize_item(one, f"items[{n}]", spans) for n, one in enumerate(self.items)],
            "recommendations": [
                {"text": serialize_value(one, f"recommendations[{n}].text", spans)}
                for n, one in enumerate(self.recommendations)
            ],
            "questions": [serialize_question(one, f"questions[{n}]", spans) for n, one in enumerate(self.questions)],
            "quotes": [serialize_quote(one, f"quotes[{n}]", spans) for n, one in enumerate(self.quotes)],
            "contacts": [serialize_contact(one, f"contacts[{n}]", spans) for n, one in enumerate(self.contacts)],
            "attachments": [
                serialize_attachment(one, f"attachments[{n}]", spans) for n, one in enumerate(self.attachments)
            ],
            "effective_dates": [
                serialize_value(one, f"effective_dates[{n}]", spans) for n, one in enumerate(self.effective_dates)
            ],
            "comments": self.comments,
            "language": self.language,
            "warnings": self.warnings,
        }
        for name, span in (("official", self.official_span), ("comments", self.comments_span)):
            if span:
                spans[name] = list(span)
        return data | {"spans": spans}


def serialize_value(one: ExtractedValue | None, path: str, spans: dict[str, list[int]]) -> str | None:
    if one is None:
        return None
    spans[path] = [one.start, one.end]
    return one.value


def serialize_item(one: ParsedItem, path: str, spans: dict) -> dict:
    names = ("text", "posted_on", "effective_from", "effective_until")
    return {name: serialize_value(getattr(one, name), f"{path}.{name}", spans) for name in names} | {
        "links": [
            {name: serialize_value(getattr(link, name), f"{path}.links[{n}].{name}", spans) for name in ("text", "url")}
            for n, link in enumerate(one.links)
        ]
    }


def serialize_question(one: ParsedQuestion, path: str, spans: dict) -> dict:
    number = serialize_value(one.number, f"{path}.number", spans)
    return {"number": int(number) if number else None} | {
        name: serialize_value(getattr(one, name), f"{path}.{name}", spans) for name in ("question", "answer")
    }


def serialize_quote(one: ParsedQuote, path: str, spans: dict) -> dict:
    return {
        "speaker": serialize_value(one.speaker, f"{path}.speaker", spans),
        "text": serialize_value(one.text, f"{path}.text", spans),
    }


def serialize_contact(one: ParsedContact, path: str, spans: dict) -> dict:
    return {
        name: serialize_value(getattr(one, name), f"{path}.{name}", spans) for name in ("name", "office", "email")
    } | {
        "phones": [
            {
                "number": serialize_value(phone.number, f"{path}.phones[{n}].number", spans),
                "type": serialize_value(phone.type, f"{path}.phones[{n}].type", spans),
            }
            for n, phone in enumerate(one.phones)
        ]
    }


def serialize_attachment(one: ParsedAttachment, path: str, spans: dict) -> dict:
    return {
        "title": serialize_value(one.title, f"{path}.title", spans),
        "url": serialize_value(one.url, f"{path}.url", spans),
    }

"""The result of parsing: every value with its span, and the same as plain data."""

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
    """The day that the text names. Its basis distinguishes the last day from the end."""
    links: list[ParsedLink] = field(default_factory=list)


@dataclass
class ParsedQuestion:
    number: ExtractedValue | None
    """As printed; None if the text does not number its questions."""
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
    """Paragraphs of the running text, including the points."""
    addressee: ExtractedValue | None = None
    """The addressee of a memo."""
    release_line: ExtractedValue | None = None

    def warn(self, *sentences: str) -> None:
        self.warnings += [
            sentence for sentence in dict.fromkeys(sentences) if sentence and sentence not in self.warnings
        ]

    def as_data(self) -> dict:
        """Returns JSON types only. `spans` maps a path such as items[0].text to [start, end] for each value that is not
        empty."""
        spans: dict[str, list[int]] = {}
        data = {
            "kind": self.kind,
            "confidence": round(self.confidence, 2),
            **{name: serialize_value(getattr(self, name), name, spans) for name in ("title", "subtitle", "issuer")},
            "official": self.official,
            **{name: serialize_value(getattr(self, name), name, spans) for name in SINGLE_VALUES[3:]},
            "items": [serialize_item(item, f"items[{n}]", spans) for n, item in enumerate(self.items)],
            "recommendations": [
                {"text": serialize_value(recommendation, f"recommendations[{n}].text", spans)}
                for n, recommendation in enumerate(self.recommendations)
            ],
            "questions": [
                serialize_question(question, f"questions[{n}]", spans) for n, question in enumerate(self.questions)
            ],
            "quotes": [serialize_quote(quote, f"quotes[{n}]", spans) for n, quote in enumerate(self.quotes)],
            "contacts": [
                serialize_contact(contact, f"contacts[{n}]", spans) for n, contact in enumerate(self.contacts)
            ],
            "attachments": [
                serialize_attachment(attachment, f"attachments[{n}]", spans)
                for n, attachment in enumerate(self.attachments)
            ],
            "effective_dates": [
                serialize_value(value, f"effective_dates[{n}]", spans) for n, value in enumerate(self.effective_dates)
            ],
            "comments": self.comments,
            "language": self.language,
            "warnings": self.warnings,
        }
        for name, span in (("official", self.official_span), ("comments", self.comments_span)):
            if span:
                spans[name] = list(span)
        return data | {"spans": spans}


def serialize_value(value: ExtractedValue | None, path: str, spans: dict[str, list[int]]) -> str | None:
    if value is None:
        return None
    spans[path] = [value.start, value.end]
    return value.value


def serialize_item(item: ParsedItem, path: str, spans: dict) -> dict:
    names = ("text", "posted_on", "effective_from", "effective_until")
    return {name: serialize_value(getattr(item, name), f"{path}.{name}", spans) for name in names} | {
        "links": [
            {name: serialize_value(getattr(link, name), f"{path}.links[{n}].{name}", spans) for name in ("text", "url")}
            for n, link in enumerate(item.links)
        ]
    }


def serialize_question(question: ParsedQuestion, path: str, spans: dict) -> dict:
    number = serialize_value(question.number, f"{path}.number", spans)
    return {"number": int(number) if number else None} | {
        name: serialize_value(getattr(question, name), f"{path}.{name}", spans) for name in ("question", "answer")
    }


def serialize_quote(quote: ParsedQuote, path: str, spans: dict) -> dict:
    return {
        "speaker": serialize_value(quote.speaker, f"{path}.speaker", spans),
        "text": serialize_value(quote.text, f"{path}.text", spans),
    }


def serialize_contact(contact: ParsedContact, path: str, spans: dict) -> dict:
    return {
        name: serialize_value(getattr(contact, name), f"{path}.{name}", spans) for name in ("name", "office", "email")
    } | {
        "phones": [
            {
                "number": serialize_value(phone.number, f"{path}.phones[{n}].number", spans),
                "type": serialize_value(phone.type, f"{path}.phones[{n}].type", spans),
            }
            for n, phone in enumerate(contact.phones)
        ]
    }


def serialize_attachment(attachment: ParsedAttachment, path: str, spans: dict) -> dict:
    return {
        "title": serialize_value(attachment.title, f"{path}.title", spans),
        "url": serialize_value(attachment.url, f"{path}.url", spans),
    }

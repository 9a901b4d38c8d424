"""What is read from a document: every value with its place, and the same as plain data."""

from dataclasses import dataclass, field

from portal.sources.parsing.attachments import Attached
from portal.sources.parsing.contact_lines import Contact
from portal.sources.parsing.links import Link
from portal.sources.parsing.quotes import Quote
from portal.sources.parsing.spans import Found, Span

SINGLE = ("title", "subtitle", "issuer", "published_on", "dateline", "byline", "source_url")


@dataclass
class Item:
    """One statement of a notice."""

    text: Found
    posted_on: Found | None = None
    effective_from: Found | None = None
    effective_until: Found | None = None
    """The day that the text names. Its basis says whether that is the last day or the end."""
    links: list[Link] = field(default_factory=list)


@dataclass
class Question:
    number: Found | None
    """As printed; None where the text does not number its questions."""
    question: Found
    answer: Found | None


@dataclass
class Document:
    """One document of a file: text[start:end] of the whole text, to which every span refers."""

    kind: str
    confidence: float
    reasons: list[str]
    start: int
    end: int
    title: Found | None = None
    subtitle: Found | None = None
    issuer: Found | None = None
    official: bool = False
    official_reason: str = ""
    official_span: Span | None = None
    published_on: Found | None = None
    dateline: Found | None = None
    byline: Found | None = None
    source_url: Found | None = None
    items: list[Item] = field(default_factory=list)
    recommendations: list[Found] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    attachments: list[Attached] = field(default_factory=list)
    effective_dates: list[Found] = field(default_factory=list)
    comments: int = 0
    comments_span: Span | None = None
    language: str = "en"
    warnings: list[str] = field(default_factory=list)
    body: list[Span] = field(default_factory=list)
    """Paragraphs of the running text, points among them."""
    addressee: Found | None = None
    """To whom a memo is written."""
    release_line: Found | None = None

    def warn(self, *sentences: str) -> None:
        self.warnings += [one for one in dict.fromkeys(sentences) if one and one not in self.warnings]

    def as_data(self) -> dict:
        """JSON's types alone. `spans` maps a path such as items[0].text to [start, end] for each value not empty."""
        spans: dict[str, list[int]] = {}
        data = {
            "kind": self.kind,
            "confidence": round(self.confidence, 2),
            **{name: said(getattr(self, name), name, spans) for name in ("title", "subtitle", "issuer")},
            "official": self.official,
            **{name: said(getattr(self, name), name, spans) for name in SINGLE[3:]},
            "items": [item_data(one, f"items[{n}]", spans) for n, one in enumerate(self.items)],
            "recommendations": [
                {"text": said(one, f"recommendations[{n}].text", spans)} for n, one in enumerate(self.recommendations)
            ],
            "questions": [question_data(one, f"questions[{n}]", spans) for n, one in enumerate(self.questions)],
            "quotes": [quote_data(one, f"quotes[{n}]", spans) for n, one in enumerate(self.quotes)],
            "contacts": [contact_data(one, f"contacts[{n}]", spans) for n, one in enumerate(self.contacts)],
            "attachments": [attached_data(one, f"attachments[{n}]", spans) for n, one in enumerate(self.attachments)],
            "effective_dates": [
                said(one, f"effective_dates[{n}]", spans) for n, one in enumerate(self.effective_dates)
            ],
            "comments": self.comments,
            "language": self.language,
            "warnings": self.warnings,
        }  # fmt: skip
        for name, span in (("official", self.official_span), ("comments", self.comments_span)):
            if span:
                spans[name] = list(span)
        return data | {"spans": spans}


def said(one: Found | None, path: str, spans: dict[str, list[int]]) -> str | None:
    if one is None:
        return None
    spans[path] = [one.start, one.end]
    return one.value


def item_data(one: Item, path: str, spans: dict) -> dict:
    names = ("text", "posted_on", "effective_from", "effective_until")
    return {name: said(getattr(one, name), f"{path}.{name}", spans) for name in names} | {
        "links": [
            {name: said(getattr(link, name), f"{path}.links[{n}].{name}", spans) for name in ("text", "url")}
            for n, link in enumerate(one.links)
        ]
    }  # fmt: skip


def question_data(one: Question, path: str, spans: dict) -> dict:
    number = said(one.number, f"{path}.number", spans)
    return {"number": int(number) if number else None} | {
        name: said(getattr(one, name), f"{path}.{name}", spans) for name in ("question", "answer")
    }


def quote_data(one: Quote, path: str, spans: dict) -> dict:
    return {"speaker": said(one.speaker, f"{path}.speaker", spans), "text": said(one.text, f"{path}.text", spans)}


def contact_data(one: Contact, path: str, spans: dict) -> dict:
    return {name: said(getattr(one, name), f"{path}.{name}", spans) for name in ("name", "office", "email")} | {
        "phones": [
            {
                "number": said(phone.number, f"{path}.phones[{n}].number", spans),
                "type": said(phone.type, f"{path}.phones[{n}].type", spans),
            }
            for n, phone in enumerate(one.phones)
        ]
    }


def attached_data(one: Attached, path: str, spans: dict) -> dict:
    return {"title": said(one.title, f"{path}.title", spans), "url": said(one.url, f"{path}.url", spans)}

"""The texts of the artificial records: sentences like those of real texts, without names of people."""

from datetime import date
from random import Random

from portal.lib.dates import format_day
from tests.kinds import Kind

NOUNS = {
    Kind.SERVICE_NOTICE: "notice",
    Kind.PRESS_RELEASE: "release",
    Kind.MEMO: "memo",
    Kind.QUESTIONS: "questions",
}
PROVENANCE = "Generated to measure the portal. It says nothing about any real office, person or rule."
BACKDATED = "It applies from {}, before it was signed, so that there are such records as well."
SUBJECTS = [
    "opening hours",
    "permit renewals",
    "record requests",
    "fingerprint appointments",
    "school transport",
    "body cameras",
    "language help",
    "requests by mail",
    "storm closures",
    "data protection",
    "training",
    "visitor parking",
    "night shifts",
    "complaints",
    "payment by card",
    "lost property",
    "road works",
    "student records",
    "background checks",
    "fees",
]
WHO = [
    "Staff at the counter",
    "Each office",
    "The person in charge",
    "Visitors",
    "Applicants",
    "Departments",
    "Schools",
    "Supervisors",
    "The records unit",
    "Anyone who asks in writing",
]
DOES = [
    "should keep a written note of",
    "may ask once a year about",
    "are told in advance about",
    "answer questions about",
    "need not explain",
    "should publish the dates of",
    "review every quarter",
    "may arrange by telephone",
    "decide within ten working days about",
    "keep for seven years everything about",
]
WHEN = [
    "during regular hours",
    "by appointment only",
    "from the first working day of the month",
    "until further notice",
    "unless a form says otherwise",
    "in person or by mail",
    "as described in part 4",
    "without a fee",
    "after the second reminder",
    "where two people are present",
]


def title(kind: Kind, number: int, rng: Random) -> str:
    first, second = rng.sample(SUBJECTS, 2)
    return f"Artificial {NOUNS[kind]} {number:07}: {first} and {second}"


def provenance(first: date | None, signed: date) -> str:
    return f"{PROVENANCE} {BACKDATED.format(format_day(first))}" if first and first < signed else PROVENANCE


def sentence(rng: Random) -> str:
    return f"{rng.choice(WHO)} {rng.choice(DOES)} {rng.choice(SUBJECTS)} {rng.choice(WHEN)}."


def paragraph(rng: Random, sentences: int) -> str:
    return " ".join(sentence(rng) for _ in range(sentences))


def body(rng: Random) -> str:
    """Returns Markdown: three paragraphs of about sixty words, and a list."""
    steps = "\n".join(f"- {sentence(rng)}" for _ in range(3))
    return "\n\n".join([paragraph(rng, 4), steps, paragraph(rng, 5), paragraph(rng, 3)])


def question(rng: Random) -> str:
    return f"What applies to {rng.choice(SUBJECTS)} {rng.choice(WHEN)}?"

"""Scores each kind of document by the features of a page."""

from dataclasses import dataclass


class KindScore:
    """The score of one kind, and the reasons for it."""

    def __init__(self):
        self.sum, self.reasons = 0.0, []

    def add(self, applies: object, weight: float, reason: str = "") -> None:
        if applies:
            self.sum += weight
            if reason and weight > 0:
                self.reasons.append(reason)


@dataclass(frozen=True)
class PageFeatures:
    """The features of a page, counted once for all kinds."""

    release_line: bool
    section: bool
    dateline: bool
    wire: bool
    end_mark: bool
    contact: bool
    announced: bool
    memo_word: bool
    memo_headers: int
    memo_pair: bool
    labels: tuple[str, ...]
    copied: bool
    blog: int
    comments: int
    questions: int
    listed: int
    dated: int
    service_share: float
    service_title: bool
    effective: int
    photo: bool
    reporter: bool
    byline: bool
    said: int
    report: int
    prose: int


def score_memo(signs: PageFeatures) -> KindScore:
    score = KindScore()
    score.add(signs.memo_pair, 0.4 + 0.12 * signs.memo_headers, "It has the lines To and From.")
    score.add(signs.memo_word and signs.memo_headers, 0.35, "It calls itself a memorandum.")
    score.add(signs.release_line, -0.4)
    return score


def score_qa(signs: PageFeatures) -> KindScore:
    score = KindScore()
    score.add(
        signs.questions >= 2,
        0.55 + 0.06 * min(signs.questions, 8),
        f"It has {signs.questions} questions, each followed by an answer.",
    )
    score.add(signs.questions == 1 and signs.listed < 3, 0.2)
    score.add(signs.release_line or signs.memo_pair, -0.5)
    score.add(signs.dateline or signs.comments or signs.said > 2, -0.35)
    return score


def score_republication(signs: PageFeatures) -> KindScore:
    score = KindScore()
    count = len(signs.labels)
    score.add(count >= 2, 0.2 + 0.17 * count, f"It has the lines {', '.join(signs.labels)}.")
    score.add("Source" in signs.labels and count < 2, 0.35, "It names its source.")
    score.add(signs.copied, 0.5, "It states that it repeats a release.")
    score.add(signs.comments, 0.35, "Readers’ comments are below it.")
    score.add(signs.blog, min(0.3 + 0.08 * signs.blog, 0.5), "It has lines of a blog.")
    score.add(signs.section and (signs.blog or count), 0.15)
    score.add(signs.announced and (signs.blog or signs.comments), 0.15)
    score.add(
        signs.release_line and not (signs.blog or signs.comments or signs.copied or "Source" in signs.labels), -0.5
    )
    score.add(signs.memo_pair, -0.7)
    score.add(signs.reporter or signs.photo, -0.4)
    score.add(signs.report > 2, -0.25)
    score.add(signs.listed > 1 and signs.service_share > 0.6 and not count and not signs.copied, -0.3)
    return score


def score_press_release(signs: PageFeatures) -> KindScore:
    score = KindScore()
    score.add(signs.release_line, 0.5, "It states that it is for release.")
    score.add(signs.section, 0.3, "It calls itself a release.")
    score.add(signs.dateline, 0.25, "It begins with a place, as releases do.")
    score.add(signs.end_mark, 0.25, "It has an end mark.")
    score.add(signs.contact, 0.25, "It names contacts.")
    score.add(signs.announced, 0.25, "It announces something.")
    score.add(signs.said, 0.1)
    score.add(
        signs.section and signs.memo_headers >= 2 and not signs.memo_pair, 0.2, "It names its date and its subject."
    )
    score.add(signs.memo_pair and not signs.release_line, -0.6)
    score.add(signs.photo or signs.reporter, -0.3)
    score.add(signs.report > 2 and not signs.release_line, -0.2)
    score.add(signs.prose == 0 and signs.listed > 2 and not signs.dateline and not signs.section, -0.3)
    return score


def score_news(signs: PageFeatures) -> KindScore:
    score = KindScore()
    score.add(signs.reporter, 0.45, "It names a reporter.")
    score.add(signs.byline and not signs.reporter, 0.3, "It has a byline.")
    score.add(signs.photo, 0.35, "It credits a photograph.")
    score.add(signs.wire, 0.4, "It comes from a news agency.")
    score.add(signs.dateline, 0.2, "It begins with a place.")
    score.add(signs.said, min(0.12 * signs.said, 0.36), "It quotes people.")
    score.add(signs.report, min(0.12 * signs.report, 0.36), "It reports what others said.")
    score.add(signs.release_line, -0.7)
    score.add(signs.contact or signs.section, -0.35)
    score.add(signs.memo_pair or len(signs.labels) > 1 or signs.copied, -0.5)
    score.add(signs.prose == 0 and not signs.said, -0.3)
    return score


def score_notice(signs: PageFeatures) -> KindScore:
    score = KindScore()
    score.add(signs.service_share >= 0.5, 0.1 + 0.3 * signs.service_share, "Its lines are about services and hours.")
    score.add(signs.listed >= 1 and signs.service_share >= 0.3, 0.15, "It is a list.")
    score.add(signs.dated, min(0.2, 0.1 + 0.05 * signs.dated), "Its items are dated.")
    score.add(signs.service_title, 0.2, "Its heading is about services, hours or changes.")
    score.add(signs.effective and signs.service_share >= 0.3, 0.1, "It states when something applies.")
    score.add(signs.release_line or signs.memo_pair, -0.6)
    score.add(signs.dateline or signs.announced, -0.3)
    score.add(signs.end_mark or signs.contact and not signs.listed, -0.15)
    score.add(signs.questions >= 2, -0.5)
    score.add(signs.said, -0.12 * min(signs.said, 3))
    score.add(signs.comments or signs.copied or len(signs.labels) > 1, -0.3)
    score.add(signs.reporter or signs.photo or signs.report > 2, -0.3)
    score.add(signs.prose > 3 and signs.listed == 0, -0.2)
    return score


SCORERS = {
    "memo": score_memo,
    "qa": score_qa,
    "republication": score_republication,
    "press_release": score_press_release,
    "news": score_news,
    "notice": score_notice,
}

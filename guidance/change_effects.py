"""What a version of a memo asks of the posts to which it is addressed, for each kind of change, before publication."""

from collections import defaultdict
from datetime import datetime

from guidance.duties import AudienceText, PointState, SeenPoint, get_point_state
from guidance.models import Deadline, Recommendation
from guidance.officials.queries import get_audience_texts, get_seen_points
from portal.accounts.models import Post
from portal.lib.dates import format_day, get_local_date
from portal.lib.grammar import format_count, format_noun, join_phrases
from portal.records.comparison.editions import EditionComparison
from portal.records.kinds import ChangeEffect
from portal.records.models import Edition
from portal.records.predecessors import get_effect_order


def find_major_changes(comparison: EditionComparison) -> list[str]:
    """Returns a sentence if the version adds or removes recommendations or addresses them to others."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for change in comparison.points:
        if change.op in ("added", "removed"):
            numbers[change.op].append(change.new_number or change.old_number)
        elif any(fact.name == "audience" for fact in change.facts):
            numbers["addressed to others"].append(change.new_number)
    phrases = [
        f"{format_noun(len(of), 'recommendation')} {join_phrases([str(number) for number in sorted(of)])} "
        f"{'is' if len(of) == 1 else 'are'} {what}"
        for what, of in numbers.items()
    ]
    return [f"This is not a minor change: {join_phrases(phrases)}. Choose another kind of change."] if phrases else []


def list_change_effects(edition: Edition, at: datetime) -> list[ChangeEffect]:
    """Returns what the version asks if it is published at the moment, for each kind of change, or for a first version
    without one. The number of queries is fixed."""
    hashes: dict[str, dict[str, str]] = defaultdict(dict)
    rows = Recommendation.objects.filter(edition=edition.pk).order_by("number")
    for audience, key, text_hash in rows.values_list("audience", "key", "text_hash"):
        hashes[audience][key] = text_hash
    begins = max(edition.effective_from or get_local_date(at), get_local_date(at))
    posts = list(Post.objects.open(begins).filter(audience__in=hashes))
    seen, _ = get_seen_points(posts, [edition.record_id], at)
    texts = get_audience_texts([edition.record_id], at)
    earlier = list_earlier_editions(edition, at)
    due_on = Deadline.objects.filter(edition=edition.pk).values_list("due_on", flat=True).first()
    effects = []
    for kind in Edition.ChangeKind.values if earlier else [""]:
        again = first = 0
        for post in posts:
            new = AudienceText(edition.pk, kind, hashes[post.audience])
            others = texts.get((post.audience, edition.record_id), [])
            is_again, is_first = find_asked(new, others, earlier, seen.get((post.pk, edition.record_id), {}))
            again, first = again + is_again, first + (is_first and not is_again)
        label = f"{Edition.ChangeKind(kind).label}:" if kind else "After publication,"
        effects.append(ChangeEffect(kind, label, describe_effect(again, first, due_on)))
    return effects


def list_earlier_editions(edition: Edition, at: datetime) -> list[int]:
    """Returns the ids of the record's other versions that take effect before this one, in that order."""
    others = Edition.objects.published(at).filter(record=edition.record_id, effective_from__isnull=False)
    others = sorted(others.exclude(pk=edition.pk).only("number", "effective_from"), key=get_effect_order)
    return [other.pk for other in others if get_effect_order(other) < get_effect_order(edition)]


def find_asked(
    new: AudienceText, others: list[AudienceText], earlier: list[int], seen: dict[str, SeenPoint]
) -> tuple[bool, bool]:
    """Returns whether the new text asks a post again, and whether it asks it about a point for the first time.
    `others` are the other texts for its audience, and `seen` is what the post acknowledged."""
    others = [text for text in others if text.edition != new.edition]
    before = [text for text in others if text.edition in earlier]
    texts = [*before, new, *(text for text in others if text.edition not in earlier)]
    old = before[-1].hashes if before else {}
    states = {key: get_point_state(key, seen.get(key), words, new.edition, texts) for key, words in new.hashes.items()}
    is_first = any(state is PointState.NEW and key not in old for key, state in states.items())
    return PointState.CHANGED in states.values(), is_first


def describe_effect(again: int, first: int, due_on) -> str:
    phrases = [f"{format_count(again, 'post')} {'is' if again == 1 else 'are'} asked again"] if again else []
    phrases += (
        [f"{format_count(first, 'post')} {'is' if first == 1 else 'are'} asked for the first time"] if first else []
    )
    if not phrases:
        return "no post is asked again"
    due = f"due {format_day(due_on)}" if due_on else "and no due day is set"
    return f"{join_phrases(phrases)}, {due}"

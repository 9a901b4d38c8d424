"""What a version of a memo asks of the posts to which it is addressed, for each kind of change, before publication."""

from collections import defaultdict
from datetime import datetime

from guidance.duties import AudienceText, PointState, get_point_state
from guidance.models import Deadline, Recommendation
from guidance.officials.queries import get_audience_texts, get_point_hashes, get_seen_points
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
    before = get_point_hashes(hashes, begins, at, edition.record_id)
    old_hashes = {audience: old for (audience, _, pk), old in before.items() if pk != edition.pk}
    seen, _ = get_seen_points(posts, [edition.record_id], at)
    order = get_text_order(edition, at)
    texts = {audience: own for (audience, _), own in get_audience_texts([edition.record_id], at).items()}
    due_on = Deadline.objects.filter(edition=edition.pk).values_list("due_on", flat=True).first()
    effects = []
    for kind in Edition.ChangeKind.values if old_hashes or seen else [""]:
        again, first = set(), set()
        for post in posts:
            own = seen.get((post.pk, edition.record_id), {})
            old = old_hashes.get(post.audience, {})
            new = insert_text(texts.get(post.audience, []), order, edition, kind, hashes[post.audience])
            for key, words in hashes[post.audience].items():
                state = get_point_state(key, own.get(key), words, edition.pk, new)
                if state is PointState.CHANGED:
                    again.add(post.pk)
                elif state is PointState.NEW and key not in old:
                    first.add(post.pk)
        label = f"{Edition.ChangeKind(kind).label}:" if kind else "After publication,"
        effects.append(ChangeEffect(kind, label, describe_effect(len(again), len(first - again), due_on)))
    return effects


def get_text_order(edition: Edition, at: datetime) -> list[int]:
    """Returns the ids of the record's other versions that take effect before this one."""
    others = Edition.objects.published(at).filter(record=edition.record_id, effective_from__isnull=False)
    others = others.exclude(pk=edition.pk).only("number", "effective_from")
    return [other.pk for other in others if get_effect_order(other) < get_effect_order(edition)]


def insert_text(
    texts: list[AudienceText], order: list[int], edition: Edition, kind: str, hashes: dict[str, str]
) -> list[AudienceText]:
    """Returns the texts with that of the version in its place, as if it were of this kind of change."""
    others = [text for text in texts if text.edition != edition.pk]
    earlier = [text for text in others if text.edition in order]
    later = [text for text in others if text.edition not in order]
    return [*earlier, AudienceText(edition.pk, kind, hashes), *later]


def describe_effect(again: int, first: int, due_on) -> str:
    phrases = [f"{format_count(again, 'post')} {'is' if again == 1 else 'are'} asked again"] if again else []
    phrases += (
        [f"{format_count(first, 'post')} {'is' if first == 1 else 'are'} asked for the first time"] if first else []
    )
    if not phrases:
        return "no post is asked again"
    due = f"due {format_day(due_on)}" if due_on else "and no due day is set"
    return f"{join_phrases(phrases)}, {due}"

"""A reason against a step of the workflow, with the place in the draft where a person can mend it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DraftPlace:
    """A place in a draft. `words` begin a sentence about it; `part` is a column, or the name of points or parts, and
    `number` that of a point."""

    words: str
    part: str
    number: int | None = None

    def __str__(self) -> str:
        return self.words


class Obstacle(str):
    """A sentence that knows its place in the draft; `place` is None if a person cannot mend it there."""

    place: DraftPlace | None

    def __new__(cls, sentence: str, place: DraftPlace | None = None) -> "Obstacle":
        obstacle = super().__new__(cls, sentence)
        obstacle.place = place
        return obstacle


def place_obstacle(sentence: str, part: str, number: int | None = None) -> Obstacle:
    return Obstacle(sentence, DraftPlace("", part, number))

"""What the database refuses about posts: two holders at once."""

from portal.register.triggers import Refusal

TABLE = "accounts_holding"
MESSAGE = "On some of these days somebody else holds the post."
END = "'9999-12-31'"


def refusals(vendor: str) -> list[Refusal]:
    """PostgreSQL takes the lock of the post first, so that two holdings entered at once see each other."""
    lock = "PERFORM 1 FROM accounts_post p WHERE p.id = NEW.post_id FOR UPDATE;"
    taken = (
        f"NOT NEW.is_deputy AND EXISTS (SELECT 1 FROM {TABLE} h WHERE h.post_id = NEW.post_id AND NOT h.is_deputy"
        f" AND h.held_from < coalesce(NEW.held_until, {END}) AND NEW.held_from < coalesce(h.held_until, {END})"
    )
    return [
        Refusal(f"{TABLE}_one_holder", TABLE, "INSERT", MESSAGE, when=f"{taken})", lock=lock),
        Refusal(f"{TABLE}_still_one_holder", TABLE, "UPDATE", MESSAGE, when=f"{taken} AND h.id <> OLD.id)", lock=lock),
    ]

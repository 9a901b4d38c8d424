"""A source document's text stays as found: the database refuses anything else."""

from portal.register.triggers import Refusal, append_only

TABLE = "sources_sourcedocument"
KEPT = ("key", "text", "sha256", "file_name")


def refusals(vendor: str) -> list[Refusal]:
    changed = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in KEPT)
    message = "A source document is kept as it was found."
    always = append_only(TABLE, message)
    # A new row with an old row's key would take its place under INSERT OR REPLACE.
    taken = " OR ".join(f"x.{name} = NEW.{name}" for name in ("key", "sha256", "file_name"))
    replaced = f"EXISTS (SELECT 1 FROM {TABLE} x WHERE {taken})"
    return [
        *always[1:],
        Refusal(f"{TABLE}_no_other", TABLE, "INSERT", message, when=replaced),
        Refusal(f"{TABLE}_no_update", TABLE, "UPDATE", message, when=changed),
    ]

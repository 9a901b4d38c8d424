"""An app that nobody runs: an invented kind of record, "executive order", and an invented audience, "fire chiefs".
Outside this folder nothing knows of either, so the walk through it shows that a new kind is one app."""

"""An app only for tests, with an invented kind of record, "executive order", and an invented audience, "fire chiefs".
No code outside this folder names either, so its tests show that one app can add a kind and an audience."""

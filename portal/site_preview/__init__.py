"""The whole site as it would be: as a reader of some kind, on some day, with drafts as if they were published."""

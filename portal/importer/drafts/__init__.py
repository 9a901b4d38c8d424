"""From a parsed document to drafts that staff check."""

"""Files attached to editions: validation by content, and storage."""

"""A preview of the whole site as a kind of reader, on a day, and with drafts as if they were published."""

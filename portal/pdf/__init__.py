"""PDFs of versions: rendered once from the register's document, and stored."""

"""PDFs of editions: rendered once from the register's document, and stored."""

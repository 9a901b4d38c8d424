"""Cache of public responses in each process, valid until public content changes; see decision 39."""

"""From the source documents and the editorial decisions in seeds/ to records. The format: seeds/README.md."""

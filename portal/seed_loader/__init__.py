"""Makes records from the source documents and editorial decisions in seeds/. seeds/README.md describes the format."""

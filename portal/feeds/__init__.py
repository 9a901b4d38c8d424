"""Feeds of the register in Atom, RSS and JSON: for everything, a section, an issuer, a service, an audience, a record
and any search."""

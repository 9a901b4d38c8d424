"""Public answers that a process keeps until anything that the public can read changes: see Decisions in the README."""

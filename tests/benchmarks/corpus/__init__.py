"""Makes an artificial corpus to measure the portal with. Nothing in it is about any real office."""

"""An artificial corpus to measure the portal with. Nothing in it is about a real office."""

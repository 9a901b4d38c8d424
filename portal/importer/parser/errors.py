"""The error for a file that cannot be read."""


class UnreadableFileError(ValueError):
    """The message is a sentence for the person who imports the file."""

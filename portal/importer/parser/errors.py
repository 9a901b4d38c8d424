"""What makes a file unreadable, as a sentence."""


class UnreadableFileError(ValueError):
    """The message is a sentence for the person who brought the file."""

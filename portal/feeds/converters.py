"""Path converter for the format of a feed."""


class FeedFormatConverter:
    regex = "atom|rss|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value

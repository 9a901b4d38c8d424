"""A person without a session, who reads what is public: pages in Chromium, and the files that programs read."""

from playwright.sync_api import Page

ADDRESSES = [
    "/",
    "/announcements/",
    "/guidance/",
    "/archive/",
    "/register/",
    "/register.json",
    "/sources/",
    "/calendar.ics",
    "/feeds/all.atom",
    "/feeds/all.rss",
    "/feeds/all.json",
    "/sitemap-records.xml",
    "/api/v1/records",
    "/api/v1/editions",
    "/api/v1/in-force",
    "/api/v1/services",
    "/api/v1/register",
]
"""Addresses that list texts of every record."""
OF_RECORD = ["", "history/", "on/2999-01-01/"]


class PublicReader:
    def __init__(self, page: Page):
        self.page = page

    def read(self, address: str, *, status: int = 200) -> str:
        answer = self.page.goto(address)
        assert answer is not None and answer.status == status, address
        return " ".join(self.page.locator("body").inner_text().split())

    def search(self, words: str) -> str:
        """Types the words into the field of the search page. Returns the page without the field."""
        self.page.goto("/search/")
        self.page.get_by_label("Words to search for").fill(words)
        self.page.get_by_role("button", name="Search", exact=True).last.click()
        self.page.wait_for_url("**/search/?**")
        return " ".join(self.page.locator("main").inner_text().split())

    def fetch(self, address: str) -> str:
        """Returns the file at the address, also if it is the page of an error."""
        return self.page.request.get(address).text()

    def find(self, words: str, *records: str) -> list[str]:
        """Returns the addresses at which the words are public. `records` are the addresses of records to read too."""
        more = [record + end for record in records for end in OF_RECORD]
        return [address for address in (*ADDRESSES, *more) if words in self.fetch(address)]

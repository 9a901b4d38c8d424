"""Everything works with JavaScript switched off, and public pages contain no scripts."""

from playwright.sync_api import expect

from tests.browser.public_pages import NOTICE, PAGES


def test_no_page_contains_a_script_or_an_inline_style(open_page):
    page = open_page(java_script_enabled=False)
    for address in PAGES:
        page.goto(address)
        assert page.locator('script:not([type="application/ld+json"]), style, [style], [onclick]').count() == 0, address


def test_a_resident_finds_a_day_and_the_notice_behind_it(open_page):
    page = open_page(java_script_enabled=False, width=360)
    page.goto("/")
    page.get_by_label("See it as of another day").fill("2020-05-15")
    page.get_by_role("button", name="Show that day").click()
    expect(page.locator("h1")).to_have_text("What was in effect on May 15, 2020")
    page.get_by_role("link", name="State Police Headquarters Modified Services/Hours").first.click()
    page.wait_for_url(f"**{NOTICE}on/2020-05-15/")
    page.get_by_role("link", name="What applies today").click()
    expect(page.locator(".points > li")).to_have_count(9)


def test_two_versions_are_chosen_and_compared(open_page):
    page = open_page(java_script_enabled=False)
    page.goto(f"{NOTICE}history/")
    page.get_by_label("From").select_option("1")
    page.get_by_label("To", exact=True).select_option("3")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare/1..3/")
    expect(page.locator(".summary")).to_contain_text("4 items added; 5 items unchanged.")
    page.get_by_text("Show the 5 unchanged items").click()
    expect(page.locator("details .points > li")).to_have_count(5)
    expect(page.locator("details .points > li").first).to_be_visible()


def test_a_list_is_filtered(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/guidance/")
    page.get_by_label("Addressed to").select_option("police_chiefs")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".list h2")).to_have_text(["Memo to police chiefs on immigration matters"])

"""One address of each kind of public page."""

NOTICE = "/announcements/state-police-headquarters-modified-services-hours/"
RELEASE = "/announcements/guidance-to-law-enforcement-and-school-districts-regarding-immigration-matters/"
MEMO = "/guidance/memo-to-police-chiefs-on-immigration-matters/"
QUESTIONS = "/guidance/ice-notifications-in-connecticut-questions-and-answers/"

PAGES = [
    "/",
    "/?on=2020-06-10",
    "/announcements/",
    "/guidance/",
    NOTICE,
    RELEASE,
    MEMO,
    QUESTIONS,
    f"{NOTICE}editions/1/",
    f"{NOTICE}on/2020-06-10/",
    f"{NOTICE}on/2010-01-01/",
    f"{NOTICE}history/",
    f"{NOTICE}compare/2..3/",
    f"{NOTICE}points/fingerprint-identification-unit/",
    "/register/",
    "/archive/",
    "/sources/",
    "/sources/governor-press-release-page/",
    "/sources/blog-copy/",
    "/sources/governor-press-release-page/beside/ctnewsjunkie-article/",
    "/about/versions/",
    "/about/api/",
    "/about/accessibility/",
    "/nothing-here/",
]

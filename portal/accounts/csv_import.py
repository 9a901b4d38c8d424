"""Loads a table of agencies and holdings, all or nothing, with a report by line, and writes such a table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError, transaction

from portal.accounts import csv_format
from portal.accounts.audiences import get_audience_values
from portal.accounts.csv_format import TableProblem, TableRow, UnreadableTable
from portal.accounts.models import Agency, Holding, Post, User
from portal.security_log.event_log import log_event
from portal.security_log.models import SecurityEvent

COLUMN_OF = {
    "held_from": "from",
    "held_until": "until",
    "is_deputy": "deputy",
    "open_from": "post from",
    "open_until": "post until",
}
YES, NO = ("yes", "true", "1"), ("", "no", "false", "0")


@dataclass
class ImportReport:
    """`done` lists what each line changed or would change. If there are problems, nothing is changed."""

    problems: list[TableProblem] = field(default_factory=list)
    done: list[TableProblem] = field(default_factory=list)
    unchanged: int = 0

    def sorted(self) -> "ImportReport":
        by_line = sorted(self.problems, key=lambda row: row.line), sorted(self.done, key=lambda row: row.line)
        return ImportReport(*by_line, self.unchanged)


def load_table(data: bytes, *, is_dry_run: bool = False) -> ImportReport:
    """Loads the rows in one transaction. A dry run, or a problem in any line, rolls it back."""
    try:
        rows, problems = csv_format.read_table(data)
    except UnreadableTable as error:
        return ImportReport([TableProblem(1, str(error))])
    report = ImportReport(problems + find_contradictions(rows))
    with transaction.atomic():
        # By first day, so that the end of an earlier holding is loaded before the holding that follows it.
        for row in sorted(rows, key=lambda row: row["from"]):
            load_row(row, report)
        if is_dry_run or report.problems:
            transaction.set_rollback(True)
        elif report.done:
            log_event(SecurityEvent.Kind.IMPORTED, detail=f"agencies: {len(report.done)} changes")
    return report.sorted()


def find_contradictions(rows: list[TableRow]) -> list[TableProblem]:
    """Finds rows that contradict an earlier row about the same agency or post."""
    first: dict[tuple, TableRow] = {}
    problems = []
    for row in rows:
        agency, post = row["agency"].casefold(), row["post"]
        for place, names in (((agency,), ("kind", "town")), ((agency, post), csv_format.OPTIONAL if post else ())):
            other = first.setdefault(place, row)
            problems += [
                TableProblem(row.line, f"Line {other.line} gives another {name} for {row['agency']}.")
                for name in names
                if other.cells.get(name) != row.cells.get(name)
            ]
    return problems


def load_row(row: TableRow, report: ImportReport) -> None:
    """Loads one row in its own savepoint, so that the rows after it are still checked."""
    try:
        with transaction.atomic():
            done = RowLoader(row).load()
    except ValidationError as error:
        report.problems += [TableProblem(row.line, sentence) for sentence in list_error_messages(error)]
    except (ValueError, DatabaseError) as error:
        report.problems.append(TableProblem(row.line, str(error)))
    else:
        report.done += [TableProblem(row.line, sentence) for sentence in done]
        report.unchanged += not done


def list_error_messages(error: ValidationError) -> list[str]:
    """Returns the messages, each after the name of its column if it has one."""
    if not hasattr(error, "error_dict"):
        return error.messages
    pairs = [(name, message) for name, messages in error.message_dict.items() for message in messages]
    return [text if name == NON_FIELD_ERRORS else f"{COLUMN_OF.get(name, name)}: {text}" for name, text in pairs]


class RowLoader:
    """Loads one row. `done` are sentences about its changes. Raises ValidationError or ValueError with sentences."""

    def __init__(self, row: TableRow):
        self.row, self.done = row, []

    def load(self) -> list[str]:
        row = self.row
        if not row["post"] and any(row[name] for name in ("email", "name", "from", "until", "deputy")):
            raise ValueError("The row names a holder but no post.")
        if not row["email"] and any(row[name] for name in ("name", "from", "until", "deputy")):
            raise ValueError("The row names a holder without an email address.")
        if not row["post"] and any(row.cells.get(name) for name in csv_format.OPTIONAL):
            raise ValueError("The row gives the days of a post but names no post.")
        agency = self.agency()
        if row["post"]:
            post = self.post(agency)
            if row["email"]:
                self.holding(post)
        return self.done

    def agency(self) -> Agency:
        row = self.row
        agency = Agency.objects.filter(name__iexact=row["agency"]).first() or Agency(name=row["agency"])
        return self.save_row(agency, f"Agency {row['agency']}", kind=row["kind"], town=row["town"])

    def post(self, agency: Agency) -> Post:
        audience = self.row["post"]
        if audience not in get_audience_values():
            raise ValueError(f"“{audience[:40]}” is not a post. Write one of: {', '.join(get_audience_values())}.")
        post = agency.posts.filter(audience=audience).first() or Post(agency=agency, audience=audience)
        columns = {"open_from": "post from", "open_until": "post until"}
        cells = self.row.cells
        return self.save_row(
            post,
            f"Post {post}",
            **{field: csv_format.parse_day_cell(cells[column]) for field, column in columns.items() if column in cells},
        )

    def holding(self, post: Post) -> Holding:
        row = self.row
        held_from, held_until = csv_format.parse_day_cell(row["from"]), csv_format.parse_day_cell(row["until"])
        if held_from is None:
            raise ValueError("A holder needs a first day.")
        if row["deputy"].lower() not in YES + NO:
            raise ValueError(f"“{row['deputy'][:40]}” is not a value of “deputy”. Write yes or no.")
        person = self.person()
        holding = post.holdings.filter(person=person, held_from=held_from).first()
        holding = holding or Holding(post=post, person=person, held_from=held_from)
        name = f"Holding of {person.email}"
        return self.save_row(holding, name, held_until=held_until, is_deputy=row["deputy"].lower() in YES)

    def person(self) -> User:
        """Returns the account with the address. A new one has no password, so nobody can sign in to it yet."""
        email, name = self.row["email"], self.row["name"]
        validate_email(email)
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            user = User(email=User.objects.normalize_email(email), name=name)
            user.set_unusable_password()
            user.full_clean()
            user.save()
            self.done.append(f"Account {user.email}: new.")
        return user

    def save_row(self, row, name: str, **facts):
        """Validates and saves the row if it is new or one of the facts differs."""
        before = {key: getattr(row, key) for key in facts}
        is_new = row.pk is None
        if not is_new and before == facts:
            return row
        for key, value in facts.items():
            setattr(row, key, value)
        row.full_clean()
        row.save()
        changes = [
            f"{COLUMN_OF.get(key, key)} from {format_value(before[key])} to {format_value(facts[key])}"
            for key in facts
            if before[key] != facts[key]
        ]
        self.done.append(f"{name}: new." if is_new else f"{name}: {', '.join(changes)}.")
        return row


def format_value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value or "nothing")


def export_table() -> Iterator[str]:
    """Returns all agencies, posts and holdings as lines of a table. load_table() accepts it and changes nothing."""
    return csv_format.write_table(list_export_rows())


def list_export_rows() -> Iterator[list]:
    for agency in Agency.objects.prefetch_related("posts__holdings__person"):
        own = [agency.name, agency.kind, agency.town]
        if not agency.posts.all():
            yield [*own, "", "", "", "", "", "", "", ""]
        for post in agency.posts.all():
            span = post.open_from, post.open_until
            if not post.holdings.all():
                yield [*own, post.audience, "", "", "", "", "", *span]
            for holding in post.holdings.all():
                person, deputy = holding.person, "yes" if holding.is_deputy else "no"
                days = holding.held_from, holding.held_until
                yield [*own, post.audience, person.email, person.name, *days, deputy, *span]

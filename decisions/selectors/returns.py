"""The return as it is copied into the ministry's form, and what came back of it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.urls import reverse

from decisions.access import may_see_draft_return, require_return
from decisions.models import ReadBack, Submission
from decisions.transitions import EXPLAIN, READ_BACK, SUBMIT
from iegtracker.errors import DomainError, NotReady
from iegtracker.people.models import User
from iegtracker.workflow import refusal
from statements.document import Document
from statements.models import Statement, Version
from statements.rendering.wording import Run, wording
from statements.returning import (
    CHARACTERS,
    EMPTY,
    OVER,
    TYPES,
    Field,
    FieldCompared,
    Filled,
    Outcome,
    fields_in,
    return_of,
)
from statements.selectors.statement import text_for

from .casefiles import Trail, statement_for, trail

FORMS = {"xml": "XML", "csv": "CSV", "txt": "Plain text"}
_LINE, _MOST_ROWS = 80, 14
# The mark of what is wrong with an answer, and its word.
_WRONG = {
    OVER: ("refused", "Too long"),
    EMPTY: ("waiting", "Empty"),
    CHARACTERS: ("waiting", "Characters"),
}
# The mark of each outcome, and its word.
_MARKS = {
    Outcome.EQUAL: ("done", "Equal"),
    Outcome.DIFFERS: ("refused", "Differs"),
    Outcome.TRUNCATED: ("refused", "Cut off"),
    Outcome.TYPOGRAPHIC: ("returned", "Typography only"),
    Outcome.MISSING: ("refused", "Missing"),
    Outcome.EXTRA: ("refused", "Not in the cleared text"),
}


@dataclass(frozen=True)
class Answers:
    """A text's answers to the form. `draft` while the text is not cleared."""

    statement: Statement
    draft: bool
    document: Document
    version: Version | None
    filled: tuple[Filled, ...]

    @property
    def state(self) -> str:
        """What the text is, as a file says it."""
        if self.draft:
            return "DRAFT: not cleared for submission"
        return f"cleared, version {_number(self.version)}, {self.document.digest}"

    @property
    def name(self) -> str:
        """The name of a file, without its ending."""
        end = "-DRAFT" if self.draft else f"-version-{_number(self.version)}"
        return f"ieg-{self.statement.round}-return{end}"


def _number(version: Version | None) -> int:
    return version.number if version else 0


@dataclass(frozen=True)
class Row:
    """One field as the page shows it."""

    number: int
    field: Field
    text: str
    size: str
    rows: int
    # A mark, its word, and what is wrong.
    problems: tuple[tuple[str, str, str], ...]
    done: bool

    @property
    def short(self) -> bool:
        """Whether label, text and button may stand beside each other."""
        return self.rows == 1 and self.field.type != "text"

    @property
    def type(self) -> str:
        return TYPES[self.field.type]


@dataclass(frozen=True)
class Group:
    """The fields of one section, with how many of them want attention."""

    title: str
    anchor: str
    rows: tuple[Row, ...]
    note: str


@dataclass(frozen=True)
class Sent:
    """A submission, and what its last reading back showed."""

    submission: Submission
    mark: str
    words: str
    url: str
    finding: str


@dataclass(frozen=True)
class ReturnPage:
    statement: Statement
    trail: Trail
    answers: Answers | None
    why_not: str
    groups: tuple[Group, ...]
    done: int
    files: tuple[tuple[str, str], ...]
    sent: tuple[Sent, ...]
    submit_url: str
    read_back_url: str
    gate_url: str

    @property
    def count(self) -> int:
        return sum(len(group.rows) for group in self.groups)


def return_page(round: str, user: User, done: Collection[str]) -> ReturnPage:
    """`done` are the numbers of the fields that have been copied."""
    require_return(user)
    statement = statement_for(round)
    answers, why_not = None, ""
    try:
        answers = _answers(statement, user)
    except NotReady as error:
        why_not = str(error)
    groups = tuple(_groups(answers.filled, done)) if answers else ()
    may_submit = refusal(SUBMIT, statement, user) is None
    sent = _sent(statement)
    may_read = bool(sent) and refusal(READ_BACK, statement, user) is None
    return ReturnPage(
        statement=statement,
        trail=trail(statement, ("The return", None)),
        answers=answers,
        why_not=why_not,
        groups=groups,
        done=sum(row.done for group in groups for row in group.rows),
        files=tuple(
            (words, reverse("decisions:return_file", args=[round, form]))
            for form, words in FORMS.items()
        )
        if answers
        else (),
        sent=sent,
        submit_url=reverse("decisions:submit", args=[round]) if may_submit else "",
        read_back_url=reverse("decisions:read_back", args=[round]) if may_read else "",
        gate_url=reverse("decisions:gate", args=[round]),
    )


def answers_of(round: str, user: User) -> Answers:
    """What a file of the return says. Raises NotReady before there is a cleared text,
    but for those who write it, whose file says that it is a draft."""
    require_return(user)
    return _answers(statement_for(round), user)


def _answers(statement: Statement, user: User) -> Answers:
    fields = fields_in(bytes(statement.__dict__["asked_by"] or b""))
    if not fields:
        raise NotReady("The guidelines of this round do not say what the form asks.")
    cleared = statement.__dict__["cleared_version"]
    if cleared is not None:
        version = Version.objects.get(pk=cleared)
        document = version.document
        return Answers(statement, False, document, version, return_of(document, fields))
    if not may_see_draft_return(user):
        raise NotReady(
            "The text is not cleared yet. Once it is, its answers stand here to be "
            "copied into the ministry’s form."
        )
    text = text_for(statement, user)
    filled = return_of(text.document, fields)
    return Answers(statement, True, text.document, text.version, filled)


def _groups(filled: Sequence[Filled], done: Collection[str]) -> Iterator[Group]:
    numbered = enumerate(filled, 1)
    found = groupby(numbered, key=lambda pair: pair[1].field.group)
    for position, (title, items) in enumerate(found, 1):
        pairs = list(items)
        rows = tuple(_row(n, item, str(n) in done) for n, item in pairs)
        kinds = [problem.kind for _, item in pairs for problem in item.problems]
        yield Group(title, f"group-{position}", rows, _note(kinds))


def _note(kinds: Sequence[str]) -> str:
    words = []
    if over := kinds.count(OVER):
        words.append(f"{over} too long")
    if empty := kinds.count(EMPTY):
        words.append(f"{empty} empty")
    return ", ".join(words)


def _row(number: int, item: Filled, done: bool) -> Row:
    limit = item.field.limit
    size = f"{item.length:,} character{'s'[: item.length != 1]}"
    if limit:
        size += f" of at most {limit:,}"
    lines = sum(1 + len(line) // _LINE for line in item.text.split("\n"))
    return Row(
        number=number,
        field=item.field,
        text=item.text,
        size=size,
        rows=min(lines, _MOST_ROWS),
        problems=tuple((*_WRONG[p.kind], p.words) for p in item.problems),
        done=done,
    )


def _sent(statement: Statement) -> tuple[Sent, ...]:
    """Each submission of cleared text, the last one first."""
    readings = ReadBack.objects.select_related("finding__found_by").defer(
        "file", "result"
    )
    rows = (
        submissions_to_read(statement)
        .select_related("version")
        .defer("receipt", "version__content")
        .prefetch_related(Prefetch("read_backs", readings.order_by("pk")))
    )
    return tuple(_shown(row, statement) for row in rows)


def submissions_to_read(statement: Statement) -> QuerySet[Submission]:
    """Those of cleared text, the last one first."""
    return statement.submissions.filter(incident=False).order_by("-pk")


def _shown(submission: Submission, statement: Statement) -> Sent:
    for row in list(submission.read_backs.all())[-1:]:
        url = reverse("decisions:read_back_result", args=[statement.round, row.pk])
        finding = getattr(row, "finding", None)
        if not row.differences:
            return Sent(submission, "done", "Read back: equal", url, "")
        fields = "1 field" if row.differences == 1 else f"{row.differences} fields"
        words = f"Read back: {fields} differ{'s'[: row.differences == 1]}"
        why = f"Explained by {finding.found_by}: “{finding.why}”" if finding else ""
        return Sent(submission, "returned" if finding else "refused", words, url, why)
    return Sent(submission, "waiting", "Not read back yet", "", "")


@dataclass(frozen=True)
class ReadBackPage:
    """Where a clerk reads back what the ministry received."""

    statement: Statement
    trail: Trail
    submissions: tuple[Submission, ...]
    refused: DomainError | None
    back: str


def read_back_page(round: str, user: User) -> ReadBackPage:
    require_return(user)
    statement = statement_for(round)
    refused = refusal(READ_BACK, statement, user)
    rows = () if refused else submissions_to_read(statement).defer("receipt")
    own = reverse("decisions:return", args=[round])
    return ReadBackPage(
        statement=statement,
        trail=trail(statement, ("The return", own), ("Read back", None)),
        submissions=tuple(rows),
        refused=refused,
        back=own,
    )


@dataclass(frozen=True)
class Difference:
    """One field that is not equal, with the words that are gone or came."""

    compared: FieldCompared
    mark: str
    word: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class ResultPage:
    statement: Statement
    trail: Trail
    row: ReadBack
    sentence: str
    form: str
    encoding: str
    reordered: bool
    differences: tuple[Difference, ...]
    newest: bool
    refused: DomainError | None
    explain_url: str
    back: str


def result_page(round: str, pk: int, user: User) -> ResultPage:
    """What one reading back showed."""
    require_return(user)
    statement = statement_for(round)
    row = (
        ReadBack.objects.filter(submission__statement=statement, pk=pk)
        .select_related("submission", "read_by", "finding__found_by")
        .defer("file", "submission__receipt")
        .first()
    )
    if row is None:
        raise Http404("There is no such reading back.")
    found = row.comparison
    later = row.submission.read_backs.filter(pk__gt=row.pk).exists()
    own = reverse("decisions:return", args=[round])
    return ResultPage(
        statement=statement,
        trail=trail(statement, ("The return", own), ("Read back", None)),
        row=row,
        sentence=found.sentence,
        form=found.form,
        encoding=found.encoding,
        reordered=found.reordered,
        differences=tuple(_difference(field) for field in found.fields),
        newest=not later,
        refused=refusal(EXPLAIN, statement, user),
        explain_url=reverse("decisions:explain_difference", args=[round, pk]),
        back=own,
    )


def _difference(field: FieldCompared) -> Difference:
    mark, word = _MARKS[field.outcome]
    return Difference(field, mark, word, wording(field.sent, field.received))

"""Parts of a statement for those who read them: a section, the outcomes, the grants."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from statements.models import Statement
from statements.rendering.outline import Outcomes, Outline, outline

from .editing import (
    Count,
    filtered,
    next_section,
    outcome_counts,
    outcome_uids,
    section_heading,
    section_of_layout,
)
from .grants import Compared, grants_compared
from .statement import Text


@dataclass(frozen=True)
class SectionPage:
    statement: Statement
    text: Text
    title: str
    outline: Outline
    next_uid: str | None


def section_page(statement: Statement, text: Text, uid: str) -> SectionPage:
    """One section alone, in the words and numbers of the whole."""
    whole = outline(text.document)
    section = next(section for section in whole.sections if section.uid == uid)
    return SectionPage(
        statement=statement,
        text=text,
        title=section_heading(text.document, uid),
        outline=replace(whole, sections=(section,)),
        next_uid=next_section(text.document, uid),
    )


@dataclass(frozen=True)
class OutcomesPage:
    statement: Statement
    text: Text
    tables: tuple[Outcomes, ...]
    counts: tuple[Count, ...]
    shown: int
    total: int


def outcomes_page(
    statement: Statement, text: Text, wanted: Mapping[str, str]
) -> OutcomesPage:
    """The outcomes that fit a filter, by service area; the counts are of all."""
    uids = outcome_uids(text.document)
    fitting = filtered(text.document, wanted)
    return OutcomesPage(
        statement=statement,
        text=text,
        tables=tuple(
            narrowed
            for section in outline(text.document).sections
            for item in section.items
            if isinstance(item, Outcomes)
            and (narrowed := _narrowed(item, fitting)).areas
        ),
        counts=outcome_counts(text.document, uids),
        shown=len(fitting),
        total=len(uids),
    )


def _narrowed(table: Outcomes, fitting: frozenset[str]) -> Outcomes:
    areas = {
        area: tuple(row for row in rows if row.uid in fitting)
        for area, rows in table.areas.items()
    }
    return replace(table, areas={area: rows for area, rows in areas.items() if rows})


@dataclass(frozen=True)
class GrantsPage:
    statement: Statement
    text: Text
    section: str | None
    compared: Compared


def grants_page(statement: Statement, text: Text) -> GrantsPage:
    return GrantsPage(
        statement,
        text,
        section_of_layout(text.document, "grants"),
        grants_compared(text.document),
    )

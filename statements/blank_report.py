"""A report before anybody wrote in it, with the headings of a Cabinet report."""

from collections.abc import Callable
from datetime import date

from .document import Document, new_uid
from .document.elements import check_elements
from .importing import (
    BACKGROUND_PAPERS,
    CONTACT_OFFICERS,
    OBJECTIVES,
    RECOMMENDATIONS,
)

# The headings and the objectives of the report of 9 December 2004.
_HEADINGS = (
    ("Purpose", "text"),
    (OBJECTIVES, "objectives"),
    ("Background", "text"),
    ("Considerations", "text"),
    ("Financial Implications", "text"),
    ("Legal Implications", "text"),
    ("Staffing Implications", "text"),
    ("Consultations", "text"),
    (RECOMMENDATIONS, "recommendations"),
    (BACKGROUND_PAPERS, "entries"),
    (CONTACT_OFFICERS, "entries"),
)
_OBJECTIVES = (
    "Quality, Accessible Service",
    "Village Life",
    "Sustainability",
    "Partnership",
)


def blank_report(
    *,
    title: str,
    council: str,
    to: str,
    day: date,
    authors: str,
    fresh: Callable[[], str] = new_uid,
) -> Document:
    """The skeleton of a report: every section is there, and empty."""
    tree: dict[str, dict[str, object]] = {}
    order = []
    for heading, layout in _HEADINGS:
        rows = [fresh() for _ in _OBJECTIVES] if layout == "objectives" else []
        for uid, label in zip(rows, _OBJECTIVES, strict=False):
            tree[uid] = {"kind": "objective", "label": label, "effect": ""}
        section = fresh()
        order.append(section)
        tree[section] = {
            "kind": "section",
            "key": heading.casefold().replace(" ", "_"),
            "title": heading,
            "layout": layout,
            "numbered": layout in ("text", "recommendations"),
            "order": rows,
        }
    tree["root"] = {
        "kind": "report",
        "title": title,
        "council": council,
        "to": to,
        "date": day.isoformat(),
        "authors": authors,
        "order": order,
    }
    document = Document.from_tree(tree)
    check_elements(document)
    return document

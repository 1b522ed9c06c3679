"""Small papers with every kind of element, and the guidelines they answer."""

from statements.document import Document

GUIDELINES = {
    "round": "2004",
    "title": "Guidelines for the IEG Statement 2004",
    "statement_title": "IEG Statement 2004",
    "ministry": "Office of the Deputy Prime Minister",
    "deadline": "2004-12-20",
    "sections": [],
    "return": {
        "characters": "iso-8859-1",
        "characters_confidence": "for tests",
        "fields": [
            {
                "key": "authority_name",
                "label": "Authority name",
                "type": "line",
                "fill": {"paper": "council"},
                "confidence": "found",
            },
            {
                "key": "local_context",
                "label": "Local context",
                "type": "text",
                "fill": {"section": "local"},
                "element": "ContextStatement",
                "limit": 4000,
                "limit_confidence": "for tests",
                "confidence": "found",
            },
            {
                "key": "telephone",
                "label": "Telephone",
                "type": "line",
                "fill": {"section": "local", "line": "Telephone"},
                "confidence": "found",
            },
        ],
    },
    "outcomes": [
        {
            "code": code,
            "level": level,
            "area": "Transport",
            "applies_to": "all",
            "due": due,
            "summary": f"Summary of {code}.",
            "confidence": "HIGH",
        }
        for code, level, due in (
            ("R1", "required", "2005-12-31"),
            ("R2", "required", "2005-12-31"),
            ("G1", "good", "2006-04-01"),
        )
    ],
}


def statement_document(**root: object) -> Document:
    """A small statement with every kind of element."""
    return Document.from_tree(
        {
            "root": {
                "kind": "statement",
                "title": "IEG Statement 2004",
                "council": "South Cambridgeshire District Council",
                "round": "2004",
                "ministry": "Office of the Deputy Prime Minister",
                "deadline": "2004-12-20",
                "order": ["s-local", "s-outcomes", "s-bvpi", "s-grants"],
                **root,
            },
            "s-local": {
                "kind": "section",
                "key": "local",
                "title": "Local context",
                "layout": "text",
                "numbered": True,
                "order": ["b-1", "b-2"],
            },
            "b-1": {"kind": "block", "text": "The council serves villages."},
            "b-2": {"kind": "block", "text": "A contact centre will open."},
            "s-outcomes": {
                "kind": "section",
                "key": "outcomes",
                "title": "Priority outcomes",
                "layout": "outcomes",
                "numbered": True,
                "order": ["o-r1", "o-r2"],
            },
            "o-r1": _outcome("R1", "planned"),
            "o-r2": _outcome("R2", "on_the_way"),
            "s-bvpi": {
                "kind": "section",
                "key": "bvpi157",
                "title": "BVPI 157",
                "layout": "figures",
                "numbered": True,
                "columns": [
                    {"key": "permissible", "label": "Permissible", "unit": "count"},
                    {"key": "enabled", "label": "Enabled", "unit": "count"},
                    {"key": "included", "label": "Included", "unit": "yes_no"},
                    {"key": "reason", "label": "Reason", "unit": "text"},
                ],
                "order": ["f-1"],
            },
            "f-1": {
                "kind": "figure",
                "label": "Providing information",
                "cells": {
                    "permissible": 100,
                    "enabled": 71,
                    "included": True,
                    "reason": "",
                },
            },
            "s-grants": {
                "kind": "section",
                "key": "grants",
                "title": "Grants",
                "layout": "grants",
                "numbered": True,
                "order": [],
            },
        }
    )


def _outcome(code: str, status: str) -> dict[str, object]:
    return {
        "kind": "outcome",
        "code": code,
        "level": "required",
        "area": "Transport",
        "summary": f"Summary of {code}.",
        "due": "2005-12-31",
        "applies_to": "all",
        "confidence": "HIGH",
        "progress": {"status": status, "on_time": "yes", "comment": ""},
    }


def report_document() -> Document:
    """A report with two recommendations."""
    return Document.from_tree(
        {
            "root": {
                "kind": "report",
                "title": "Implementing Electronic Government",
                "council": "South Cambridgeshire District Council",
                "to": "Leader and Cabinet",
                "date": "2004-12-09",
                "authors": "Finance and Resources Director",
                "order": ["s-purpose", "s-recommendations"],
            },
            "s-purpose": {
                "kind": "section",
                "key": "purpose",
                "title": "Purpose",
                "layout": "text",
                "numbered": True,
                "order": ["p-1"],
            },
            "p-1": {"kind": "block", "text": "To note progress."},
            "s-recommendations": {
                "kind": "section",
                "key": "recommendations",
                "title": "Recommendations",
                "layout": "recommendations",
                "numbered": True,
                "order": ["p-2", "r-a", "r-b"],
            },
            "p-2": {"kind": "block", "text": "That Cabinet,"},
            "r-a": {"kind": "recommendation", "text": "notes the progress."},
            "r-b": {"kind": "recommendation", "text": "approves the delegation."},
        }
    )

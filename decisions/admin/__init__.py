"""The record of authority in the admin: read-only rows, and a page for each step.

Every step calls the action that the site calls, with the site's own form.
"""

from . import (
    changes,
    delegations,
    distribution,
    meetings,
    notices,
    offices,
    papers,
    proceedings,
    records,
    signatures,
    statements,
    submissions,
)

__all__ = [
    "changes",
    "delegations",
    "distribution",
    "meetings",
    "notices",
    "offices",
    "papers",
    "proceedings",
    "records",
    "signatures",
    "statements",
    "submissions",
]

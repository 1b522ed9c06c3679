"""What can be proved of authority: run by `manage.py verify`."""

# In the order in which their checks are printed.
from . import (  # noqa: I001
    texts,
    signatures,
    clearances,
    meetings,
    call_in,
    distributions,
    records,
)

__all__ = [
    "call_in",
    "clearances",
    "distributions",
    "meetings",
    "records",
    "signatures",
    "texts",
]

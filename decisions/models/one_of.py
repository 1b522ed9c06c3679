"""Rows that are about exactly one of several things, each named by its own column."""

from functools import reduce
from operator import or_

from django.db.models import Q


def exactly_one(*columns: str) -> Q:
    """Just one of these columns leads to something."""
    cases = (
        Q(**{f"{column}__isnull": column != given for column in columns})
        for given in columns
    )
    return reduce(or_, cases)

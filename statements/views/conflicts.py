"""A conflict between two page loads: what was typed, sealed so that only this site can
have written it, and the texts that it belongs to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.core import signing

from statements.actions import document_at
from statements.conflicts import resolved
from statements.document import Document, Patch, compare
from statements.document.document import Key
from statements.document.merge import merge
from statements.models import Draft

_SALT = "statements.conflict"


@dataclass(frozen=True)
class Both:
    """What one person wrote from `base`, and what the draft became meanwhile."""

    base: Document
    mine: Document
    theirs: Document
    step: str

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        return merge(self.base, self.mine, self.theirs).conflicts

    def resolved(self, picks: Mapping[str, str]) -> Document:
        return resolved(self.base, self.mine, self.theirs, picks)


def sealed(
    draft: Draft, base: Document, mine: Document, theirs: Document, *, step: str
) -> str:
    told = {
        "draft": draft.pk,
        "base": base.digest,
        "theirs": theirs.digest,
        "patch": json.loads(compare(base, mine).canonical),
        "step": step,
    }
    return signing.dumps(told, salt=_SALT, compress=True)


def opened(draft: Draft, seal: str) -> Both:
    """Raises BadSignature for a seal that is not this draft's, Stale for a text that
    the draft never had."""
    told = signing.loads(seal, salt=_SALT)
    if told["draft"] != draft.pk:
        raise signing.BadSignature("the seal of another draft")
    base = document_at(draft, told["base"])
    patch = Patch.from_bytes(json.dumps(told["patch"]).encode())
    return Both(
        base, patch.apply(base), document_at(draft, told["theirs"]), told["step"]
    )

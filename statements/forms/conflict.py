"""Choosing between two texts: one choice for each place, nothing preselected."""

from collections.abc import Iterable
from typing import Any

from django import forms

from iegtracker.govuk.fields import Radios
from iegtracker.govuk.forms import GovukForm, in_a_sentence
from statements.conflicts import THEIRS, YOURS, questions
from statements.document import Document
from statements.document.document import Key


class ConflictForm(GovukForm):
    """`picks` names the winner of each question, once the form is valid."""

    form_tag = False

    def __init__(
        self,
        mine: Document,
        theirs: Document,
        keys: Iterable[Key],
        data: Any = None,
    ) -> None:
        self.questions = questions(mine, theirs, keys)
        self.base_fields = {  # type: ignore[misc]
            f"choice_{at}": forms.ChoiceField(
                label="Which text is to stand?",
                choices=[(THEIRS, "Theirs"), (YOURS, "Yours")],
                widget=Radios(inline=True),
                error_messages={
                    "required": "Choose whose text is to stand for "
                    + in_a_sentence(question.place)
                },
            )
            for at, question in enumerate(self.questions)
        }
        super().__init__(data)

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Each question with its choice."""
        return list(zip(self.questions, self, strict=True))

    @property
    def picks(self) -> dict[str, str]:
        return {
            question.name: self.cleaned_data[f"choice_{at}"]
            for at, question in enumerate(self.questions)
        }

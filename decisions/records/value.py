"""A record of a decision as one frozen plain value with canonical bytes."""

from statements.rendering.chain import Plain


class Record(Plain):
    """All that a record of a decision says. Nothing else is read to show it.

    Days and times are ISO 8601. Of each kind of decision:

    - `kind`: `body`, `endorsement` or `delegated`; `rules`: `2000` or `2012`;
      `executive`
    - `council`, `number`, `own_number` (by the system's own pattern), `edition`,
      `correction` (why an earlier edition was corrected) and `corrected_on`
    - `statement`: its title; `decided_by`, `decided_on`, `published_on`,
      `effective_on` ("" while it is not known)
    - `alternatives`, `dispensation`, `key_decision`, `key_reason`, `contact`,
      `documents` (a list)
    - `call_in`: `ruling`, `reason`, `working_days`, `from_publication_day`
    - `ledger_head`: the ledger's last hash before the record was published

    Of a body's: `minute_number`, `report`, `recommendation` (`letter`, `text`),
    `outcome`, `wording`, `amendments` (sentences), `delegations` (sentences),
    `reasons`, `interests`.

    Of another body's endorsement: `minute_number`, `version` (`number`, `digest`),
    `outcome`, `wording`, `reasons`, `interests`.

    Of a delegated one: `changes` (a list of `name`, `title`, `sentences`, `reason`,
    `digest`), `signatures` (a list of `change`, `office`, `person`, `at`, `said`,
    `consulted`, `interests`, `comment`, `instead`, `on_paper`), `delegation` (`by`,
    `mode`, `wording`, `conditions`), `by_officers_only`, and of an urgent one
    `urgent_because` and `agreed_by`.
    """

from iegtracker.ledger.sentences import register_sentences

register_sentences(
    {
        "office.recorded": "{actor} recorded the office of {subject}",
        "appointment.entered": "{actor} entered {subject}",
        "appointment.confirmed": "{actor} confirmed the appointment: {subject}",
        "absence.recorded": "{actor} recorded the {subject}",
        "absence.ended": "{actor} recorded the {subject}",
        "urgency.entered": "{actor} entered an urgent power: {subject}",
        "urgency.confirmed": "{actor} confirmed an urgent power: {subject}",
        "entry.dismissed": "{actor} recorded the {subject}",
        "delegation.ended": "{actor} recorded the {subject}",
        "appointment.ended": "{actor} recorded the end of an appointment: {subject}",
        "body.recorded": "{actor} recorded the body {subject}",
        "meeting.recorded": "{actor} recorded the meeting {subject}",
        "agenda.recorded": "{actor} recorded the agenda of {subject}",
        "papers.published": "{actor} recorded the publication of papers for {subject}",
        "attendance.recorded": "{actor} recorded who attended {subject}",
        "interests.recorded": "{actor} recorded the interests declared at {subject}",
        "minutes.recorded": "{actor} recorded draft minutes of {subject}",
        "minutes.confirmed": "{actor} recorded that minutes were confirmed: {subject}",
        "decision.corrected": "{actor} corrected the record of the {subject}",
        "decision.wording_found": (
            "{actor} recorded whether the program still fits the wording: {subject}"
        ),
        "earlier_decision.recorded": "{actor} recorded an earlier decision: {subject}",
        "decision.cited": "{actor} recorded a {subject}",
        "report.opened": "{actor} opened the report {subject}",
        "statement.reported": "{actor} put {subject} to the meeting",
        "statement.report_revised": "{actor} put revised papers on {subject}",
        "statement.withdrawn": "{actor} took {subject} off the agenda",
        "statement.decided": "{actor} recorded what was decided on {subject}",
        "statement.referred_back": "{actor} recorded the referring back of {subject}",
        "statement.endorsed": (
            "{actor} recorded what another body resolved on {subject}"
        ),
        "statement.cleared": "{actor} cleared {subject} for submission",
        "statement.reopened": "{actor} reopened {subject}",
        "statement.submitted": "{actor} recorded the submission of {subject}",
        "statement.submitted_again": "{actor} recorded that {subject} was sent again",
        "statement.incident": "{actor} recorded that uncleared {subject} was sent",
        "statement.read_back": (
            "{actor} read back what the ministry received of {subject}"
        ),
        "statement.difference_explained": (
            "{actor} recorded what explains a difference in what was received of "
            "{subject}"
        ),
        "statement.published": "{actor} published {subject}",
        "statement.distributed": "{actor} sent {subject} to all members",
        "statement.distribution_certified": (
            "{actor} certified the distribution of {subject}"
        ),
        "copy.sending": "{actor} began to send {subject}",
        "copy.sent": "{actor} sent {subject}",
        "copy.put_off": "{actor} put off sending {subject}",
        "copy.refused": "A mail server refused {subject}",
        "copy.lost": "No mail server answered for {subject}",
        "copy.lapsed": "{actor} took over what was being sent in {subject}",
        "copy.downloaded": "{subject} was downloaded",
        "copy.sent_again": "{actor} sent copies again in {subject}",
        "copy.bounced": "{actor} recorded copies that came back in {subject}",
        "copy.on_paper": "{actor} recorded copies on paper in {subject}",
        "copy.left_office": "{actor} recorded who has left office in {subject}",
        "copy.not_known": (
            "{actor} recorded copies of which nothing is known in {subject}"
        ),
        "change.started": "{actor} started {subject}",
        "change.renamed": "{actor} renamed {subject}",
        "change.proposed": "{actor} proposed {subject}",
        "change.renewed": "{actor} brought {subject} up to date and asked again",
        "change.reversal_started": "{actor} began to reverse {subject}",
        "change.recalled": "{actor} recalled {subject}",
        "change.rebased": "{actor} brought {subject} up to date with the text",
        "change.taken_up": "{actor} recorded that a decision adopted {subject}",
        "change.returned": "{actor} returned {subject} with a comment",
        "change.signed": "{actor} signed {subject}",
        "change.raised": "{actor} held {subject} to be material",
        "change.signature_withdrawn": "{actor} withdrew a signature of {subject}",
        "change.paper_entered": "{actor} entered a signature on paper for {subject}",
        "change.paper_confirmed": (
            "{actor} confirmed a signature on paper for {subject}"
        ),
        "change.applied": "{subject} was agreed when {actor} signed",
        "delegated_decision.made": "{actor} made {subject} by the last signature",
        "decision.record_published": "{actor} published the {subject}",
        "decision.record_corrected": "{actor} corrected the {subject}",
        "decision.call_in_ruled": "{actor} recorded the {subject}",
        "decision.called_in": "{actor} recorded the {subject}",
        "decision.call_in_entered": (
            "{actor} entered a {subject}, which another clerk must confirm"
        ),
        "decision.call_in_confirmed": "{actor} confirmed the {subject}",
        "decision.call_in_waiver_withdrawn": (
            "{actor} recorded that the {subject} was a mistake"
        ),
        "decision.call_in_corrected": "{actor} corrected the {subject}",
        "decision.call_in_ended": "{actor} recorded the {subject}",
        "decision.call_in_waived": "{actor} recorded the {subject}",
        "change.declined": "{actor} refused {subject}",
        "change.withdrawn": "{actor} withdrew {subject}",
        "change.voided": (
            "{subject} was made void when {actor} changed or reopened the text"
        ),
    }
)

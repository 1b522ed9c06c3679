from iegtracker.ledger.sentences import register_sentences

register_sentences(
    {
        "account.opened": "{actor} opened the account of {subject}",
        "account.role_given": "{actor} gave a role to {subject}",
        "account.role_taken": "{actor} took a role from {subject}",
        "account.link_sent": "{actor} sent {subject} a link to choose a password",
        "account.closed": "{actor} closed the account of {subject}",
        "account.mail_chosen": "{actor} chose how mail is sent to them",
        "calendar.made": "{actor} made an address for their calendar",
        "calendar.replaced": "{actor} replaced the address of their calendar",
        "calendar.revoked": "{actor} revoked the address of their calendar",
        "account.email_changed": "{subject} changed their email address",
        "account.password_changed": "{subject} chose another password",
    }
)

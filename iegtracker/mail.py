"""What can go wrong when mail is handed to a server."""

import smtplib

# Every failure of a server or of the way to it (smtplib's are OSErrors too), a message
# that cannot be written as mail, and a server that is wrongly named in the settings.
FAILURES = (OSError, ValueError, ImportError)
# About one message only: the next may go through on the same connection.
REFUSED = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
    ValueError,
)

from .sentences import register_sentences

register_sentences(
    {
        "record.verified": "{actor} checked the whole record, and it holds",
        "record.broken": "{actor} checked the whole record, and it does not hold",
    }
)

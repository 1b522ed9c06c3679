"""A small form of the ministry, and the files in which it is answered."""

from statements.returning import (
    Field,
    Fill,
    as_csv,
    as_text,
    as_xml,
    compared,
    received,
)

WORDS = "The council serves villages. It said “yes” – to all… of them.\n\nAnd £5 more."


def field(key, fill, type="text", **also):
    label = also.pop("label", key.capitalize())
    return Field(key, label, type, fill, "found", "The return", **also)


FIELDS = (
    field("council", Fill("paper", name="council"), "line", element="AuthorityName"),
    field(
        "context",
        Fill("section", "local"),
        label="Local context",
        element="ContextStatement",
        limit=120,
        characters="iso-8859-1",
    ),
    field("r1", Fill("outcome", "outcomes", "R1", "status"), "choice", label="R1"),
    field(
        "counts",
        Fill("figure", "bvpi157", "Providing information", "enabled"),
        "number",
    ),
    field("share", Fill("per_cent", "bvpi157"), "per_cent"),
    field("phone", Fill("line", "local", "Telephone"), "line"),
)
WRITERS = {
    "XML": lambda filled: as_xml(filled, reference="2004", state="draft"),
    "CSV": as_csv,
    "plain text": as_text,
}


def by_key(filled):
    return {item.field.key: item for item in filled}


def changed(content, *pairs):
    text = content.decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def read_back(sent, content):
    return compared(sent, received(content, FIELDS))

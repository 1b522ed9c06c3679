"""The sentence of each verb. An event of a verb without one is refused."""

from collections.abc import Mapping

_SENTENCES: dict[str, str] = {}


def register_sentences(sentences: Mapping[str, str]) -> None:
    """Add an app's verbs. `{actor}` and `{subject}` stand in each sentence."""
    _SENTENCES.update(sentences)


def knows(verb: str) -> bool:
    return verb in _SENTENCES


def sentence(verb: str, *, actor: str, subject: str) -> str:
    """The sentence of an event; an old verb that has gone is still readable."""
    pattern = _SENTENCES.get(verb, "{actor}: " + verb + " ({subject})")
    return pattern.format(actor=actor, subject=subject)


def all_verbs() -> Mapping[str, str]:
    return dict(_SENTENCES)

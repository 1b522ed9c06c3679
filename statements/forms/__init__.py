"""The forms of the document's pages: what may be typed, never who may or when."""

from .section import SectionForm

__all__ = ["SectionForm"]

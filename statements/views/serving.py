"""Stored bytes as a download: whole, in part, or not again (RFC 9110, RFC 9530)."""

import re
from base64 import b64encode
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from statements.models import FinalCopy
from statements.selectors.copies import bytes_of

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def served(request: HttpRequest, copy: FinalCopy, name: str) -> HttpResponseBase:
    """The bytes of a final copy under the name of a file.

    The tag of the bytes is their SHA-256, so that what a reader has already is not sent
    again, and a download that broke off goes on where it stopped.
    """
    etag = f'"{copy.sha256}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = _sent(request, copy, etag)
        answer["Content-Disposition"] = f'inline; filename="{name}"'
        answer["Accept-Ranges"] = "bytes"
        answer["Repr-Digest"] = _digest(bytes.fromhex(copy.sha256))
    answer["ETag"] = etag
    return answer


def reaches_the_end(answer: HttpResponseBase) -> bool:
    """Whether the last byte of a file was asked for: all of it, or a part up to its
    end. Only then is it a download; a first part alone is a look at the file."""
    if answer.status_code == 206:
        part, _, size = answer["Content-Range"].partition("/")
        return part.endswith(f"-{int(size) - 1}")
    return answer.status_code == 200


def _sent(request: HttpRequest, copy: FinalCopy, etag: str) -> HttpResponse:
    content = bytes_of(copy)
    size = len(content)
    part = _part(request, size, etag)
    if part is not None and part[0] >= size:
        answer = HttpResponse(status=416, content_type="application/pdf")
        answer["Content-Range"] = f"bytes */{size}"
        return answer
    if part is None:
        answer = HttpResponse(content, content_type="application/pdf")
        answer["Content-Digest"] = _digest(bytes.fromhex(copy.sha256))
        return answer
    first, last = part
    piece = content[first : last + 1]
    answer = HttpResponse(piece, status=206, content_type="application/pdf")
    answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["Content-Digest"] = _digest(sha256(piece).digest())
    return answer


def _part(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """First and last byte of the one range that is asked for; None for the whole.

    What is not understood, and several ranges at once, are answered with the whole.
    """
    asked = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or asked is None:
        return None
    if request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    if first:
        if last and int(last) < int(first):
            return None
        return int(first), min(int(last) if last else size - 1, size - 1)
    if not last:
        return None
    # The last so many bytes; of none there is no first.
    count = min(int(last), size)
    return (size - count, size - 1) if count else (size, size)


def _digest(raw: bytes) -> str:
    return f"sha-256=:{b64encode(raw).decode()}:"

"""A stranger's file comes in: never more than 20 MB of it, never on disk, one at a time.

The length that the sender names is looked at before anything is read; what comes in is counted
too, because the sender may have lied.
"""

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from certificates.checking.files import LARGEST

AROUND = 64 * 2**10  # bytes of a form around its file
DIGITS = 18  # of a length; thousands of them are no number that Python reads
FIELD = "file"
RAW = ("application/pdf", "application/xml", "text/xml", "application/octet-stream")


class UploadRefused(Exception):
    """What was sent is not one file of a size that is taken; `code` is of `sentences`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Bounded(MemoryFileUploadHandler):
    """Keeps files in memory, and stops reading as soon as they are too large."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.taken = 0
        self.over = False

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Take every file, however long: the count decides."""
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Count, and stop where it is too much."""
        self.taken += len(raw_data)
        if self.taken > LARGEST:
            self.over = True
            raise StopUpload(connection_reset=True)
        return super().receive_data_chunk(raw_data, start)


def received(request: HttpRequest) -> bytes:
    """The one file of a request: of a form's field `file`, or the body itself."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > DIGITS or int(length) > LARGEST + AROUND:
        raise UploadRefused("too_large")
    kind = (request.content_type or "").lower()
    if kind in RAW:
        return _body(request)
    if kind != "multipart/form-data":
        raise UploadRefused("no_file")
    return _form(request)


def _body(request: HttpRequest) -> bytes:
    data: bytes = request.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise UploadRefused("too_large")
    if not data:
        raise UploadRefused("no_file")
    return data


def _form(request: HttpRequest) -> bytes:
    handler = Bounded(request)
    request.upload_handlers = [handler]
    try:
        files = request.FILES
    except TooManyFilesSent as error:
        raise UploadRefused("one_file") from error
    except RequestDataTooBig as error:  # in fields around the file
        raise UploadRefused("too_large") from error
    except (MultiPartParserError, TooManyFieldsSent) as error:
        raise UploadRefused("no_file") from error
    if handler.over:
        raise UploadRefused("too_large")
    sent = [one for name in files for one in files.getlist(name)]
    if not sent:
        raise UploadRefused("no_file")
    if len(sent) > 1 or FIELD not in files:
        raise UploadRefused("one_file")
    data: bytes = sent[0].read()
    return data

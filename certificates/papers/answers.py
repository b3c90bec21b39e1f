"""What pages and programs of papers get alike: a kind of an address, a sample, a picture."""

from django.http import Http404, HttpResponse

from accounts.people import Person
from accounts.permissions import Can
from certificates.papers import pictures
from certificates.states import Kind


def kind_of(text: str) -> Kind:
    """The kind that an address names, or 404."""
    if text not in Kind.values:
        raise Http404
    return Kind(text)


def pdf_answer(made: bytes, kind: Kind) -> HttpResponse:
    """A PDF to look at, never kept by anything shared."""
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="sample-{kind.value}.pdf"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def picture_answer(sha256: str, person: Person) -> HttpResponse:
    """A picture as a file that does nothing, whatever it is opened with.

    404 unless it is kept where the person manages papers, or above.
    """
    found = pictures.of(sha256)
    if found is None or not pictures.may_see(sha256, person.centres(Can.MANAGE_PAPERS)):
        raise Http404
    data, kind = found
    response = HttpResponse(data, content_type=kind)
    name = f"{sha256[:12]}.{pictures.ENDINGS[kind]}"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response

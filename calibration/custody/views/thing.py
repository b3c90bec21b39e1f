"""What a label's QR opens: the thing itself, for those inside and for its owner."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.doors import Page
from accounts.permissions import Can
from audit.record import history
from calibration.custody import queries, services
from calibration.custody.codes import as_written
from calibration.custody.photos import kind_of_photo
from calibration.models import Custody
from common.errors import DomainError
from common.files import send

_ROWS = queries.with_relations(Custody.objects.all())


class Find(Page):
    """A code typed by hand."""

    verb = Can.SEE_INSTRUMENTS

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("code", "")[:40]
        code = as_written(text)
        if code and Custody.objects.visible_to(self.person).filter(code=code).exists():
            return redirect("calibration:thing", code=code)
        context = {"text": text, "unknown": bool(text)}
        status = 404 if text else 200
        return render(request, "calibration/custody/find.html", context, status=status)


class Thing(Page):
    """Whose it is, how it came, where it is, what is being done with it, how it left."""

    verb = Can.SEE_INSTRUMENTS

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self._show(request, self.row(_ROWS, code=_clean(code)))

    def _show(self, request: HttpRequest, custody: Custody, **more: Any) -> HttpResponse:
        inside = self.person.may(Can.SEE_JOBS, custody.centre)
        handles = self.person.may(Can.HANDLE_ITEMS, custody.centre)
        photos = list(custody.photos.select_related("by"))
        context = {
            "custody": custody,
            "inside": inside,
            "handles": handles,
            "work": queries.work_on(custody),
            "photos_in": [one for one in photos if not one.returned],
            "photos_out": [one for one in photos if one.returned],
            "events": history(custody) if inside else None,
        }
        return render(request, "calibration/custody/thing.html", context | more)


class ThingByKey(Page):
    """The same by its key: events name it so."""

    verb = Can.SEE_INSTRUMENTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect("calibration:thing", code=self.row(Custody.objects.all(), pk=pk).code)


class AddPhotos(Page):
    """More photographs of a thing."""

    verb = Can.HANDLE_ITEMS

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        custody = self.row(_ROWS, Can.HANDLE_ITEMS, code=_clean(code))
        try:
            services.add_photos(
                custody_id=custody.pk, files=request.FILES.getlist("photos"),
                by=self.person.user, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("Đã thêm ảnh."))
        except DomainError as error:
            for fault in error.faults:
                messages.error(request, str(fault.message))
        return redirect("calibration:thing", code=custody.code)


class Photo(Page):
    """A photograph, for whoever sees its thing."""

    verb = Can.SEE_INSTRUMENTS

    def get(self, request: HttpRequest, code: str, photo: int) -> FileResponse:
        custody = self.row(Custody.objects.all(), code=_clean(code))
        found = get_object_or_404(custody.photos, pk=photo)
        name = (found.file.name or "").rpartition("/")[2]
        return send(found.file, name=name, kind=kind_of_photo(found), inline=True)


def _clean(code: str) -> str:
    """A code of an address, which may hold anything."""
    return code.replace("\0", "")[:40].upper()

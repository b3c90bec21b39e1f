"""What somebody wants printed, and how."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from calibration.models import Custody, Job
from certificates.models import Certificate
from certificates.states import StickerSize
from certificates.stickers import labels
from certificates.stickers.sheets import GAP, GAP_MOST, MARGIN, MARGIN_MOST, Layout

PLACES = (("sheet", _("tờ A4, cắt rời")), ("single", _("máy in nhãn, mỗi trang một nhãn")))
WHAT = (
    (labels.STICKER, _("tem")),
    (labels.LABEL, _("nhãn của phương tiện đo")),
    (labels.CUSTODY, _("nhãn của vật đã nhận")),
)


@dataclass(frozen=True)
class Wanted:
    """Certificates whose stickers, jobs and things in custody whose labels are printed."""

    certificates: Sequence[Certificate]
    jobs: Sequence[Job]
    things: Sequence[Custody] = ()

    @property
    def given(self) -> bool:
        """Whether anything was named."""
        return bool(self.certificates or self.jobs or self.things)


def gathered(wanted: Wanted, what: str) -> labels.Gathered:
    """Stickers of the certificates, the labels of all their instruments, or of things handed in."""
    if what == labels.CUSTODY:
        return labels.custody_labels(wanted.things)
    if what == labels.STICKER:
        return labels.stickers_of(wanted.certificates)
    return labels.instrument_labels([*(one.job for one in wanted.certificates), *wanted.jobs])


class LayoutForm(forms.Form):
    """How it is printed."""

    what = forms.ChoiceField(label=_("In"), choices=WHAT, initial=labels.STICKER)
    size = forms.ChoiceField(label=_("Cỡ"), choices=StickerSize.choices)
    place = forms.ChoiceField(label=_("Trên"), choices=PLACES, initial="sheet")
    start = forms.IntegerField(
        label=_("Bắt đầu từ vị trí"), min_value=1, max_value=200, initial=1, required=False,
        help_text=_("Của tờ đã dùng dở: đếm từ trái sang phải, từ trên xuống."),
    )  # fmt: skip
    margin_x = forms.DecimalField(
        label=_("Lề trái, phải (mm)"), min_value=0, max_value=MARGIN_MOST, max_digits=4,
        decimal_places=1, initial=MARGIN, required=False,
    )  # fmt: skip
    margin_y = forms.DecimalField(
        label=_("Lề trên, dưới (mm)"), min_value=0, max_value=MARGIN_MOST, max_digits=4,
        decimal_places=1, initial=MARGIN, required=False,
    )  # fmt: skip
    gap = forms.DecimalField(
        label=_("Khe (mm)"), min_value=0, max_value=GAP_MOST, max_digits=4, decimal_places=1,
        initial=GAP, required=False,
    )  # fmt: skip

    def __init__(self, data: Any = None, **more: Any) -> None:
        if data is not None:  # what an address leaves out is as the form would show it
            data = data.copy()
            for name, value in (("what", labels.STICKER), ("place", "sheet"),
                                ("size", StickerSize.SMALL)):  # fmt: skip
                if not data.get(name):
                    data[name] = value
        super().__init__(data, **more)

    def layout(self) -> Layout:
        """As `sheets` takes it."""
        said = self.cleaned_data
        return Layout(
            size=StickerSize(said["size"]),
            sheet=said["place"] == "sheet",
            start=said["start"] or 1 if said["place"] == "sheet" else 1,
            margin_x=MARGIN if said["margin_x"] is None else said["margin_x"],
            margin_y=MARGIN if said["margin_y"] is None else said["margin_y"],
            gap=GAP if said["gap"] is None else said["gap"],
        )

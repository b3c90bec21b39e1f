"""Lists of lines of the year's programme of work."""

from collections.abc import Hashable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Centre
from accounts.permissions import Can
from common.errors import Fault, InvalidInput
from common.text import fold
from planning.importing import fields as cells
from planning.importing.fields import Field
from planning.importing.subjects import Facts, Ground, Subject, add
from planning.models import ProgrammeItem
from planning.services import programme
from planning.services.entering import YEARS
from planning.states import Strand


def _faults(facts: Facts, ground: Ground) -> list[Fault]:
    try:
        programme.check_item(ProgrammeItem(centre=ground.centre, **facts), ground.at)
    except InvalidInput as error:
        return list(error.faults)
    return []


def _key(facts: Facts, _ground: Ground) -> Hashable:
    return facts["year"], fold(facts["title"])


def _prepare(centre: Centre, many: Sequence[Facts], at: datetime) -> Ground:
    years = {facts["year"] for facts in many if facts.get("year") in YEARS}
    rows = ProgrammeItem.objects.standing().filter(centre=centre, year__in=years)
    found = rows.order_by().values_list("year", "title")
    return Ground(centre, at, {(year, fold(title)) for year, title in found})


def _write(centre: Centre, many: Sequence[Facts], by: Any, at: datetime) -> Sequence[Any]:
    return programme.new_items(centre, many, by=by, at=at)


PROGRAMME = add(
    Subject(
        code="programme",
        label=gettext_lazy("chương trình công tác"),
        verb=Can.RECORD_PLANNING,
        page="planning:programme",
        fields=(
            Field("year", pgettext_lazy("lịch", "Năm"), cells.whole, required=True,
                  more=("nam cong tac",), example="2026"),
            Field("title", gettext_lazy("Nội dung"), cells.text, required=True,
                  more=("ten", "nhiem vu", "noi dung cong viec"),
                  example="Rà soát quy trình hiệu chuẩn"),
            Field("source", gettext_lazy("Văn bản ban hành"), cells.text, required=True,
                  more=("van ban", "chuong trinh", "can cu"), example="15/CTr ngày 12/01/2026"),
            Field("issued_on", gettext_lazy("Ngày ban hành"), cells.day, required=True,
                  example="12/01/2026"),
            Field("due_on", gettext_lazy("Hạn"), cells.day,
                  more=("thoi han", "han hoan thanh"), example="31/03/2026"),
            Field("done_on", gettext_lazy("Ngày hoàn thành"), cells.day, more=("hoan thanh",)),
            Field("strand", gettext_lazy("Mảng"), cells.choice(Strand)),
        ),
        prepare=_prepare,
        faults=_faults,
        key=_key,
        is_known=lambda facts, ground: _key(facts, ground) in ground.known,
        write=_write,
    )
)  # fmt: skip

"""Activities: documents, papers, training, procedures, findings, events; counted by their turns."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from planning.states import ActivityKind, Degree, Venue
from reports.indicators.deeds import (
    Deed,
    deeds,
    done_in,
    kind_of,
    of_kind,
    part,
    summed,
    turns,
    under_way,
)
from reports.indicators.entries import rule, told
from reports.indicators.entry_rows import NUMBERS, or_entered
from reports.indicators.labels import ACTIVITY
from reports.indicators.question import Question
from reports.indicators.registry import add, indicator
from reports.indicators.shapes import PERCENT, Found, Section, ratio

K = ActivityKind
DONE_ON = _("ngày hoàn thành")
OR_ENTERED = _("Đơn vị không có dòng nào thì lấy số nhập tay cho kỳ, ghi rõ là nhập tay.")
type_of_choice = Callable[[Deed], bool]


def _any(_deed: Deed) -> bool:
    return True


def _done(kind: str, chosen: type_of_choice, asked: Question, *, tell: bool) -> Found:
    return summed([deed for deed in done_in(asked, kind) if chosen(deed)], tell=tell)


def _count(  # noqa: PLR0913 — a line of the table below
    code: str,
    kind: str,
    unit: str,
    section: str,
    name: Any,
    what: Any,
    *,
    by: Any = DONE_ON,
    chosen: type_of_choice = _any,
    tell: bool = False,
) -> None:
    add(
        code,
        or_entered(code, deeds, partial(_done, kind, chosen, tell=tell)),
        name=name,
        definition=format_lazy("{what} {entered}", what=rule(what), entered=OR_ENTERED),
        unit=unit,
        model=ACTIVITY,
        section=section,
        by_date=by,
        hears=NUMBERS,
    )


def _of_degree(degree: str) -> type_of_choice:
    return lambda deed: deed.degree == degree


def _at_venue(venue: str) -> type_of_choice:
    return lambda deed: deed.venue == venue


_ISSUED_ON = _("ngày ban hành")
_PUBLISHED_ON = _("ngày công bố, gửi đăng")
_HELD_ON = _("ngày tổ chức")

_count(
    "docs_commented", K.DOCUMENT_COMMENT, "document", Section.DUTY,
    _("Văn bản quản lý nhà nước tham mưu, góp ý"),
    _("Lượt góp ý, tham mưu văn bản có ngày hoàn thành trong kỳ."),
)  # fmt: skip
_count(
    "papers", K.PAPER, "paper", Section.SCIENCE,
    _("Bài báo, báo cáo khoa học"),
    _(
        "Bài báo, báo cáo khoa học có ngày công bố hoặc gửi đăng trong kỳ; bằng tổng của bốn loại "
        "nơi đăng."
    ),
    by=_PUBLISHED_ON,
)  # fmt: skip
PAPERS_BY_VENUE = {
    "papers_intl_journal": Venue.JOURNAL_ABROAD,
    "papers_intl_conf": Venue.CONFERENCE_ABROAD,
    "papers_dom_journal": Venue.JOURNAL_HOME,
    "papers_dom_conf": Venue.CONFERENCE_HOME,
}  # fmt: skip
for _code, _venue in PAPERS_BY_VENUE.items():
    _count(
        _code, K.PAPER, "paper", Section.SCIENCE, _venue.label,
        _("Phần của số bài báo, báo cáo khoa học đăng ở loại nơi này."),
        by=_PUBLISHED_ON, chosen=_at_venue(_venue),
    )  # fmt: skip
_count(
    "training_turns", K.TRAINING, "turn", Section.STAFF,
    _("Lượt cán bộ đào tạo, bồi dưỡng"),
    _(
        "Tổng số lượt đào tạo, bồi dưỡng có ngày tính trong kỳ; một người học nhiều khóa đếm nhiều "
        "lần."
    ),
)  # fmt: skip
_count(
    "training_phd", K.TRAINING, "turn", Section.STAFF,
    _("Trong đó: lượt đào tạo trình độ tiến sĩ"),
    _("Phần của số lượt đào tạo, bồi dưỡng ở trình độ tiến sĩ."),
    chosen=_of_degree(Degree.DOCTOR),
)  # fmt: skip
_count(
    "phd_defended", K.DEFENCE, "person", Section.STAFF,
    _("Cán bộ bảo vệ thành công luận án tiến sĩ"),
    _("Người bảo vệ luận án tiến sĩ có ngày bảo vệ trong kỳ."),
    by=_("ngày bảo vệ"), chosen=_of_degree(Degree.DOCTOR),
)  # fmt: skip
_count(
    "students", K.STUDENTS, "turn", Section.EDUCATION,
    _("Lượt sinh viên hướng dẫn"),
    _(
        "Tổng số lượt sinh viên hướng dẫn có ngày tính trong kỳ; là “khoảng” nếu có dòng nhập là "
        "khoảng."
    ),
)  # fmt: skip
_count(
    "regs_passed", K.RESOLUTION, "document", Section.ORGANISATION,
    _("Dự thảo quy chế, nghị quyết được thông qua"),
    _("Quy chế, nghị quyết có ngày thông qua trong kỳ; liệt kê tên văn bản."),
    by=_("ngày thông qua"), tell=True,
)  # fmt: skip
_count(
    "internal_docs", K.INTERNAL_DOCUMENT, "document", Section.ORGANISATION,
    _("Văn bản quản lý nội bộ ban hành"),
    _("Quy chế, quy định nội bộ có ngày ban hành trong kỳ."),
    by=_ISSUED_ON, tell=True,
)  # fmt: skip
_count(
    "plans_issued", K.ANNUAL_PLAN, "plan", Section.ORGANISATION,
    _("Kế hoạch năm đã xây dựng"),
    _("Kế hoạch năm (thu – chi, mua sắm, đào tạo, tuyển dụng…) có ngày ban hành trong kỳ."),
    by=_ISSUED_ON, tell=True,
)  # fmt: skip
_count(
    "st_reports", K.REPORT, "report", Section.DUTY,
    _("Báo cáo chuyên môn trình cấp trên"),
    _("Báo cáo chuyên môn có ngày trình trong kỳ; sản phẩm của nhiệm vụ đếm riêng."),
    by=_("ngày trình"), tell=True,
)  # fmt: skip
_count(
    "procedures_reviewed", K.PROCEDURE_REVIEW, "procedure", Section.QUALITY,
    _("Quy trình đã rà soát"),
    _("Quy trình của hệ thống quản lý chất lượng có ngày rà soát trong kỳ."),
    by=_("ngày rà soát"),
)  # fmt: skip
_count(
    "procedures_issued", K.PROCEDURE_ISSUE, "procedure", Section.QUALITY,
    _("Quy trình đã ban hành"),
    _("Quy trình của hệ thống quản lý chất lượng có ngày ban hành trong kỳ."),
    by=_ISSUED_ON,
)  # fmt: skip
_count(
    "events_supported", K.EVENT, "event", Section.INFORMATION,
    _("Chương trình, sự kiện hỗ trợ, phục vụ"),
    _("Chương trình, sự kiện được hỗ trợ có ngày tổ chức trong kỳ; liệt kê tên."),
    by=_HELD_ON, tell=True,
)  # fmt: skip
_count(
    "interagency_checks", K.INSPECTION, "turn", Section.DUTY,
    _("Đoàn kiểm tra liên ngành tham gia"),
    _("Lượt kiểm tra phối hợp có ngày thực hiện trong kỳ; liệt kê tên."),
    by=_HELD_ON, tell=True,
)  # fmt: skip


@indicator(
    "internal_regs_drafts",
    name=_("Quy chế, quy định nội bộ đang dự thảo"),
    definition=rule(
        _("Quy chế, quy định nội bộ đã bắt đầu soạn và chưa ban hành tính đến ngày chốt.")
    ),
    unit="document",
    model=ACTIVITY,
    section=Section.ORGANISATION,
    by_date=_("trạng thái vào ngày chốt"),
)
def drafts(asked: Question) -> Found:
    """Internal documents under way."""
    return summed(under_way(asked, K.INTERNAL_DOCUMENT), tell=True)


@indicator(
    "internal_regs",
    name=_("Quy chế, quy định nội bộ: ban hành và dự thảo"),
    definition=rule(
        _("Ban hành trong kỳ cộng đang dự thảo vào ngày chốt; kể riêng hai số, ban hành trước.")
    ),
    unit="document",
    model=ACTIVITY,
    section=Section.ORGANISATION,
    by_date=_ISSUED_ON,
)
def regulations(asked: Question) -> Found:
    """Issued and drafted, told as "4 + 1"."""
    issued, drafted = done_in(asked, K.INTERNAL_DOCUMENT), under_way(asked, K.INTERNAL_DOCUMENT)
    ids = [deed.pk for deed in (*issued, *drafted)]
    said = f"{turns(issued)} + {turns(drafted)}"
    return Found(turns((*issued, *drafted)), ids, told=said, kind=kind_of((*issued, *drafted)))


@indicator(
    "audit_notes_fixed",
    name=_("Lưu ý, phát hiện của đánh giá nội bộ đã khắc phục"),
    definition=rule(
        _(
            "Phát hiện đóng trong kỳ / phát hiện phải xử lý trong kỳ: đóng trong kỳ hoặc còn mở "
            "vào ngày chốt."
        )
    ),
    unit="finding",
    model=ACTIVITY,
    section=Section.QUALITY,
    by_date=_("ngày đóng phát hiện"),
)
def findings(asked: Question) -> Found:
    """Closed, of those that were to be closed."""
    return part(done_in(asked, K.FINDING), of_kind(asked, K.FINDING))


@indicator(
    "quality_objectives",
    name=_("Mục tiêu chất lượng đạt"),
    definition=rule(
        _(
            "Mục tiêu chất lượng đạt trong kỳ / mục tiêu theo dõi trong kỳ: đạt trong kỳ hoặc "
            "chưa đạt vào ngày chốt; liệt kê mục tiêu."
        )
    ),
    unit="item",
    model=ACTIVITY,
    section=Section.QUALITY,
    by_date=_("ngày đạt mục tiêu"),
)
def objectives(asked: Question) -> Found:
    """Attained, of those held; all are told."""
    every = of_kind(asked, K.OBJECTIVE)
    found = part(done_in(asked, K.OBJECTIVE), every)
    return Found(**{**vars(found), "told": told([deed.title for deed in every])})


@indicator(
    "procedures_issue_rate",
    name=_("Tỷ lệ quy trình ban hành trên rà soát"),
    definition=_(
        "100 × quy trình ban hành trong kỳ / quy trình rà soát trong kỳ, tính từ hai tổng; làm "
        "tròn khi in."
    ),
    unit=PERCENT,
    model=ACTIVITY,
    section=Section.QUALITY,
    by_date=_("ngày ban hành, ngày rà soát"),
    places=1,
)
def issue_rate(asked: Question) -> Found:
    """Issued over reviewed."""
    issued, reviewed = done_in(asked, K.PROCEDURE_ISSUE), done_in(asked, K.PROCEDURE_REVIEW)
    ids = [deed.pk for deed in (*issued, *reviewed)]
    return ratio(turns(issued), turns(reviewed), ids, kind=kind_of((*issued, *reviewed)))

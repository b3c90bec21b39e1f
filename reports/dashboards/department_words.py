"""What the charts of the department head's page show, and the finding that each title says."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.templatetags.show import count, either
from planning.rates import shown
from reports.dashboards.charts import Bar, Drawing, Part, bars
from reports.dashboards.department_counts import LATER, NONE, PAST, Due, First, Held, Load, Week
from reports.dashboards.department_work import Cause


def load_fills() -> list[tuple[str, str]]:
    """What each part of a bar of open work means."""
    return [("hatch", _("chờ thực hiện")), ("now", _("đang đo")), ("then", _("chờ soát lại"))]


def load_name(one: Load) -> str:
    """Whose, or of which kind, it is."""
    if one.name is None:
        return ""
    return one.name if isinstance(one.name, str) else either(one.name)


def _capital(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}"


def loads_chart(loads: Sequence[Load], nothing: str) -> Drawing | None:
    """Open work by its state; `nothing` names what has no technician or no kind."""
    return bars(
        [
            Bar(
                _capital(load_name(one) or nothing),
                (Part(one.waiting, "hatch"), Part(one.measuring), Part(one.measured, "then")),
                count(one.count),
            )
            for one in loads
        ]
    )


def nobody() -> str:
    """What stands where no technician is named."""
    return pgettext("kỹ thuật viên", "chưa giao ai")


def no_kind() -> str:
    """What stands where there is no instrument."""
    return pgettext("loại phương tiện đo", "mẫu thử nghiệm")


def people_title(people: Sequence[Load]) -> str:
    """How many are open and overdue, and who has most."""
    named = [one for one in people if one.key is not None]
    parts = [_open_words(sum(one.count for one in people), sum(one.overdue for one in people))]
    if named:
        most = max(named, key=lambda one: one.count)
        facts = {"name": most.name, "n": count(most.count)}
        parts.append(_("nhiều nhất: %(name)s (%(n)s)") % facts)
    if without := sum(one.count for one in people if one.key is None):
        parts.append(_("chưa giao ai: %(n)s") % {"n": count(without)})
    return "; ".join(parts)


def _open_words(n: int, late: int) -> str:
    said = _("%(n)s phiếu đang mở") % {"n": count(n)}
    if not late:
        return _("%(open)s, không phiếu nào quá hạn") % {"open": said}
    return _("%(open)s, %(late)s quá hạn") % {"open": said, "late": count(late)}


def kinds_title(kinds: Sequence[Load]) -> str:
    """Which kind has most, and its share."""
    whole = sum(one.count for one in kinds)
    first = kinds[0]
    facts = {
        "name": load_name(first) or no_kind(),
        "n": count(first.count),
        "whole": count(whole),
    }
    return _("Nhiều nhất là %(name)s: %(n)s trong %(whole)s phiếu đang mở") % facts


def due_words(one: Due) -> str:
    """The week in words."""
    if one.monday is not None:
        return _("tuần từ %(day)s") % {"day": date_format(one.monday, "d/m")}
    return {
        PAST: _("đã quá hạn"),
        LATER: _("sau đó"),
        NONE: _("không ghi hạn"),
    }[one.narrow]


def _short(one: Due) -> str:
    """The same, to stand beside a bar."""
    if one.monday is not None:
        return date_format(one.monday, "d/m")
    return {PAST: _("quá hạn"), LATER: _("sau đó"), NONE: "–"}[one.narrow]


def due_chart(due: Sequence[Due]) -> Drawing | None:
    """Open work by the week in which it falls due; what is overdue is striped."""
    return bars(
        [
            Bar(_short(one), (Part(one.count, "hatch" if one.narrow == PAST else "now"),),
                count(one.count))
            for one in due
        ],
        beside=True,
    )  # fmt: skip


def due_title(due: Sequence[Due]) -> str:
    """This week's, and the fullest week."""
    weeks = [one for one in due if one.monday is not None]
    most = max(weeks, key=lambda one: one.count)
    said = _("Tuần này đến hạn %(n)s phiếu") % {"n": count(weeks[0].count)}
    if most.count <= weeks[0].count:
        return said
    facts = {"said": said, "week": due_words(most), "n": count(most.count)}
    return _("%(said)s; nhiều nhất %(week)s: %(n)s") % facts


def weeks_chart(weeks: Sequence[Week]) -> Drawing | None:
    """Performed as bars, received as marks."""
    return bars(
        [
            Bar(
                date_format(one.monday, "d/m"),
                (Part(one.performed),),
                f"{count(one.performed)} / {count(one.received)}",
                one.received or None,
            )
            for one in weeks
        ],
        beside=True,
    )


def weeks_title(weeks: Sequence[Week]) -> str:
    """Whether the unit keeps up with what comes in."""
    came, done = sum(one.received for one in weeks), sum(one.performed for one in weeks)
    facts = {"weeks": len(weeks), "came": count(came), "done": count(done)}
    if came == done:
        return _("%(weeks)s tuần gần nhất nhận %(came)s phiếu và làm được đúng bấy nhiêu") % facts
    if done > came:
        facts["n"] = count(done - came)
        return (
            _("%(weeks)s tuần gần nhất làm %(done)s phiếu, nhận %(came)s: vơi đi %(n)s phiếu")
            % facts
        )
    facts["n"] = count(came - done)
    return (
        _("%(weeks)s tuần gần nhất nhận %(came)s phiếu, làm %(done)s: dồn thêm %(n)s phiếu") % facts
    )


def causes_chart(causes: Sequence[tuple[Cause, int]]) -> Drawing | None:
    """Overdue jobs by where they stand, where any do."""
    some = [(str(one.label).capitalize(), n) for one, n in causes if n]
    return bars([Bar(name, (Part(n),), count(n)) for name, n in some])


def causes_title(causes: Sequence[tuple[Cause, int]]) -> str:
    """How many are overdue, and where most stand."""
    whole = sum(n for _cause, n in causes)
    if not whole:
        return _("Không phiếu nào quá hạn")
    most, n = max(causes, key=lambda pair: pair[1])
    facts = {"n": count(whole), "cause": most.label, "most": count(n)}
    return _("%(n)s phiếu quá hạn; nhiều nhất vì %(cause)s: %(most)s") % facts


def shares_chart(every: Sequence[First]) -> Drawing | None:
    """Work performed by each technician: never sent back, sent back; the share is said."""
    return bars(
        [
            Bar(one.name, (Part(one.right), Part(one.performed - one.right, "hatch")),
                one.rate.shown)
            for one in every
        ]
    )  # fmt: skip


def shares_title(right: First) -> str:
    """How much was right the first time, from the two sums."""
    if not right.performed:
        return _("Trong kỳ chưa có phiếu nào được duyệt")
    facts = {
        "rate": shown(right.rate.exact),
        "right": count(right.right),
        "whole": count(right.performed),
    }
    return _("Đúng ngay lần đầu: %(rate)s %% (%(right)s trong %(whole)s phiếu đã làm)") % facts


def held_words(one: Held) -> str:
    """The age in words."""
    if one.most is None:
        return _("trên %(n)s ngày") % {"n": one.least - 1}
    return _("%(least)s–%(most)s ngày") % {"least": one.least, "most": one.most}


def held_chart(held: Sequence[Held]) -> Drawing | None:
    """Things in custody by age: with work left, ready to be handed back."""
    return bars(
        [
            Bar(held_words(one), (Part(one.work), Part(one.ready, "hatch")),
                count(one.work + one.ready))
            for one in held
        ]
    )  # fmt: skip


def held_title(held: Sequence[Held]) -> str:
    """How many are here, how many only wait to be handed back, how many lie long."""
    whole, ready = sum(one.work + one.ready for one in held), sum(one.ready for one in held)
    last = held[-1]
    facts = {
        "n": count(whole),
        "ready": count(ready),
        "long": count(last.work + last.ready),
        "days": last.least - 1,
    }
    return _("Đang giữ %(n)s; %(ready)s đã xong chờ trả; %(long)s ở đây trên %(days)s ngày") % facts

"""Making the demo. Each part is one transaction and made once: a second run finds it there."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from certificates.signing.services import ensure_development
from contracts.models import Contract, ContractRows
from contracts.reference import load_reference as load_rates
from instruments.reference import load_reference as load_types
from planning.models import BlockMember
from reports.demo import tables
from reports.demo.accounts import HUE
from reports.demo.authority import authority
from reports.demo.calendar import moment
from reports.demo.course import Span, play_contracts, type_of_say
from reports.demo.customers import customers, price_list
from reports.demo.deeds import MARK, Desk
from reports.demo.findings import findings
from reports.demo.impact import wrong_calibration
from reports.demo.papers import papers
from reports.demo.people import House, settle
from reports.demo.plans import targets
from reports.demo.present import play_present
from reports.demo.standards import procedures, standards
from reports.demo.units.making import make_units
from reports.demo.units.plans import BLOCK

BEGINNING = moment(date(2022, 1, 3), 8)
QUARTER = Span("22", date(2022, 3, 31), later=date(2022, 4, 6))
SIGNING = timedelta(days=3)
AFTER_QUARTER = datetime(2023, 1, 1, tzinfo=UTC)


def make(*, now: datetime, say: type_of_say) -> None:
    """Everything that is not there yet. `now` may be any moment; the present part ends with it."""
    now = timezone.localtime(now, timezone.get_default_timezone())
    load_types(now)
    load_rates(now)
    # The certificates of the last days are signed; the thousands before stay as they were issued.
    key = ensure_development(active_from=now - SIGNING, at=timezone.now())
    if key is not None:
        say(f"  Khóa ký thử (không có giá trị pháp lý): {key.subject}")
    _part("Quý I/2022: 93 hợp đồng, từng ngày một", past_is_there(), _past, now, say)
    _part("Những ngày này: việc cho từng vai trò", present_is_there(), _present, now, say)
    _part("Các đơn vị khác: kế hoạch, hoạt động, báo cáo", units_are_there(), _units, now, say)


def past_is_there() -> bool:
    """Whether the quarter of 2022 has been made."""
    return _contracts().filter(created_at__lt=AFTER_QUARTER).exists()


def present_is_there() -> bool:
    """Whether the present part has been made."""
    return _contracts().filter(created_at__gte=AFTER_QUARTER).exists()


def units_are_there() -> bool:
    """Whether the other organisations have been made."""
    return BlockMember.objects.filter(block__code=BLOCK).exists()  # a block with a report stays


def _contracts() -> ContractRows:
    return Contract.objects.filter(centre__code=HUE, note=MARK)


def _part(
    title: str,
    there: bool,  # noqa: FBT001 — a fact, not a switch
    deed: Callable[[Desk, datetime, type_of_say], None],
    now: datetime,
    say: type_of_say,
) -> None:
    if there:
        say(f"  {title}: đã có.")
        return

    def told(line: str) -> None:
        """Each step that is said is also counted: the next one is planned for what is there."""
        say(line)
        _count_rows()

    say(f"  {title} …")
    with transaction.atomic():
        deed(new_desk(now), now, told)
        _count_rows()


def _count_rows() -> None:
    """Tell PostgreSQL how much there is now, as in every bulk load: else it plans for none."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def new_desk(now: datetime) -> Desk:
    """The centre as the demo finds or founds it: people, customers, prices, standards, papers."""
    house: House = settle(BEGINNING)
    desk = Desk(
        house,
        customers(house, BEGINNING),
        price_list(house, BEGINNING),
        standards(house, now.date(), now),
    )
    procedures(house, BEGINNING)
    authority(house, now.date(), now)
    papers(house, BEGINNING, now)
    targets(house, now)
    return desk


def _past(desk: Desk, now: datetime, say: type_of_say) -> None:
    play_contracts(desk, tables.contracts(), QUARTER, say)
    wrong_calibration(desk, now)


def _units(desk: Desk, now: datetime, say: type_of_say) -> None:
    make_units(desk.house, BEGINNING, now, say)


def _present(desk: Desk, now: datetime, say: type_of_say) -> None:
    play_present(desk, now, say)
    findings(desk.house, now)

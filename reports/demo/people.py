"""Centres and people of the demo."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Centre, User
from accounts.permissions import Role
from accounts.services import add_person, grant_role
from audit.record import record
from reports.demo.accounts import ACCOUNTS, HUE, INSTITUTE, OTHER, PASSWORD, Account

SINCE = date(2021, 1, 4)
CENTRES: tuple[tuple[str, str | None, dict[str, str]], ...] = (
    (
        INSTITUTE,
        None,
        {"name_vi": "Viện Đo lường Ví Dụ", "name_en": "Example Institute of Metrology"},
    ),
    (
        HUE,
        INSTITUTE,
        {
            "name_vi": "Trung tâm Đo lường và Thử nghiệm Huế (mẫu)",
            "name_en": "Hue Centre for Measurement and Testing (sample)",
            "address_vi": "12 đường Ví Dụ, phường Thuận Hóa, thành phố Huế",
            "address_en": "12 Vi Du Street, Thuan Hoa Ward, Hue City",
            "phone": "0900 000 900",
            "designation": "123/QĐ-VD",
            "place_vi": "Huế",
            "tax_code": "9900061114",
            "bank_account": "0000 0000 0001",
            "bank_name": "Kho bạc Nhà nước Ví Dụ",
            "head_name": "Hoàng Văn Giả Định",
            "head_title_vi": "Giám đốc",
        },
    ),
    (
        OTHER,
        INSTITUTE,
        {
            "name_vi": "Trung tâm Đo lường Quảng Trị (mẫu)",
            "name_en": "Quang Tri Measurement Centre (sample)",
            "address_vi": "8 đường Ví Dụ, phường Nam Đông Hà, tỉnh Quảng Trị",
            "address_en": "8 Vi Du Street, Nam Dong Ha Ward, Quang Tri Province",
            "phone": "0900 000 800",
            "designation": "124/QĐ-VD",
            "place_vi": "Quảng Trị",
        },
    ),
)


@dataclass(frozen=True)
class House:
    """The centres and people that the demo's work is done by."""

    hue: Centre
    other: Centre
    people: dict[Role, User]

    def of(self, role: Role) -> User:
        """The person of HUE with this role."""
        return self.people[role]

    @property
    def technician(self) -> User:
        """Who measures."""
        return self.of(Role.TECHNICIAN)

    @property
    def approver(self) -> User:
        """Who approves."""
        return self.of(Role.APPROVER)

    @property
    def officer(self) -> User:
        """Who keeps the contracts."""
        return self.of(Role.CONTRACT_OFFICER)

    @property
    def quality(self) -> User:
        """Who keeps standards and procedures."""
        return self.of(Role.QUALITY_OFFICER)

    @property
    def manager(self) -> User:
        """Who sets targets."""
        return self.of(Role.MANAGER)


def settle(at: datetime) -> House:
    """The centres and people; what is there already stays as it is."""
    centres: dict[str, Centre] = {}
    for code, above, facts in CENTRES:
        centres[code] = _centre(code, centres[above] if above else None, facts, at)
    people = {a.email: _person(a, centres[a.centre], at) for a in ACCOUNTS}
    mine = {a.role: people[a.email] for a in ACCOUNTS if a.centre == HUE}
    return House(hue=centres[HUE], other=centres[OTHER], people=mine)


def _centre(code: str, parent: Centre | None, facts: dict[str, str], at: datetime) -> Centre:
    found = Centre.objects.filter(code=code).first()
    if found is not None:
        return found
    made = Centre.objects.create(code=code, parent=parent, **facts)
    changes = {"name_vi": (None, made.name_vi)}
    record(subject=made, verb="centre.add", by=None, at=at, chain=code, changes=changes)
    return made


def _person(account: Account, centre: Centre, at: datetime) -> User:
    found = User.objects.filter(email=account.email).first()
    if found is not None:
        return found
    made = add_person(
        centre=centre,
        email=account.email,
        full_name=account.full_name,
        password=PASSWORD,
        by=None,
        at=at,
    )
    for role in (account.role, *account.more):
        if role != Role.CLIENT:
            grant_role(user=made, centre=centre, role=role, by=None, at=at, valid_from=SINCE)
    return made

"""Customers and the price list of the demo."""

from datetime import date, datetime

from accounts.models import Contact, Customer, Site
from accounts.permissions import Role
from accounts.services import add_contact, add_site, register_customer
from common.sheets import Table, write_book
from contracts.models import ServiceItem, Surcharge
from contracts.pricing.norms import NormFacts, add_norm
from contracts.pricing.surcharges import SurchargeFacts, add_surcharge
from contracts.services.prices import ServiceFacts, add_service, set_price
from contracts.states import SurchargeKind
from instruments.models import InstrumentType
from reports.demo import tables
from reports.demo.people import House

# Where an instrument is used may differ from who pays; an address only where it is another one.
SITES = {
    "SB": ("Cửa hàng xăng dầu số 1", "Cửa hàng xăng dầu số 2", "Cửa hàng xăng dầu số 3"),
    "NGB": ("Nhà máy nước Quảng Ví Dụ", "Nhà máy nước Dã Viên Mới"),
    "BVA": ("Khoa Hồi sức", "Khoa Xét nghiệm", "Khoa Nội"),
    "YPV": ("Trạm Y tế xã Vinh Ví Dụ", "Trạm Y tế xã Phú Mẫu"),
}
THEIR_OWN_PLACE = {
    "Trạm Y tế xã Vinh Ví Dụ": "thôn 3, xã Vinh Ví Dụ, huyện Phú Vang, tỉnh Thừa Thiên Huế",
    "Trạm Y tế xã Phú Mẫu": "thôn Mẫu Hạ, xã Phú Mẫu, huyện Phú Vang, tỉnh Thừa Thiên Huế",
}
# Whom to call; they do not sign in.
CONTACTS = {
    "BNH": (("Huỳnh Văn Thí Dụ", "0900 000 131"), ("Đỗ Thị Kế Toán", "0900 000 132")),
    "NGB": (("Mai Văn Đồng Hồ", "0900 000 141"),),
    "YPV": (("Cao Thị Thiết Bị", "0900 000 151"),),
}
SURCHARGES = (
    (SurchargeKind.URGENT, "Làm gấp trong 24 giờ", "Within 24 hours", 50, None),
    (SurchargeKind.ON_SITE, "Làm tại hiện trường", "Work on site", 30, None),
    (SurchargeKind.TRAVEL, "Đi lại ngoài thành phố", "Travel outside the city", None, 900_000),
)
NORMED = "KD-AK"
NORM = (
    ("Kiểm định viên bậc 3", "giờ", "0,50"),
    ("Khấu hao áp kế chuẩn", "giờ", "0,40"),
    ("Tem, giấy chứng nhận", "bộ", "1"),
)
CLIENT_OF = ("SB", "GHC")  # one contact may serve several customers


def customers(house: House, at: datetime) -> dict[str, Customer]:
    """Customers by their code in the tables; what is there already stays."""
    there = {c.tax_code: c for c in Customer.objects.filter(centre=house.hue)}
    found: dict[str, Customer] = {}
    for code, row in tables.clients().items():
        found[code] = there.get(row.tax_code) or _customer(house, row, at)
    _client_contacts(house, found, at)
    return found


def _customer(house: House, row: tables.ClientRow, at: datetime) -> Customer:
    made = register_customer(
        centre=house.hue,
        name=row.name,
        tax_code=row.tax_code,
        address=row.address,
        by=house.officer,
        at=at,
    )
    for name in SITES.get(row.code, ()):
        address = THEIR_OWN_PLACE.get(name, row.address)
        add_site(customer=made, name=name, address=address, by=house.officer, at=at)
    for name, phone in CONTACTS.get(row.code, ()):
        add_contact(customer=made, full_name=name, phone=phone, by=house.officer, at=at)
    return made


def _client_contacts(house: House, found: dict[str, Customer], at: datetime) -> None:
    client = house.of(Role.CLIENT)
    for code in CLIENT_OF:
        if not Contact.objects.filter(customer=found[code], user=client).exists():
            add_contact(
                customer=found[code],
                full_name=client.full_name,
                email=client.email,
                phone=tables.clients()[code].phone,
                user=client,
                by=house.officer,
                at=at,
            )


def site_of(customer: Customer, number: int) -> Site | None:
    """One of the customer's places, in turn."""
    places = list(customer.sites.all())
    return places[number % len(places)] if places else None


def price_list(house: House, at: datetime) -> dict[str, ServiceItem]:
    """The services with their prices of 2022 and of 2024 on, by code."""
    there = {s.code: s for s in ServiceItem.objects.filter(centre=house.hue)}
    types = {t.code: t for t in InstrumentType.objects.all()}
    found: dict[str, ServiceItem] = {}
    for code, row in tables.services().items():
        found[code] = there.get(code) or _service(house, row, types, at)
    if not Surcharge.objects.filter(centre=house.hue).exists():
        _surcharges_and_norm(house, found[NORMED], at)
    return found


def _surcharges_and_norm(house: House, service: ServiceItem, at: datetime) -> None:
    for kind, name_vi, name_en, percent, amount in SURCHARGES:
        facts = SurchargeFacts(
            kind=kind, name_vi=name_vi, name_en=name_en, percent=percent, amount=amount,
            valid_from=at.date(),
        )  # fmt: skip
        add_surcharge(centre=house.hue, facts=facts, by=house.officer, at=at)
    norm = NormFacts(
        title=f"Định mức {service.name_vi.lower()}", source="QĐ 15/QĐ-VD", valid_from=at.date()
    )
    content = write_book([Table("Định mức", ("Thành phần", "Đơn vị", "Hao phí"), NORM)])
    add_norm(
        service_id=service.pk, facts=norm, file_name="Định mức áp kế.xlsx", content=content,
        by=house.officer, at=at,
    )  # fmt: skip


def _service(
    house: House, row: tables.ServiceRow, types: dict[str, InstrumentType], at: datetime
) -> ServiceItem:
    facts = ServiceFacts(
        code=row.code,
        name_vi=row.name_vi,
        name_en=row.name_en,
        kind=row.kind,
        type=types[row.type] if row.type else None,
        unit=row.unit,
        vat_category=row.vat,
    )
    made = add_service(centre=house.hue, facts=facts, by=house.officer, at=at)
    for amount, since in ((row.price_2022, date(2022, 1, 1)), (row.price_2024, date(2024, 1, 1))):
        set_price(service_id=made.pk, amount=amount, valid_from=since, by=house.officer, at=at)
    return made

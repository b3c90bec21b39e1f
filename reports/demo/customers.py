"""Customers and the price list of the demo."""

from datetime import date, datetime

from accounts.models import Contact, Customer, Site
from accounts.permissions import Role
from accounts.services import add_contact, add_site, register_customer
from contracts.models import ServiceItem
from contracts.services.prices import ServiceFacts, add_service, set_price
from instruments.models import InstrumentType
from reports.demo import tables
from reports.demo.people import House

# Where an instrument is used may differ from who pays.
SITES = {
    "SB": ("Cửa hàng xăng dầu số 1", "Cửa hàng xăng dầu số 2", "Cửa hàng xăng dầu số 3"),
    "NGB": ("Nhà máy nước Quảng Ví Dụ", "Nhà máy nước Dã Viên Mới"),
    "BVA": ("Khoa Hồi sức", "Khoa Xét nghiệm", "Khoa Nội"),
}
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
        add_site(customer=made, name=name, address=row.address, by=house.officer, at=at)
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
    return found


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

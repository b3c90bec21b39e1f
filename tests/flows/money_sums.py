"""What the contract of the show is worth, worked out here by fractions, and what a manager reads.

Amounts are whole đồng. VAT is rounded once for each rate, half up, on the sum of its lines.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from tests.flows.messy_list import DIGITAL_PRICE, OWN_PRICE
from tests.flows.visitor import Visitor

BASES = {
    "signed": "Doanh thu theo hợp đồng",
    "accepted": "Doanh thu theo nghiệm thu",
    "invoiced": "Doanh thu theo hóa đơn",
    "collected": "Doanh thu thực thu",
}


@dataclass(frozen=True)
class Line:
    """A line of the contract; the VAT rate in percent."""

    quantity: int
    price: int
    rate: int
    discount: int = 0

    @property
    def net(self) -> int:
        """Without VAT."""
        return self.quantity * self.price - self.discount


@dataclass(frozen=True)
class Amount:
    """Money with and without VAT."""

    net: int = 0
    gross: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.net + other.net, self.gross + other.gross)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.net - other.net, self.gross - other.gross)


Bases = dict[str, Amount]

LISTED = (  # as the list brings them, in its order
    Line(18, 150_000, 5),
    Line(8, 90_000, 5),
    Line(6, 321_457, 10),
    Line(2, DIGITAL_PRICE, 5),
    Line(2, OWN_PRICE, 5),
)
TRAVEL = Line(2, 325_000, 10, discount=50_000)
PACKING = Line(1, 205_000, 10)  # what the appendix brings instead of the travel
OFFERED, AMENDED = (*LISTED, TRAVEL), (*LISTED, PACKING)
FIRST_PART = 2_500_000  # paid at first, with VAT

# Counted out by hand from the lines above; in words as a contract writes them.
OFFER = (7_695_616, "Bảy triệu sáu trăm chín mươi lăm nghìn sáu trăm mười sáu đồng")
WHOLE = (7_261_116, "Bảy triệu hai trăm sáu mươi mốt nghìn một trăm mười sáu đồng")
REST = (4_761_116, "Bốn triệu bảy trăm sáu mươi mốt nghìn một trăm mười sáu đồng")


def by_rate(lines: Iterable[Line]) -> dict[int, tuple[int, int]]:
    """(net, VAT) under each rate."""
    nets: dict[int, int] = {}
    for line in lines:
        nets[line.rate] = nets.get(line.rate, 0) + line.net
    return {rate: (net, half_up(Fraction(net * rate, 100))) for rate, net in nets.items()}


def worth(lines: Iterable[Line]) -> Amount:
    """All lines together."""
    rows = by_rate(lines).values()
    net = sum(net for net, _vat in rows)
    return Amount(net, net + sum(vat for _net, vat in rows))


def part_of(whole: Amount, gross: int) -> Amount:
    """What the first payment of an invoice is without VAT: its share of the invoice's net."""
    return Amount(half_up(Fraction(whole.net * gross, whole.gross)), gross)


def half_up(amount: Fraction) -> int:
    """To whole đồng."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def dong(amount: int) -> str:
    """7695616 → 7.695.616."""
    return f"{amount:,}".replace(",", ".")


def read_bases(manager: Visitor, year: int) -> Bases:
    """The four bases of a year as the manager's page shows them, with and without VAT."""
    manager.go(f"/figures/?period={year}")
    found = {}
    for base, name in BASES.items():
        card = manager.page.get_by_role("article", name=name, exact=True)
        net = card.locator(".basis a").first
        assert "chưa thuế" in (net.locator("xpath=..").inner_text())
        assert "gồm thuế GTGT" in card.inner_text()
        found[base] = Amount(_read(net.inner_text()), _read(card.locator("a.value").inner_text()))
    return found


def _read(text: str) -> int:
    return int(text.replace(".", "").replace("−", "-"))


@dataclass
class Books:
    """The manager's books: what has moved since they were read last."""

    manager: Visitor
    year: int
    stand: Bases

    @classmethod
    def opened(cls, manager: Visitor, year: int) -> "Books":
        """As they stand now."""
        return cls(manager, year, read_bases(manager, year))

    def moved(self, **by: Amount) -> None:
        """These bases moved by so much since the last look, the others did not."""
        now = read_bases(self.manager, self.year)
        change = {base: now[base] - before for base, before in self.stand.items()}
        assert change == {base: by.get(base, Amount()) for base in self.stand}
        self.stand = now

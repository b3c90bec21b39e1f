"""The definition of revenue in SQL; what it means is said in `__init__.py`.

The pieces are constants of this file, values are parameters. Whole đồng are BIGINT; where two
amounts are multiplied the engine reckons exactly (numeric, or a function of ours on SQLite).
"""
# ruff: noqa: S608 — the pieces are constants, the values parameters

from collections.abc import Collection

from contracts.revenue.shapes import Base

NUMBER_OF = {Base.SIGNED: 1, Base.ACCEPTED: 2, Base.INVOICED: 3, Base.COLLECTED: 4}
SOURCE_OF = {1: "contract", 2: "contract", 3: "invoice", 4: "payment"}

_AMOUNT = "CAST(SUM(l.quantity * l.price - l.discount) AS BIGINT)"


def moved(bases: Collection[Base], *, inside: str, known: bool, vendor: str) -> str:
    """WITH …: the table `moved` (base, amended, source, contract, day, kind, net, gross).

    `inside` is a condition on the contract `c`; `known` whether to look as known on a day.
    Parameters: start, end, and with `known` also known (a day) and known_end (a moment).
    """
    agreed = [piece for base, piece in _agreed(inside, known=known).items() if base in bases]
    papers = [
        piece for base, piece in _papers(inside, vendor, known=known).items() if base in bases
    ]
    tables, parts = [], []
    if agreed:
        tables += [f"agreed AS ({_all(agreed)})", f"ranked AS ({_RANKED})"]
        parts.append(_AGREED_PARTS)
    if papers:
        if Base.COLLECTED in bases:
            tables.append(_settling(inside, known=known))
        tables += [f"papers AS ({_all(papers)})", *_WEIGHTS]
        parts.append(_spread(vendor))
    return f"WITH {', '.join(tables)}, moved AS ({_all(parts)})"


def _all(pieces: Collection[str]) -> str:
    return " UNION ALL ".join(pieces)


_SMALL = 1_000_000_000  # products of two such amounts stay within 64 bits


def _share(vendor: str, amount: str, part: str, whole: str) -> str:
    """`amount` × `part` ÷ `whole`, half away from zero, exact; `numeric` only where it must be."""
    if vendor == "sqlite":
        return f"chuan_share({amount}, {part}, {whole})"
    wide = f"CAST({amount} AS numeric)"
    exact = f"sign({wide}) * div(2 * abs({wide}) * {part} + {whole}, 2 * CAST({whole} AS numeric))"
    small = f"{part} < {_SMALL} AND {whole} < {_SMALL} AND {amount}"
    return (
        f"CASE WHEN {small} BETWEEN 0 AND {_SMALL}"
        f" THEN (2 * {amount} * {part} + {whole}) / (2 * {whole})"
        f" WHEN {small} BETWEEN -{_SMALL} AND 0"
        f" THEN -(({whole} - 2 * {amount} * {part}) / (2 * {whole}))"
        f" ELSE CAST({exact} AS BIGINT) END"
    )


def _vat(net: str) -> str:
    """VAT of a sum at `vat_percent`, half up, without leaving 64 bits; sums are never negative."""
    return f"COALESCE(({net}) / 100 * vat_percent + (({net}) %% 100 * vat_percent + 50) / 100, 0)"


# --- signed and accepted: by lines --------------------------------------------------------------


def _agreed(inside: str, *, known: bool) -> dict[Base, str]:
    alive = "c.cancelled_on IS NULL"
    amended = accepted = ""
    if known:
        alive = (
            "(c.cancelled_on IS NULL OR c.cancelled_on > %(known)s) AND c.signed_on <= %(known)s"
        )
        amended = " AND a.signed_on <= %(known)s"
        accepted = " AND c.accepted_on <= %(known)s"
    of = f"{inside} AND {alive}"
    return {
        Base.SIGNED: _all(
            (
                _lines(1, "signed_on", f"{of} AND l.added_by_id IS NULL"),
                _amended(1, of + amended, "<=", ">"),
                _amended(-1, of + amended, "<", ">="),
            )
        ),
        # Nothing is amended after acceptance, so what stands now is what was accepted.
        Base.ACCEPTED: _lines(2, "accepted_on", f"{of}{accepted} AND l.struck_by_id IS NULL"),
    }


def _lines(base: int, day: str, where: str) -> str:
    return f"""
      SELECT {base} AS base, 0 AS amended, c.id AS source, c.id AS contract, c.{day} AS on_day,
             1 AS side, l.kind, l.vat_percent, {_AMOUNT} AS net
      FROM contracts_contract c JOIN contracts_contractline l ON l.contract_id = c.id
      WHERE {where} AND c.{day} BETWEEN %(start)s AND %(end)s
      GROUP BY c.id, l.kind, l.vat_percent"""


def _amended(side: int, where: str, brought: str, struck: str) -> str:
    """The contract as it stands after (side 1) or stood before (side −1) each appendix."""
    return f"""
      SELECT 1, 1, a.id, a.contract_id, a.signed_on, {side}, l.kind, l.vat_percent, {_AMOUNT}
      FROM contracts_appendix a
      JOIN contracts_contract c ON c.id = a.contract_id
      JOIN contracts_contractline l ON l.contract_id = a.contract_id
      LEFT JOIN contracts_appendix b ON b.id = l.added_by_id
      LEFT JOIN contracts_appendix k ON k.id = l.struck_by_id
      WHERE {where} AND a.signed_on BETWEEN %(start)s AND %(end)s
        AND (b.id IS NULL OR b.number {brought} a.number)
        AND (k.id IS NULL OR k.number {struck} a.number)
      GROUP BY a.id, l.kind, l.vat_percent"""


_FLAGS = """
  MAX(CASE WHEN kind = 'consulting' THEN 1 ELSE 0 END) OVER whole_of AS consults,
  MAX(CASE WHEN kind IN ('consulting', 'other') THEN 0 ELSE 1 END) OVER whole_of AS serves"""
_KIND = "CASE WHEN kind = 'other' AND consults = 1 AND serves = 0 THEN 'consulting' ELSE kind END"

# The sum of a rate up to each kind, for the VAT of the kinds to add up to the VAT of the rate.
_RANKED = f"""
  SELECT agreed.*,
         CAST(SUM(net) OVER (PARTITION BY base, amended, source, side, vat_percent ORDER BY kind)
              AS BIGINT) AS upto, {_FLAGS}
  FROM agreed WINDOW whole_of AS (PARTITION BY base, amended, source, side)"""

_AGREED_PARTS = f"""
  SELECT base, amended, source, contract, on_day, {_KIND} AS kind, side * net AS net,
         side * (net + {_vat("upto")} - {_vat("upto - net")}) AS gross
  FROM ranked"""


# --- invoiced and collected: papers, cut by the lines of their day -------------------------------


def _papers(inside: str, vendor: str, *, known: bool) -> dict[Base, str]:
    alive = "i.ended_on IS NULL"
    if known:
        alive = "i.issued_on <= %(known)s AND (i.ended_on IS NULL OR i.ended_on > %(known)s)"
    of_invoice = (
        f"CASE WHEN g.gross > 0 THEN {_share(vendor, 's.upto', 'g.net', 'g.gross')}"
        f" - {_share(vendor, '(s.upto - s.amount)', 'g.net', 'g.gross')} ELSE s.amount END"
    )
    return {
        Base.INVOICED: f"""
      SELECT 3 AS base, i.id AS source, i.contract_id AS contract, i.issued_on AS on_day,
             CAST(SUM(r.net) AS BIGINT) AS net, CAST(SUM(r.net + r.vat) AS BIGINT) AS gross
      FROM contracts_invoice i
      JOIN contracts_contract c ON c.id = i.contract_id
      JOIN contracts_invoicerate r ON r.invoice_id = i.id
      WHERE {inside} AND {alive} AND i.issued_on BETWEEN %(start)s AND %(end)s
      GROUP BY i.id""",
        Base.COLLECTED: f"""
      SELECT 4 AS base, s.payment AS source, s.contract AS contract, s.received_on AS on_day,
             {of_invoice} AS net, s.amount AS gross
      FROM settled s JOIN (
        SELECT r.invoice_id, CAST(SUM(r.net) AS BIGINT) AS net,
               CAST(SUM(r.net + r.vat) AS BIGINT) AS gross
        FROM contracts_invoicerate r WHERE r.invoice_id IN (SELECT invoice FROM settled)
        GROUP BY r.invoice_id) g ON g.invoice_id = s.invoice
      WHERE s.received_on >= %(start)s
      UNION ALL
      SELECT 4, id, contract_id, received_on, NULL, amount - given FROM came
      WHERE amount > given""",
    }


def _settling(inside: str, *, known: bool) -> str:
    """Two tables: what settles invoices, and what came in.

    `settled`: parts in force of every invoice that a payment of the period settles, as running
    sums. `came`: the period's payments with what they give away.
    """
    good, held = "p.cancelled_on IS NULL", "a.undone_at IS NULL"
    if known:
        good = (
            "p.received_on <= %(known)s AND (p.cancelled_on IS NULL OR p.cancelled_on > %(known)s)"
        )
        held = "a.at < %(known_end)s AND (a.undone_at IS NULL OR a.undone_at >= %(known_end)s)"
    return f"""
    settled AS (
      SELECT a.payment_id AS payment, a.invoice_id AS invoice, i.contract_id AS contract,
             p.received_on, a.amount,
             CAST(SUM(a.amount) OVER (PARTITION BY a.invoice_id
                                      ORDER BY p.received_on, p.id, a.id) AS BIGINT) AS upto
      FROM contracts_allocation a
      JOIN contracts_payment p ON p.id = a.payment_id
      JOIN contracts_invoice i ON i.id = a.invoice_id
      JOIN contracts_contract c ON c.id = i.contract_id
      WHERE {inside} AND {good} AND {held} AND p.received_on <= %(end)s
        AND a.invoice_id IN (
          SELECT x.invoice_id FROM contracts_allocation x
          JOIN contracts_payment y ON y.id = x.payment_id
          WHERE y.received_on BETWEEN %(start)s AND %(end)s)),
    came AS (
      SELECT p.id, p.contract_id, p.received_on, p.amount,
             CAST(COALESCE(SUM(a.amount), 0) AS BIGINT) AS given
      FROM contracts_payment p
      JOIN contracts_contract c ON c.id = p.contract_id
      LEFT JOIN contracts_allocation a ON a.payment_id = p.id AND {held}
      WHERE {inside} AND {good} AND p.received_on BETWEEN %(start)s AND %(end)s
      GROUP BY p.id)"""


_WEIGHTS = (
    # Which appendix held on the day of the paper; 0 before the first.
    """
    spans AS (
      SELECT contract_id, number, signed_on AS since,
             LEAD(signed_on) OVER (PARTITION BY contract_id ORDER BY number) AS until
      FROM contracts_appendix)""",
    """
    dated AS (
      SELECT papers.*, COALESCE(v.number, 0) AS ver
      FROM papers LEFT JOIN spans v ON v.contract_id = papers.contract
        AND v.since <= papers.on_day AND (v.until IS NULL OR v.until > papers.on_day))""",
    f"""
    held AS (
      SELECT d.contract, d.ver, l.kind, l.vat_percent, {_AMOUNT} AS net
      FROM (SELECT DISTINCT contract, ver FROM dated) d
      JOIN contracts_contractline l ON l.contract_id = d.contract
      LEFT JOIN contracts_appendix b ON b.id = l.added_by_id
      LEFT JOIN contracts_appendix k ON k.id = l.struck_by_id
      WHERE (b.id IS NULL OR b.number <= d.ver) AND (k.id IS NULL OR k.number > d.ver)
      GROUP BY d.contract, d.ver, l.kind, l.vat_percent)""",
    f"""
    worth AS (
      SELECT contract, ver, CAST(SUM(net) AS BIGINT) AS net,
             CAST(SUM(net + {_vat("net")}) AS BIGINT) AS gross
      FROM (SELECT contract, ver, vat_percent, CAST(SUM(net) AS BIGINT) AS net
            FROM held GROUP BY contract, ver, vat_percent) of_rate
      GROUP BY contract, ver)""",
    f"""
    weights AS (
      SELECT contract, ver, kind, net,
             CAST(SUM(net) OVER (PARTITION BY contract, ver ORDER BY kind) AS BIGINT) AS upto,
             CAST(SUM(net) OVER (PARTITION BY contract, ver) AS BIGINT) AS whole,
             ROW_NUMBER() OVER (PARTITION BY contract, ver ORDER BY kind) AS place
      FROM (
        SELECT contract, ver, {_KIND} AS kind, CAST(SUM(net) AS BIGINT) AS net
        FROM (SELECT held.*, {_FLAGS} FROM held
              WINDOW whole_of AS (PARTITION BY contract, ver)) flagged
        GROUP BY contract, ver, {_KIND}) of_kind)""",
)


def _spread(vendor: str) -> str:
    """Each paper over the kinds; one kind gets it whole, without weights it is “other”."""

    def part(amount: str) -> str:
        upto = _share(vendor, amount, "w.upto", "w.whole")
        before = _share(vendor, amount, "(w.upto - w.net)", "w.whole")
        return (
            f"CASE WHEN w.place IS NULL OR (w.place = 1 AND w.upto = w.whole) THEN {amount}"
            f" WHEN w.whole = 0 THEN 0 ELSE {upto} - {before} END"
        )

    rest = _share(vendor, "d.gross", "t.net", "t.gross")
    return f"""
      SELECT d.base, 0 AS amended, d.source, d.contract, d.on_day,
             COALESCE(w.kind, 'other') AS kind, {part("d.net")} AS net, {part("d.gross")} AS gross
      FROM (
        SELECT d.base, d.source, d.contract, d.on_day, d.ver, d.gross,
               COALESCE(d.net, CASE WHEN t.gross > 0 THEN {rest} ELSE d.gross END) AS net
        FROM dated d LEFT JOIN worth t ON t.contract = d.contract AND t.ver = d.ver) d
      LEFT JOIN weights w ON w.contract = d.contract AND w.ver = d.ver"""

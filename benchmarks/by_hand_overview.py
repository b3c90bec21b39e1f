"""The statements by hand for what the manager's page shows: signed revenue, and what is owed.

They use what they know of these data: a payment settles invoices of its own contract alone, and
an adjusting invoice adjusts one that counts.
"""

from datetime import date
from typing import Any

from benchmarks.by_hand import ask

# (month, kind, net, gross) of what was signed. Parameters: start, end.
SIGNED = """
WITH version AS MATERIALIZED (  -- what was signed at first, and after each day of appendices
  SELECT contract_id, day, lead(day) OVER (PARTITION BY contract_id ORDER BY day) AS until
  FROM (
    SELECT contract_id, signed_on AS day FROM contracts_appendix
    UNION SELECT a.contract_id, c.signed_on FROM contracts_appendix a
    JOIN contracts_contract c ON c.id = a.contract_id
  ) days
),
part AS (
  SELECT c.id, c.signed_on AS day, NULL::date AS until, l.kind, l.vat_percent AS percent,
    sum(l.quantity * l.price - l.discount)::bigint AS net
  FROM contracts_contract c JOIN contracts_contractline l ON l.contract_id = c.id
  WHERE c.cancelled_on IS NULL AND c.signed_on BETWEEN %(start)s AND %(end)s
    AND c.id NOT IN (SELECT contract_id FROM version)
  GROUP BY 1, 2, 4, 5
  UNION ALL
  SELECT v.contract_id, v.day, v.until, l.kind, l.vat_percent,
    sum(l.quantity * l.price - l.discount)::bigint
  FROM version v JOIN contracts_contract c ON c.id = v.contract_id AND c.cancelled_on IS NULL
  JOIN contracts_contractline l ON l.contract_id = v.contract_id
  LEFT JOIN contracts_appendix b ON b.id = l.added_by_id
  LEFT JOIN contracts_appendix s ON s.id = l.struck_by_id
  WHERE (v.day BETWEEN %(start)s AND %(end)s OR v.until BETWEEN %(start)s AND %(end)s)
    AND (b.id IS NULL OR b.signed_on <= v.day) AND (s.id IS NULL OR s.signed_on > v.day)
  GROUP BY 1, 2, 3, 4, 5
),
named AS (
  SELECT id, day, until, percent, net, CASE WHEN kind = 'other'
      AND bool_or(kind = 'consulting') OVER w AND bool_and(kind IN ('consulting', 'other')) OVER w
    THEN 'consulting' ELSE kind END AS kind
  FROM part WINDOW w AS (PARTITION BY id, day)
),
ranked AS (
  SELECT day, until, kind, percent, net, (sum(net) OVER (
    PARTITION BY id, day, percent ORDER BY kind ROWS UNBOUNDED PRECEDING))::bigint AS upto
  FROM named
),
value AS MATERIALIZED (
  SELECT day, until, kind, net, net + coalesce(
    (upto * percent + 50) / 100 - ((upto - net) * percent + 50) / 100, 0) AS gross
  FROM ranked
),
moved AS (
  SELECT day, kind, net, gross FROM value
  UNION ALL SELECT until, kind, -net, -gross FROM value WHERE until IS NOT NULL
)
SELECT date_trunc('month', day)::date, kind, sum(net)::bigint, sum(gross)::bigint
FROM moved WHERE day BETWEEN %(start)s AND %(end)s AND kind <> 'consulting'
GROUP BY 1, 2 ORDER BY 1, 2
"""

# (customer, days late at most, invoices, đồng) of what is owed. Parameter: day.
OWED = """
WITH billed AS (
  SELECT coalesce(i.corrects_id, i.id) AS id, i.contract_id, i.issued_on, r.net + r.vat AS amount
  FROM contracts_invoice i JOIN contracts_invoicerate r ON r.invoice_id = i.id
  WHERE i.state = 'adjusting' AND i.ended_on IS NULL AND i.issued_on <= %(day)s
  UNION ALL
  SELECT i.id, i.contract_id, i.issued_on, r.net + r.vat
  FROM contracts_invoice i JOIN contracts_invoicerate r ON r.invoice_id = i.id
  WHERE i.state <> 'adjusting' AND i.ended_on IS NULL AND i.issued_on <= %(day)s
),
settled AS (
  SELECT a.invoice_id, sum(a.amount) AS amount
  FROM contracts_allocation a JOIN contracts_payment p ON p.id = a.payment_id
  WHERE a.undone_at IS NULL AND p.cancelled_on IS NULL AND p.received_on <= %(day)s GROUP BY 1
),
bill AS (
  SELECT b.id, b.contract_id, b.first, b.amount - coalesce(s.amount, 0) AS rest FROM (
    SELECT id, contract_id, min(issued_on) AS first, sum(amount) AS amount
    FROM billed GROUP BY 1, 2
  ) b LEFT JOIN settled s ON s.invoice_id = b.id
),
free AS (
  SELECT p.contract_id, sum(p.amount - coalesce(g.amount, 0)) AS amount FROM contracts_payment p
  LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM contracts_allocation
             WHERE undone_at IS NULL GROUP BY 1) g ON g.payment_id = p.id
  WHERE p.cancelled_on IS NULL AND p.received_on <= %(day)s GROUP BY 1
),
lined AS (
  SELECT b.*, coalesce(f.amount, 0) AS free,
    sum(rest) OVER (PARTITION BY b.contract_id ORDER BY first, b.id) - rest AS before
  FROM bill b LEFT JOIN free f ON f.contract_id = b.contract_id WHERE rest > 0
),
debt AS (
  SELECT contract_id, first, rest - least(greatest(free - before, 0), rest) AS open FROM lined
)
SELECT c.customer_id, CASE WHEN %(day)s <= first + 21 THEN 0 WHEN %(day)s <= first + 51 THEN 30
    WHEN %(day)s <= first + 81 THEN 60 WHEN %(day)s <= first + 111 THEN 90 END AS late,
  count(*), sum(open)::bigint
FROM debt JOIN contracts_contract c ON c.id = debt.contract_id WHERE open > 0 GROUP BY 1, 2
"""


def signed(start: date, end: date) -> list[tuple[Any, ...]]:
    """(month, kind, net, gross) of every kind but consulting."""
    return ask(SIGNED, start=start, end=end)


def owed(day: date) -> list[tuple[Any, ...]]:
    """(customer, days late at most, invoices, đồng)."""
    return ask(OWED, day=day)

"""The same answers as the product's, each as one statement of PostgreSQL written by hand.

They know only the tables. They answer for all centres and both strands, as known now.
"""

from datetime import date, timedelta
from typing import Any

# Net and gross by base, month and kind. Parameters: start, end (both included).
# VAT of a rate goes to the kinds, and a paper to the kinds, as running sums in the order of their
# names, so that the parts add up. Papers are cut by the lines as they stand now: in these data
# nothing is amended after the first invoice.
REVENUE = """
WITH inv AS MATERIALIZED (
  SELECT i.id, i.contract_id, i.issued_on, sum(r.net)::bigint AS net,
    sum(r.net + r.vat)::bigint AS gross
  FROM contracts_invoice i JOIN contracts_invoicerate r ON r.invoice_id = i.id
  WHERE i.ended_on IS NULL AND i.issued_on BETWEEN %(start)s AND %(end)s
  GROUP BY i.id
),
paid AS MATERIALIZED (
  SELECT id, contract_id, received_on, amount FROM contracts_payment
  WHERE cancelled_on IS NULL AND received_on BETWEEN %(start)s AND %(end)s
),
touched AS MATERIALIZED (
  SELECT DISTINCT a.invoice_id FROM contracts_allocation a JOIN paid ON paid.id = a.payment_id
  WHERE a.undone_at IS NULL
),
given AS MATERIALIZED (  -- parts in force of the invoices that are paid, as running sums
  SELECT a.payment_id, a.invoice_id, i.contract_id, p.received_on, a.amount,
    sum(a.amount) OVER (PARTITION BY a.invoice_id ORDER BY p.received_on, p.id, a.id) AS upto
  FROM touched t JOIN contracts_allocation a ON a.invoice_id = t.invoice_id
  JOIN contracts_payment p ON p.id = a.payment_id
  JOIN contracts_invoice i ON i.id = a.invoice_id
  WHERE a.undone_at IS NULL AND p.cancelled_on IS NULL AND p.received_on <= %(end)s
),
ratio AS (
  SELECT r.invoice_id, sum(r.net)::bigint AS net, sum(r.net + r.vat)::bigint AS gross
  FROM contracts_invoicerate r JOIN touched t ON t.invoice_id = r.invoice_id
  GROUP BY r.invoice_id
),
rest AS MATERIALIZED (
  SELECT p.contract_id, p.received_on, p.amount - coalesce(g.amount, 0)::bigint AS amount
  FROM paid p
  LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM given GROUP BY payment_id) g
    ON g.payment_id = p.id
  WHERE p.amount > coalesce(g.amount, 0)
),
agreed AS MATERIALIZED (
  SELECT id, signed_on, accepted_on FROM contracts_contract
  WHERE cancelled_on IS NULL AND (signed_on BETWEEN %(start)s AND %(end)s
    OR accepted_on BETWEEN %(start)s AND %(end)s)
),
version AS MATERIALIZED (  -- what was signed at first and after each day of appendices
  SELECT contract_id, day, lead(day) OVER (PARTITION BY contract_id ORDER BY day) AS until
  FROM (
    SELECT a.contract_id, a.signed_on AS day FROM contracts_appendix a
    UNION SELECT a.contract_id, c.signed_on FROM contracts_appendix a
    JOIN contracts_contract c ON c.id = a.contract_id
  ) days
),
needed AS MATERIALIZED (
  SELECT id FROM agreed UNION SELECT contract_id FROM inv UNION SELECT contract_id FROM rest
  UNION SELECT contract_id FROM given
),
part AS (
  SELECT l.contract_id, NULL::date AS day, NULL::date AS until, l.kind, l.vat_percent AS percent,
    sum(l.quantity * l.price - l.discount)::bigint AS net
  FROM needed n JOIN contracts_contractline l ON l.contract_id = n.id
  WHERE l.struck_by_id IS NULL GROUP BY 1, 4, 5
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
named AS (  -- "other" beside nothing but consulting is consulting
  SELECT contract_id, day, until, percent, net, CASE WHEN kind = 'other'
      AND bool_or(kind = 'consulting') OVER w AND bool_and(kind IN ('consulting', 'other')) OVER w
    THEN 'consulting' ELSE kind END AS kind
  FROM part WINDOW w AS (PARTITION BY contract_id, day)
),
ranked AS (
  SELECT contract_id, day, until, kind, percent, net, (sum(net) OVER (
    PARTITION BY contract_id, day, percent ORDER BY kind ROWS UNBOUNDED PRECEDING))::bigint AS upto
  FROM named
),
value AS MATERIALIZED (
  SELECT contract_id, day, until, kind, sum(net)::bigint AS net,
    sum(net + coalesce((upto * percent + 50) / 100 - ((upto - net) * percent + 50) / 100, 0)
    )::bigint AS gross
  FROM ranked GROUP BY 1, 2, 3, 4
),
weight AS MATERIALIZED (
  SELECT contract_id, kind, net, sum(net) OVER w AS whole,
    sum(net) OVER (PARTITION BY contract_id ORDER BY kind) AS upto, sum(gross) OVER w AS gross
  FROM value WHERE day IS NULL WINDOW w AS (PARTITION BY contract_id)
),
paper AS (
  SELECT 'invoiced' AS base, contract_id, issued_on AS day, net::numeric, gross::numeric FROM inv
  UNION ALL
  SELECT 'collected', g.contract_id, g.received_on, CASE WHEN r.gross > 0
      THEN round(g.upto * r.net / r.gross) - round((g.upto - g.amount) * r.net / r.gross)
      ELSE g.amount END, g.amount
  FROM given g JOIN ratio r ON r.invoice_id = g.invoice_id WHERE g.received_on >= %(start)s
  UNION ALL
  SELECT 'collected', r.contract_id, r.received_on, CASE WHEN w.gross > 0
      THEN round(r.amount * w.whole / w.gross) ELSE r.amount END, r.amount
  FROM rest r LEFT JOIN (SELECT DISTINCT contract_id, whole, gross FROM weight) w
    ON w.contract_id = r.contract_id
),
moved AS (
  SELECT 'signed' AS base, a.signed_on AS day, v.kind, v.net::numeric, v.gross::numeric
  FROM agreed a JOIN value v ON v.contract_id = a.id AND v.day IS NULL
  WHERE NOT EXISTS (SELECT FROM version x WHERE x.contract_id = a.id)
  UNION ALL
  SELECT 'signed', day, kind, net, gross FROM value WHERE day IS NOT NULL
  UNION ALL
  SELECT 'signed', until, kind, -net, -gross FROM value WHERE until IS NOT NULL
  UNION ALL
  SELECT 'accepted', a.accepted_on, v.kind, v.net, v.gross
  FROM agreed a JOIN value v ON v.contract_id = a.id AND v.day IS NULL
  UNION ALL
  SELECT p.base, p.day, coalesce(w.kind, 'other'),
    CASE WHEN w.whole > 0
      THEN round(p.net * w.upto / w.whole) - round(p.net * (w.upto - w.net) / w.whole)
      ELSE p.net END,
    CASE WHEN w.whole > 0
      THEN round(p.gross * w.upto / w.whole) - round(p.gross * (w.upto - w.net) / w.whole)
      ELSE p.gross END
  FROM paper p LEFT JOIN weight w ON w.contract_id = p.contract_id
)
SELECT base, extract(month FROM day)::int AS month, kind, sum(net)::bigint, sum(gross)::bigint
FROM moved WHERE day BETWEEN %(start)s AND %(end)s
GROUP BY 1, 2, 3 HAVING sum(net) <> 0 OR sum(gross) <> 0 ORDER BY 1, 2, 3
"""


# Where every contract stands on a day: (place, id, stage, waiting, net, VAT, count, owed), first
# by stage and what is waited for (place 0), then the newest fifty. Parameters: day, drafts_before
# (a moment), begun_by (a day).
REGISTER = """
WITH worth AS (
  SELECT contract_id, sum(net) AS net, sum((net * coalesce(percent, 0) + 50) / 100) AS vat FROM (
    SELECT l.contract_id, l.vat_percent AS percent,
      sum(l.quantity * l.price - l.discount)::bigint AS net
    FROM contracts_contractline l
    LEFT JOIN contracts_appendix b ON b.id = l.added_by_id
    LEFT JOIN contracts_appendix s ON s.id = l.struck_by_id
    WHERE (b.id IS NULL OR b.signed_on <= %(day)s) AND (s.id IS NULL OR s.signed_on > %(day)s)
    GROUP BY 1, 2
  ) rates GROUP BY contract_id
),
done AS (
  SELECT l.contract_id, count(*) FILTER (WHERE j.state IS DISTINCT FROM 'cancelled') AS due,
    count(*) FILTER (WHERE j.state <> 'cancelled'
      AND (j.performed_on <= %(day)s OR w.started_at < %(day)s::date + 1)) AS begun,
    count(*) FILTER (WHERE j.state = 'approved' AND j.approved_at < %(day)s::date + 1) AS approved
  FROM contracts_contractitem i JOIN contracts_contractline l ON l.id = i.line_id
  LEFT JOIN calibration_job j ON j.id = i.job_id
  LEFT JOIN calibration_worksheet w ON w.job_id = j.id
  GROUP BY 1
),
billed AS (
  SELECT i.contract_id, sum(r.net) AS net, sum(r.net + r.vat) AS gross
  FROM contracts_invoice i JOIN contracts_invoicerate r ON r.invoice_id = i.id
  WHERE i.issued_on <= %(day)s AND (i.ended_on IS NULL OR i.ended_on > %(day)s) GROUP BY 1
),
elsewhere AS MATERIALIZED (
  SELECT p.contract_id AS home, i.contract_id AS other, a.amount
  FROM contracts_allocation a JOIN contracts_payment p ON p.id = a.payment_id
  JOIN contracts_invoice i ON i.id = a.invoice_id
  WHERE p.contract_id <> i.contract_id AND a.undone_at IS NULL AND p.received_on <= %(day)s
    AND (p.cancelled_on IS NULL OR p.cancelled_on > %(day)s)
),
paid AS (
  SELECT contract_id, sum(amount) AS amount FROM (
    SELECT contract_id, amount FROM contracts_payment
    WHERE received_on <= %(day)s AND (cancelled_on IS NULL OR cancelled_on > %(day)s)
    UNION ALL SELECT home, -amount FROM elsewhere UNION ALL SELECT other, amount FROM elsewhere
  ) flow GROUP BY 1
),
halted AS (
  SELECT DISTINCT contract_id FROM contracts_pause
  WHERE from_on <= %(day)s AND (to_on IS NULL OR to_on > %(day)s)
),
facts AS (
  SELECT c.id, c.created_at, c.signed_on, c.due_on, coalesce(w.net, 0) AS net,
    coalesce(w.vat, 0) AS vat, coalesce(b.gross, 0) AS gross, coalesce(p.amount, 0) AS paid,
    CASE WHEN c.cancelled_on <= %(day)s THEN 'cancelled'
      WHEN c.liquidated_on <= %(day)s THEN 'liquidated'
      WHEN c.signed_on IS NULL OR c.signed_on > %(day)s THEN 'draft'
      WHEN h.contract_id IS NOT NULL THEN 'paused'
      WHEN w.net > 0 AND b.net >= w.net AND coalesce(p.amount, 0) >= b.gross THEN 'collected'
      WHEN w.net > 0 AND b.net >= w.net THEN 'invoiced'
      WHEN c.accepted_on <= %(day)s THEN 'accepted'
      WHEN d.due <> 0 AND d.due = d.approved THEN 'completed'
      WHEN d.begun > 0 OR d.approved > 0 THEN 'in_progress'
      ELSE 'signed' END AS stage
  FROM contracts_contract c
  LEFT JOIN worth w ON w.contract_id = c.id LEFT JOIN done d ON d.contract_id = c.id
  LEFT JOIN billed b ON b.contract_id = c.id LEFT JOIN paid p ON p.contract_id = c.id
  LEFT JOIN halted h ON h.contract_id = c.id
  WHERE c.created_at < %(day)s::date + 1 OR c.signed_on <= %(day)s
),
standing AS MATERIALIZED (
  SELECT *, greatest(gross - paid, 0) AS owed, CASE
    WHEN stage IN ('signed', 'in_progress', 'paused') AND due_on < %(day)s THEN 'late'
    WHEN stage = 'draft' AND created_at < %(drafts_before)s THEN 'draft'
    WHEN stage = 'signed' AND signed_on <= %(begun_by)s THEN 'not_begun'
    WHEN stage = 'invoiced' THEN 'owed'
    WHEN stage = 'accepted' AND net <> 0 THEN 'not_invoiced'
    WHEN stage = 'completed' THEN 'not_accepted'
    WHEN stage IN ('accepted', 'collected') THEN 'open'
    WHEN stage = 'paused' THEN 'paused' ELSE '' END AS waiting
  FROM facts
)
SELECT 0 AS place, NULL AS id, stage, waiting, sum(net)::bigint, sum(vat)::bigint, count(*),
  sum(owed)::bigint FROM standing GROUP BY stage, waiting
UNION ALL
SELECT row_number() OVER (ORDER BY created_at DESC, id DESC), id, stage, waiting, net, vat, 1, owed
FROM (SELECT * FROM standing ORDER BY created_at DESC, id DESC LIMIT 50) newest
"""


def ask(statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """All rows of a statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def revenue(start: date, end: date) -> list[tuple[Any, ...]]:
    """(base, month, kind, net, gross) of days within one year; rows of nothing left out."""
    return ask(REVENUE, start=start, end=end)


def register(day: date) -> list[tuple[Any, ...]]:
    """Every stage with its sums, and the newest fifty contracts."""
    from contracts.queries import end_of
    from contracts.waiting import DRAFT_DAYS, START_DAYS

    return ask(
        REGISTER,
        day=day,
        drafts_before=end_of(day - timedelta(days=DRAFT_DAYS)),
        begun_by=day - timedelta(days=START_DAYS),
    )

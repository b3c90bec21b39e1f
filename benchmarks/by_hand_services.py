"""The statements by hand for what contracts, work and papers tell a report: one for each family.

They use what they know of these data: an adjusting invoice and a payment stay within their
contract, nothing is amended after the first invoice, no contract is paused, ranges are in bar.
Parameters: units (ids), start, until, zone; the cut-off is `until`.
"""
# ruff: noqa: S608 — the pieces are constants, the values parameters

NAMED = """
named AS (  -- "other" beside nothing but consulting is consulting
  SELECT id, day, until, percent, net, CASE WHEN kind = 'other'
      AND bool_or(kind = 'consulting') OVER w AND bool_and(kind IN ('consulting', 'other')) OVER w
    THEN 'consulting' ELSE kind END AS kind
  FROM part WINDOW w AS (PARTITION BY id, day)
),
ranked AS (
  SELECT id, day, until, kind, percent, net, (sum(net) OVER (
    PARTITION BY id, day, percent ORDER BY kind ROWS UNBOUNDED PRECEDING))::bigint AS upto
  FROM named
),
value AS MATERIALIZED (
  SELECT id, day, until, kind, sum(net)::bigint AS net, sum(net + coalesce(
    (upto * percent + 50) / 100 - ((upto - net) * percent + 50) / 100, 0))::bigint AS gross
  FROM ranked GROUP BY 1, 2, 3, 4
)"""

# (strand, served, only advised, all, customers advised, net, gross, and the same of consulting,
# gross of the contracts served).
SIGNED = f"""
WITH version AS MATERIALIZED (
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
  WHERE c.centre_id = ANY(%(units)s) AND c.cancelled_on IS NULL
    AND c.signed_on BETWEEN %(start)s AND %(until)s
    AND c.id NOT IN (SELECT contract_id FROM version)
  GROUP BY 1, 2, 4, 5
  UNION ALL
  SELECT v.contract_id, v.day, v.until, l.kind, l.vat_percent,
    sum(l.quantity * l.price - l.discount)::bigint
  FROM version v JOIN contracts_contract c ON c.id = v.contract_id AND c.cancelled_on IS NULL
  JOIN contracts_contractline l ON l.contract_id = v.contract_id
  LEFT JOIN contracts_appendix b ON b.id = l.added_by_id
  LEFT JOIN contracts_appendix s ON s.id = l.struck_by_id
  WHERE c.centre_id = ANY(%(units)s)
    AND (v.day BETWEEN %(start)s AND %(until)s OR v.until BETWEEN %(start)s AND %(until)s)
    AND (b.id IS NULL OR b.signed_on <= v.day) AND (s.id IS NULL OR s.signed_on > v.day)
  GROUP BY 1, 2, 3, 4, 5
),
{NAMED},
moved AS (
  SELECT id, day, kind, net, gross FROM value
  UNION ALL SELECT id, until, kind, -net, -gross FROM value WHERE until IS NOT NULL
),
sides AS (
  SELECT c.id, c.strand, c.customer_id, m.kind = 'consulting' AS advice, sum(m.net) AS net,
    sum(m.gross) AS gross, bool_or(m.day = c.signed_on) AS new
  FROM moved m JOIN contracts_contract c ON c.id = m.id
  WHERE m.day BETWEEN %(start)s AND %(until)s GROUP BY 1, 4
),
both_sides AS (
  SELECT s.id, s.strand, s.customer_id, coalesce(bool_or(new) FILTER (WHERE NOT advice), FALSE)
      AS served, coalesce(bool_or(new) FILTER (WHERE advice), FALSE) AS advised,
    sum(net) FILTER (WHERE NOT advice) AS net, sum(gross) FILTER (WHERE NOT advice) AS gross,
    sum(net) FILTER (WHERE advice) AS advice_net, sum(gross) FILTER (WHERE advice) AS advice_gross
  FROM sides s GROUP BY 1, 2, 3
)
SELECT strand, count(*) FILTER (WHERE served), count(*) FILTER (WHERE advised AND NOT served),
  count(*) FILTER (WHERE served OR advised), count(DISTINCT customer_id) FILTER (WHERE advised),
  coalesce(sum(net), 0)::bigint, coalesce(sum(gross), 0)::bigint,
  coalesce(sum(advice_net), 0)::bigint, coalesce(sum(advice_gross), 0)::bigint,
  coalesce(sum(gross) FILTER (WHERE served), 0)::bigint
FROM both_sides GROUP BY 1
"""

# (net, gross) of the service strand without consulting.
ACCEPTED = f"""
WITH part AS (
  SELECT c.id, c.accepted_on AS day, NULL::date AS until, l.kind, l.vat_percent AS percent,
    sum(l.quantity * l.price - l.discount)::bigint AS net
  FROM contracts_contract c JOIN contracts_contractline l ON l.contract_id = c.id
  WHERE c.centre_id = ANY(%(units)s) AND c.strand = 'service' AND c.cancelled_on IS NULL
    AND c.accepted_on BETWEEN %(start)s AND %(until)s AND l.struck_by_id IS NULL
  GROUP BY 1, 2, 4, 5
),
{NAMED}
SELECT coalesce(sum(net), 0)::bigint, coalesce(sum(gross), 0)::bigint
FROM value WHERE kind <> 'consulting'
"""

# (base, net, gross) of the same: a paper is cut by the lines of its contract.
PAPERS = f"""
WITH inv AS MATERIALIZED (
  SELECT i.id, i.contract_id, sum(r.net)::bigint AS net, sum(r.net + r.vat)::bigint AS gross
  FROM contracts_invoice i JOIN contracts_invoicerate r ON r.invoice_id = i.id
  JOIN contracts_contract c ON c.id = i.contract_id
  WHERE c.centre_id = ANY(%(units)s) AND c.strand = 'service' AND i.ended_on IS NULL
    AND i.issued_on BETWEEN %(start)s AND %(until)s
  GROUP BY i.id
),
paid AS MATERIALIZED (
  SELECT p.id, p.contract_id, p.received_on, p.amount FROM contracts_payment p
  JOIN contracts_contract c ON c.id = p.contract_id
  WHERE c.centre_id = ANY(%(units)s) AND c.strand = 'service' AND p.cancelled_on IS NULL
    AND p.received_on BETWEEN %(start)s AND %(until)s
),
touched AS MATERIALIZED (
  SELECT DISTINCT a.invoice_id FROM contracts_allocation a JOIN paid ON paid.id = a.payment_id
  WHERE a.undone_at IS NULL
),
given AS MATERIALIZED (
  SELECT a.payment_id, a.invoice_id, p.contract_id, p.received_on, a.amount,
    sum(a.amount) OVER (PARTITION BY a.invoice_id ORDER BY p.received_on, p.id, a.id) AS upto
  FROM touched t JOIN contracts_allocation a ON a.invoice_id = t.invoice_id
  JOIN contracts_payment p ON p.id = a.payment_id
  WHERE a.undone_at IS NULL AND p.cancelled_on IS NULL AND p.received_on <= %(until)s
),
ratio AS (
  SELECT r.invoice_id, sum(r.net)::bigint AS net, sum(r.net + r.vat)::bigint AS gross
  FROM contracts_invoicerate r JOIN touched t ON t.invoice_id = r.invoice_id GROUP BY 1
),
rest AS MATERIALIZED (
  SELECT p.contract_id, p.amount - coalesce(g.amount, 0)::bigint AS amount FROM paid p
  LEFT JOIN (SELECT payment_id, sum(amount) AS amount FROM given GROUP BY 1) g
    ON g.payment_id = p.id
  WHERE p.amount > coalesce(g.amount, 0)
),
needed AS (
  SELECT contract_id FROM inv UNION SELECT contract_id FROM rest UNION SELECT contract_id FROM given
),
part AS (
  SELECT l.contract_id AS id, NULL::date AS day, NULL::date AS until, l.kind,
    l.vat_percent AS percent, sum(l.quantity * l.price - l.discount)::bigint AS net
  FROM needed n JOIN contracts_contractline l ON l.contract_id = n.contract_id
  WHERE l.struck_by_id IS NULL GROUP BY 1, 4, 5
),
{NAMED},
weight AS MATERIALIZED (
  SELECT id, kind, net, sum(net) OVER w AS whole, sum(gross) OVER w AS gross,
    sum(net) OVER (PARTITION BY id ORDER BY kind) AS upto
  FROM value WINDOW w AS (PARTITION BY id)
),
paper AS (
  SELECT 'invoiced' AS base, contract_id, net::numeric, gross::numeric FROM inv
  UNION ALL
  SELECT 'collected', g.contract_id, CASE WHEN r.gross > 0
      THEN round(g.upto * r.net / r.gross) - round((g.upto - g.amount) * r.net / r.gross)
      ELSE g.amount END, g.amount
  FROM given g JOIN ratio r ON r.invoice_id = g.invoice_id WHERE g.received_on >= %(start)s
  UNION ALL
  SELECT 'collected', r.contract_id, CASE WHEN w.gross > 0
      THEN round(r.amount * w.whole / w.gross) ELSE r.amount END, r.amount
  FROM rest r LEFT JOIN (SELECT DISTINCT id, whole, gross FROM weight) w ON w.id = r.contract_id
)
SELECT p.base,
  sum(CASE WHEN w.whole > 0 THEN round(p.net * w.upto / w.whole)
    - round(p.net * (w.upto - w.net) / w.whole) ELSE p.net END)::bigint,
  sum(CASE WHEN w.whole > 0 THEN round(p.gross * w.upto / w.whole)
    - round(p.gross * (w.upto - w.net) / w.whole) ELSE p.gross END)::bigint
FROM paper p LEFT JOIN weight w ON w.id = p.contract_id
WHERE coalesce(w.kind, 'other') <> 'consulting' GROUP BY 1
"""

# (strand, instruments, verified, calibrated, failed, samples).
WORK = """
SELECT c.strand, count(j.instrument_id),
  count(j.instrument_id) FILTER (WHERE j.service = 'verification'),
  count(j.instrument_id) FILTER (WHERE j.service = 'calibration'),
  count(j.instrument_id) FILTER (WHERE j.outcome = 'fail'),
  count(*) FILTER (WHERE j.instrument_id IS NULL)
FROM calibration_job j JOIN contracts_contractitem i ON i.job_id = j.id
JOIN contracts_contractline l ON l.id = i.line_id JOIN contracts_contract c ON c.id = l.contract_id
WHERE j.centre_id = ANY(%(units)s) AND j.state = 'approved'
  AND j.performed_on BETWEEN %(start)s AND %(until)s
GROUP BY 1
"""

# (stage, contracts, gross, past their day) of what was looked after on the cut-off.
STATES = """
WITH chosen AS MATERIALIZED (
  SELECT * FROM contracts_contract
  WHERE centre_id = ANY(%(units)s)
    AND ((created_at AT TIME ZONE %(zone)s)::date <= %(until)s OR signed_on <= %(until)s)
    AND (liquidated_on IS NULL OR liquidated_on >= %(start)s)
    AND (cancelled_on IS NULL OR cancelled_on >= %(start)s)
),
worth AS (
  SELECT contract_id, sum(net) AS net, sum(net + (net * coalesce(percent, 0) + 50) / 100) AS gross
  FROM (
    SELECT l.contract_id, l.vat_percent AS percent,
      sum(l.quantity * l.price - l.discount)::bigint AS net
    FROM chosen c JOIN contracts_contractline l ON l.contract_id = c.id
    LEFT JOIN contracts_appendix b ON b.id = l.added_by_id
    LEFT JOIN contracts_appendix s ON s.id = l.struck_by_id
    WHERE (b.id IS NULL OR b.signed_on <= %(until)s) AND (s.id IS NULL OR s.signed_on > %(until)s)
    GROUP BY 1, 2
  ) rates GROUP BY 1
),
done AS (
  SELECT l.contract_id, count(*) FILTER (WHERE j.state IS DISTINCT FROM 'cancelled') AS due,
    count(*) FILTER (WHERE j.state <> 'cancelled' AND (j.performed_on <= %(until)s
      OR (w.started_at AT TIME ZONE %(zone)s)::date <= %(until)s)) AS begun,
    count(*) FILTER (WHERE j.state = 'approved'
      AND (j.approved_at AT TIME ZONE %(zone)s)::date <= %(until)s) AS approved
  FROM chosen c JOIN contracts_contractline l ON l.contract_id = c.id
  JOIN contracts_contractitem i ON i.line_id = l.id
  LEFT JOIN calibration_job j ON j.id = i.job_id
  LEFT JOIN calibration_worksheet w ON w.job_id = j.id
  GROUP BY 1
),
billed AS (
  SELECT i.contract_id, sum(r.net) AS net, sum(r.net + r.vat) AS gross
  FROM chosen c JOIN contracts_invoice i ON i.contract_id = c.id
  JOIN contracts_invoicerate r ON r.invoice_id = i.id
  WHERE i.issued_on <= %(until)s AND (i.ended_on IS NULL OR i.ended_on > %(until)s) GROUP BY 1
),
paid AS (
  SELECT p.contract_id, sum(p.amount) AS amount
  FROM chosen c JOIN contracts_payment p ON p.contract_id = c.id
  WHERE p.received_on <= %(until)s AND (p.cancelled_on IS NULL OR p.cancelled_on > %(until)s)
  GROUP BY 1
),
facts AS (
  SELECT coalesce(w.gross, 0) AS gross, c.strand, c.due_on, CASE
    WHEN c.cancelled_on <= %(until)s THEN 'cancelled'
    WHEN c.liquidated_on <= %(until)s THEN 'liquidated'
    WHEN c.signed_on IS NULL OR c.signed_on > %(until)s THEN 'draft'
    WHEN w.net > 0 AND b.net >= w.net AND coalesce(p.amount, 0) >= b.gross THEN 'collected'
    WHEN w.net > 0 AND b.net >= w.net THEN 'invoiced'
    WHEN c.accepted_on <= %(until)s THEN 'accepted'
    WHEN d.due <> 0 AND d.due = d.approved THEN 'completed'
    WHEN d.begun > 0 OR d.approved > 0 THEN 'in_progress' ELSE 'signed' END AS stage
  FROM chosen c LEFT JOIN worth w ON w.contract_id = c.id LEFT JOIN done d ON d.contract_id = c.id
  LEFT JOIN billed b ON b.contract_id = c.id LEFT JOIN paid p ON p.contract_id = c.id
)
SELECT stage, count(*), sum(gross)::bigint,
  count(*) FILTER (WHERE strand = 'service' AND due_on < %(until)s)
FROM facts GROUP BY 1
"""

# (whether tests, due, delivered, accepted) of what contracts owe their customers.
ITEMS = """
WITH item AS (
  SELECT j.id, j.service = 'testing' AS test, c.accepted_on, (coalesce(
      min(p.issued_at) FILTER (WHERE p.state <> 'withdrawn'),
      CASE WHEN j.paper_record <> '' THEN j.approved_at END) AT TIME ZONE %(zone)s)::date AS given
  FROM contracts_contract c JOIN contracts_contractline l ON l.contract_id = c.id
  JOIN contracts_contractitem i ON i.line_id = l.id JOIN calibration_job j ON j.id = i.job_id
  LEFT JOIN contracts_appendix b ON b.id = l.added_by_id
  LEFT JOIN contracts_appendix s ON s.id = l.struck_by_id
  LEFT JOIN certificates_certificate p ON p.job_id = j.id
  WHERE c.centre_id = ANY(%(units)s) AND c.signed_on <= %(until)s
    AND (c.cancelled_on IS NULL OR c.cancelled_on > %(until)s) AND j.state <> 'cancelled'
    AND (b.id IS NULL OR b.signed_on <= %(until)s) AND (s.id IS NULL OR s.signed_on > %(until)s)
    AND coalesce(c.due_on, j.due_on) <= %(until)s
    AND (coalesce(c.due_on, j.due_on) >= %(start)s OR c.accepted_on IS NULL
      OR c.accepted_on >= %(start)s OR NOT EXISTS (SELECT 1 FROM certificates_certificate q
        WHERE q.job_id = j.id AND q.state <> 'withdrawn'
          AND q.issued_at < %(start)s::timestamp AT TIME ZONE %(zone)s)
        AND NOT (j.paper_record <> ''
          AND coalesce(j.approved_at < %(start)s::timestamp AT TIME ZONE %(zone)s, false)
          AND NOT EXISTS (SELECT 1 FROM certificates_certificate q
            WHERE q.job_id = j.id AND q.state <> 'withdrawn')))
  GROUP BY j.id, c.id
)
SELECT test, count(*), count(*) FILTER (WHERE given <= %(until)s),
  count(*) FILTER (WHERE given <= %(until)s AND accepted_on <= %(until)s)
FROM item GROUP BY 1
"""

# (in use, valid, due within sixty days).
STANDARDS = """
SELECT count(*), count(*) FILTER (WHERE good), count(*) FILTER (WHERE good
  AND valid_until <= %(until)s + 60)
FROM (
  SELECT e.valid_until, coalesce(e.valid_until >= %(until)s AND NOT EXISTS (
      SELECT FROM instruments_calibrationdoubt d
      WHERE d.event_id = e.id AND coalesce(d.since, e."on") <= %(until)s), FALSE) AS good
  FROM instruments_standard s LEFT JOIN LATERAL (
    SELECT e.* FROM instruments_standardcalibration e
    WHERE e.standard_id = s.id AND e."on" <= %(until)s AND NOT EXISTS (
      SELECT FROM instruments_standardcalibration k WHERE k.corrects_id = e.id)
    ORDER BY e."on" DESC, e.id DESC LIMIT 1) e ON TRUE
  WHERE s.centre_id = ANY(%(units)s) AND NOT s.out_of_use
) kept
"""

# (verification certificates, covered by a designation of their day).
SCOPE = """
SELECT count(*), count(*) FILTER (WHERE EXISTS (
  SELECT FROM calibration_scope s JOIN calibration_scopeline l ON l.scope_id = s.id
  WHERE s.centre_id = p.centre_id AND s.kind = 'designation' AND l.service = 'verification'
    AND l.type_id = i.type_id AND s.valid_from <= p.performed_on
    AND (s.valid_to IS NULL OR s.valid_to >= p.performed_on)
    AND (l.range_max IS NULL
      OR split_part(l.range_min, ' ', 1)::numeric * 100000 <= i.range_min_base
      AND split_part(l.range_max, ' ', 1)::numeric * 100000 >= i.range_max_base)))
FROM certificates_certificate p JOIN calibration_job j ON j.id = p.job_id
LEFT JOIN instruments_instrument i ON i.id = j.instrument_id
WHERE p.centre_id = ANY(%(units)s) AND p.kind = 'verification' AND p.state <> 'superseded'
  AND p.performed_on BETWEEN %(start)s AND %(until)s
"""

# (days, papers, promised for a day, late of these).
TURNAROUND = """
SELECT sum(greatest(0, issued - began)), count(*), count(due), count(*) FILTER (WHERE issued > due)
FROM (
  SELECT coalesce(c.due_on, j.due_on) AS due, (p.issued_at AT TIME ZONE %(zone)s)::date AS issued,
    coalesce((u.received_at AT TIME ZONE %(zone)s)::date, c.signed_on) AS began
  FROM certificates_certificate p JOIN calibration_job j ON j.id = p.job_id
  LEFT JOIN calibration_custody u ON u.job_id = j.id
  LEFT JOIN contracts_contractitem i ON i.job_id = j.id
  LEFT JOIN contracts_contractline l ON l.id = i.line_id
  LEFT JOIN contracts_contract c ON c.id = l.contract_id
  WHERE p.centre_id = ANY(%(units)s) AND p.supersedes_id IS NULL
    AND p.issued_at >= %(start)s::timestamp AT TIME ZONE %(zone)s
    AND p.issued_at < (%(until)s + 1)::timestamp AT TIME ZONE %(zone)s
) waited WHERE began IS NOT NULL
"""

# (priced services, with a norm).
NORMS = """
SELECT count(*), count(*) FILTER (WHERE EXISTS (SELECT FROM contracts_servicenorm n
  WHERE n.service_id = s.id AND n.valid_from <= %(until)s))
FROM contracts_serviceitem s WHERE s.centre_id = ANY(%(units)s) AND EXISTS (
  SELECT FROM contracts_price p WHERE p.service_id = s.id AND p.valid_from <= %(until)s
    AND (p.valid_to IS NULL OR p.valid_to >= %(until)s))
"""

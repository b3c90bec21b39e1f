"""The statements by hand for what is planned and entered: one for each family.

Parameters: units (ids), start, until (the cut-off), year, period; next_start, next_end of the
period that follows.
"""

# (kind, degree, venue, turns done in the period, turns under way on its last day).
DEEDS = """
SELECT kind, degree, venue,
  coalesce(sum(quantity) FILTER (WHERE done_on BETWEEN %(start)s AND %(until)s), 0)::bigint,
  coalesce(sum(quantity) FILTER (WHERE begun_on <= %(until)s
    AND (done_on IS NULL OR done_on > %(until)s)), 0)::bigint
FROM planning_activity WHERE centre_id = ANY(%(units)s) AND struck_at IS NULL
  AND (done_on BETWEEN %(start)s AND %(until)s
    OR begun_on <= %(until)s AND (done_on IS NULL OR done_on > %(until)s))
GROUP BY 1, 2, 3
"""

# (due, done) of activities with a due day.
ACTIVITIES_DUE = """
SELECT count(*), count(*) FILTER (WHERE done_on <= %(until)s) FROM planning_activity
WHERE centre_id = ANY(%(units)s) AND struck_at IS NULL AND due_on <= %(until)s
  AND (due_on >= %(start)s OR done_on IS NULL OR done_on >= %(start)s)
"""

# One row: see TASK_COLUMNS.
TASKS = """
WITH task AS MATERIALIZED (
  SELECT t.*, coalesce(d.until, t.ends_on) AS deadline, coalesce(a.until, t.ends_on) AS held,
    d.until IS NOT NULL AS extended,
    coalesce(t.accepted_on <= %(until)s, FALSE) AS accepted,
    coalesce(t.accepted_on <= %(until)s, FALSE) OR coalesce(t.stopped_on <= %(until)s, FALSE)
      AS over,
    t.kind = 'science' AND t.starts_on <= %(until)s
      AND (t.accepted_on IS NULL OR t.accepted_on >= %(start)s)
      AND (t.stopped_on IS NULL OR t.stopped_on >= %(start)s) AS running,
    t.kind = 'regular' AND t.starts_on <= %(until)s
      AND (t.accepted_on IS NULL OR t.accepted_on >= %(start)s)
      AND (t.stopped_on IS NULL OR t.stopped_on >= %(start)s) AS regular,
    extract(year FROM t.starts_on)::int AS begun
  FROM planning_sciencetask t
  LEFT JOIN LATERAL (
    SELECT e.until FROM planning_extension e WHERE e.task_id = t.id AND e.approved_on <= %(until)s
    ORDER BY e.approved_on DESC, e.id DESC LIMIT 1) d ON TRUE
  LEFT JOIN LATERAL (
    SELECT e.until FROM planning_extension e
    WHERE e.task_id = t.id AND e.approved_on <= t.accepted_on
    ORDER BY e.approved_on DESC, e.id DESC LIMIT 1) a ON TRUE
  WHERE t.centre_id = ANY(%(units)s) AND t.struck_at IS NULL
    AND ((t.accepted_on IS NULL OR t.accepted_on >= %(start)s)
      AND (t.stopped_on IS NULL OR t.stopped_on >= %(start)s)
      OR t.approved_on BETWEEN %(start)s AND %(until)s)
),
judged AS (
  SELECT t.*,
    EXISTS (SELECT FROM planning_extension e WHERE e.task_id = t.id
      AND e.asked_on BETWEEN %(start)s AND %(until)s) AS asked,
    accepted AND accepted_on >= %(start)s AND accepted_on <= held AS in_time,
    extract(year FROM deadline)::int = %(year)s AND NOT over AS preparing,
    CASE WHEN accepted THEN accepted_on > held ELSE NOT over AND deadline < %(until)s END
      OR EXISTS (SELECT FROM planning_product p WHERE p.task_id = t.id AND p.struck_at IS NULL
        AND p.due_on < least(p.delivered_on, %(until)s)
        AND (p.delivered_on IS NULL OR p.delivered_on >= %(start)s)) AS missed,
    (SELECT bool_and(p.delivered_on IS NOT NULL AND p.delivered_on <= %(until)s)
      FROM planning_product p WHERE p.task_id = t.id AND p.struck_at IS NULL) AS complete
  FROM task t
)
SELECT count(*) FILTER (WHERE running),
  count(*) FILTER (WHERE running AND level = 'national'),
  count(*) FILTER (WHERE running AND level = 'ministry'),
  count(*) FILTER (WHERE running AND level = 'province'),
  count(*) FILTER (WHERE running AND level = 'institution'),
  count(*) FILTER (WHERE running AND begun = %(year)s),
  count(*) FILTER (WHERE running AND begun = %(year)s AND level = 'ministry'),
  count(*) FILTER (WHERE running AND begun = %(year)s - 1),
  count(*) FILTER (WHERE running AND begun = %(year)s - 1 AND level = 'ministry'),
  count(*) FILTER (WHERE running AND begun = %(year)s - 2),
  count(*) FILTER (WHERE running AND begun = %(year)s - 2 AND level = 'ministry'),
  count(*) FILTER (WHERE running AND begun < %(year)s AND extended),
  count(*) FILTER (WHERE running AND begun < %(year)s AND extended AND level = 'ministry'),
  count(*) FILTER (WHERE running AND role = 'lead'),
  count(*) FILTER (WHERE running AND role = 'part'),
  count(*) FILTER (WHERE running AND role = 'part' AND level = 'national'),
  count(*) FILTER (WHERE running AND (asked OR NOT over AND deadline < %(until)s)),
  count(*) FILTER (WHERE running AND in_time),
  count(*) FILTER (WHERE running AND in_time AND level = 'ministry'),
  count(*) FILTER (WHERE running AND preparing AND level = 'ministry'),
  count(*) FILTER (WHERE running AND preparing AND level = 'institution'),
  count(*) FILTER (WHERE running AND NOT missed),
  count(*) FILTER (WHERE kind = 'science' AND NOT over
    AND acceptance_due_on BETWEEN %(next_start)s AND %(next_end)s),
  coalesce(sum(approved_on - submitted_on) FILTER (WHERE kind = 'science'
    AND approved_on BETWEEN %(start)s AND %(until)s), 0)::bigint,
  count(submitted_on) FILTER (WHERE kind = 'science'
    AND approved_on BETWEEN %(start)s AND %(until)s),
  count(*) FILTER (WHERE kind = 'science' AND submitted_on < %(until)s - 60 AND NOT over
    AND (approved_on IS NULL OR approved_on > %(until)s)),
  count(*) FILTER (WHERE regular AND complete),
  count(*) FILTER (WHERE regular AND (complete OR deadline <= %(until)s))
FROM judged
"""
TASK_COLUMNS = (
    "st_total", "st_national", "st_ministry", "st_province", "st_inst", "st_new",
    "st_new_ministry", "st_carry_1", "st_carry_1_ministry", "st_carry_2", "st_carry_2_ministry",
    "st_carry_ext", "st_carry_ext_ministry", "st_lead", "st_part", "st_nat_part", "st_delayed",
    "st_accepted", "st_accepted_ministry", "st_prep_accept_min", "st_prep_accept_inst",
    "kept", "st_accept_next", "appraisal_days", "appraised", "st_appraisal_overdue",
    "txtcn", "txtcn_due",
)  # fmt: skip

# (kind, delivered in the period, due, delivered of these, accepted of these).
PRODUCTS = """
SELECT kind, count(*) FILTER (WHERE delivered_on BETWEEN %(start)s AND %(until)s),
  count(*) FILTER (WHERE due), count(*) FILTER (WHERE due AND delivered_on <= %(until)s),
  count(*) FILTER (WHERE due AND delivered_on <= %(until)s AND accepted_on <= %(until)s)
FROM (
  SELECT p.*, p.due_on <= %(until)s AND (p.due_on >= %(start)s OR p.accepted_on IS NULL
    OR p.accepted_on >= %(start)s) AS due
  FROM planning_product p JOIN planning_sciencetask t ON t.id = p.task_id
  WHERE p.centre_id = ANY(%(units)s) AND p.struck_at IS NULL AND t.struck_at IS NULL
) product GROUP BY 1
"""

# (kind, level, proposed for the next year, proposed in the period).
PROPOSALS = """
SELECT kind, level, count(*) FILTER (WHERE plan_year = %(year)s + 1 AND made_on <= %(until)s),
  count(*) FILTER (WHERE made_on BETWEEN %(start)s AND %(until)s)
FROM planning_proposal WHERE centre_id = ANY(%(units)s) AND struck_at IS NULL
GROUP BY 1, 2
"""

# (lines, done).
PROGRAMME = """
SELECT count(*), count(*) FILTER (WHERE done_on <= %(until)s) FROM planning_programmeitem
WHERE centre_id = ANY(%(units)s) AND struck_at IS NULL AND year = %(year)s
  AND issued_on <= %(until)s
"""

# (indicator, kind, value, places): the newest of each unit.
ENTERED = """
SELECT DISTINCT ON (centre_id, indicator, kind) indicator, kind, value, places
FROM planning_enteredfigure
WHERE centre_id = ANY(%(units)s) AND struck_at IS NULL AND period = %(period)s
ORDER BY centre_id, indicator, kind, id DESC
"""

# (measure, value, places) as it holds now; no target is adjusted twice.
TARGETS = """
SELECT t.measure, coalesce(a.value, t.value), coalesce(a.places, t.places)
FROM planning_target t LEFT JOIN planning_target a ON a.adjusts_id = t.id
WHERE t.centre_id = ANY(%(units)s) AND t.period = %(period)s AND t.adjusts_id IS NULL
"""

# (members, silent, attained, given); in these data nobody has reported.
BLOCKS = """
SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (
  SELECT FROM reports_periodreport r WHERE r.centre_id = m.unit_id AND r.period = %(period)s
    AND r.kind = 'unit' AND r.state = 'closed'))
FROM planning_blockmember m JOIN planning_block b ON b.id = m.block_id
WHERE b.centre_id = ANY(%(units)s) AND m.year = %(year)s
"""

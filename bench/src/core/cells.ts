/** The cells of a worksheet in the order they are keyed: surroundings, checks, then the tables. */

import { larger } from './doubt';
import { indicates } from './relations';
import type { Address, Check, Column, Definition, Plan, PlanRow, Table, Words2 } from './types';

export interface Cell extends Address {
  key: string;
  kind: 'number' | 'check';
  label: Words2;
  unit: string;
  required: boolean;
  /** Outside `min` and `max` it blocks; else it reminds. */
  blocking: boolean;
  /** Next goes through it; optional cells of tables are reached by tapping. */
  onWay: boolean;
  /** How many repeats the column has: the cell is number `repeat + 1` of them. */
  repeats: number;
  direction: 'up' | 'down' | null;
  /** Of tables: where the row stands and what it is compared with. */
  rowLabel: Words2 | null;
  reference: string | null;
  pointUnit: string;
  /** The reading should come near the reference. */
  indicates: boolean;
  limit: string | null;
  scale: string | null;
  min: string | null;
  max: string | null;
  items: { vi: string[]; en: string[] } | null;
  /** A "fail" here ends the work: what follows is not required. */
  stops: boolean;
}

export const ENVIRONMENT = 'environment';
export const CHECKS = 'checks';

export function keyOf(at: Address): string {
  return `${at.section}/${at.row}/${at.column}/${at.repeat}`;
}

const EMPTY = {
  row: 0,
  repeat: 0,
  repeats: 1,
  direction: null,
  rowLabel: null,
  reference: null,
  pointUnit: '',
  indicates: false,
  limit: null,
  scale: null,
  min: null,
  max: null,
  items: null,
  stops: false,
  blocking: false,
};

function cell(
  given: Pick<Cell, 'section' | 'column' | 'kind' | 'label' | 'unit' | 'required'> & Partial<Cell>,
): Cell {
  const made = { ...EMPTY, onWay: given.required, ...given };
  return { ...made, key: keyOf(made) };
}

/** Every cell that can be keyed; optional ones come after the required ones of their table. */
export function cellsOf(definition: Definition, plan: Plan | null): Cell[] {
  const surroundings = (definition.environment ?? []).map((field) =>
    cell({
      section: ENVIRONMENT,
      column: field.key,
      kind: 'number',
      label: field.label,
      unit: field.unit,
      required: field.required !== false,
      blocking: field.blocking !== false,
      onWay: true,
      min: field.min ?? null,
      max: field.max ?? null,
    }),
  );
  const checks = (definition.checks ?? []).map(checkCell);
  return [...surroundings, ...checks, ...definition.tables.flatMap((t) => tableCells(t, plan))];
}

function checkCell(check: Check): Cell {
  return cell({
    section: CHECKS,
    column: check.key,
    kind: 'check',
    label: check.label,
    unit: '',
    required: true,
    items: check.items ?? null,
    stops: check.stop_on_fail === true,
  });
}

export const isKeyed = (column: Column): boolean =>
  column.role === 'reading' || column.role === 'check';

/** The rows of a table as the plan froze them. */
export function rowsOf(table: Table, plan: Plan | null): PlanRow[] {
  return plan?.tables.find((one) => one.key === table.key)?.rows ?? [];
}

function tableCells(table: Table, plan: Plan | null): Cell[] {
  const rows = rowsOf(table, plan);
  const keyed = table.columns.filter(isKeyed);
  const order = table.order ?? [];
  const ordered = order.flatMap((key) => keyed.filter((column) => column.key === key));
  const others = keyed.filter((column) => !order.includes(column.key));
  const wanted = others.filter((column) => column.required !== false);
  const optional = others.filter((column) => column.required === false);
  const scale = rows.reduce((best, row) => larger(row.reference ?? '', best), '');
  const make = (row: PlanRow, column: Column): Cell[] =>
    columnCells(table, column, row, plan?.unit ?? '', scale || null);
  return [
    ...ordered.flatMap((column) => inDirection(rows, column).flatMap((row) => make(row, column))),
    ...rows.flatMap((row) => wanted.flatMap((column) => make(row, column))),
    ...rows.flatMap((row) => optional.flatMap((column) => make(row, column))),
  ];
}

/** Rising loads go down the page, falling loads back up it. */
function inDirection(rows: PlanRow[], column: Column): PlanRow[] {
  return column.direction === 'down' ? [...rows].reverse() : rows;
}

function columnCells(
  table: Table,
  column: Column,
  row: PlanRow,
  unit: string,
  scale: string | null,
): Cell[] {
  const repeats = Math.max(1, column.repeat ?? 1);
  return Array.from({ length: repeats }, (_, repeat) =>
    cell({
      section: table.key,
      row: row.row,
      column: column.key,
      repeat,
      repeats,
      kind: column.role === 'check' ? 'check' : 'number',
      label: column.label,
      unit: column.role === 'check' ? '' : column.unit || unit,
      required: column.required !== false,
      direction: column.direction ?? null,
      rowLabel: row.label ?? null,
      reference: row.reference || null,
      pointUnit: unit,
      indicates: indicates(table, column) && (!column.unit || column.unit === unit),
      limit: row.limit || null,
      scale,
    }),
  );
}

/** The next empty cell after `from` on the way, else the first empty required one. */
export function nextEmpty(cells: Cell[], from: string, filled: (key: string) => boolean): Cell | null {
  const start = cells.findIndex((one) => one.key === from) + 1;
  const after = cells.slice(start).find((one) => one.onWay && !filled(one.key));
  return after ?? cells.find((one) => one.required && !filled(one.key)) ?? null;
}

/** The neighbour on the way; an optional cell starts from where it stands. */
export function neighbour(cells: Cell[], from: string, step: 1 | -1): Cell | null {
  let at = cells.findIndex((one) => one.key === from) + step;
  while (cells[at] && !cells[at]?.onWay) at += step;
  return cells[at] ?? null;
}

/** What the work needs to know about the sheet: digits of a cell, whether a table has failed. */
export interface Standing {
  digitsAt: (key: string) => string | null;
  failed: (section: string) => boolean;
  /** Tables whose failure ends the work. */
  stopping: ReadonlySet<string>;
}

/** What still has to be keyed, and where a failure ended the work if one did. */
export function remaining(cells: Cell[], standing: Standing): { missing: Cell[]; stop: Cell | null } {
  const missing: Cell[] = [];
  for (const section of sectionsOf(cells)) {
    const mine = cells.filter((one) => one.section === section);
    for (const one of mine) {
      const digits = standing.digitsAt(one.key);
      if (one.stops && digits === 'fail') return { missing, stop: one };
      if (one.required && digits === null) missing.push(one);
    }
    const last = mine.at(-1) ?? null;
    const ended = standing.stopping.has(section) && standing.failed(section);
    if (ended && !missing.some((one) => one.section === section)) return { missing, stop: last };
  }
  return { missing, stop: null };
}

function sectionsOf(cells: Cell[]): string[] {
  return [...new Set(cells.map((one) => one.section))];
}

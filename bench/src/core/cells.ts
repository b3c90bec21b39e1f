/** The cells of a worksheet in the order they are keyed: surroundings, checks, then the tables. */

import { larger } from './doubt';
import { indicates } from './relations';
import { ADJUSTMENT, CHECKS, ENVIRONMENT, repeatsOf, type Laid } from './sections';
import type { Address, Check, Column, Definition, EnvironmentField, PlanRow, Words2 } from './types';

export interface Cell extends Address {
  key: string;
  kind: 'number' | 'check' | 'text';
  label: Words2;
  unit: string;
  required: boolean;
  /** Outside `min` and `max` it blocks; else it wants a reason. */
  blocking: boolean;
  /** Next goes through it; optional cells of tables are reached by tapping. */
  onWay: boolean;
  /** How many repeats the column has: the cell is number `repeat + 1` of them. */
  repeats: number;
  direction: 'up' | 'down' | null;
  /** Of tables: where the row stands and what it is compared with. */
  channel: number;
  phase: string;
  rowLabel: Words2 | null;
  reference: string | null;
  /** The reference names the point: it is said beside the cell. */
  named: boolean;
  pointUnit: string;
  /** What else names the row: the flow, the current, the power factor. */
  nominals: Nominal[];
  /** The reading should come near the reference. */
  indicates: boolean;
  limit: string | null;
  limitUnit: string;
  scale: string | null;
  min: string | null;
  max: string | null;
  items: { vi: string[]; en: string[] } | null;
  /** A "fail" here ends the work: what follows is not required. */
  stops: boolean;
  /** In a batch one entry serves all positions. */
  shared: boolean;
  /** In a batch: where on the bench; 0 where the cell stands for all positions. */
  position: number;
}

export interface Nominal {
  key: string;
  label: Words2;
  text: string;
  isNumber: boolean;
  unit: string;
}

export { ADJUSTMENT, CHECKS, ENVIRONMENT };

export function keyOf(at: Address): string {
  return `${at.section}/${at.row}/${at.column}/${at.repeat}`;
}

/** Where it is said that, and what, was adjusted. */
export const ADJUSTED = keyOf({ section: ADJUSTMENT, row: 0, column: 'note', repeat: 0 });

const EMPTY = {
  row: 0,
  repeat: 0,
  repeats: 1,
  direction: null,
  channel: 0,
  phase: '',
  rowLabel: null,
  reference: null,
  named: false,
  pointUnit: '',
  nominals: [],
  indicates: false,
  limit: null,
  limitUnit: '',
  scale: null,
  min: null,
  max: null,
  items: null,
  stops: false,
  blocking: false,
  shared: false,
  position: 0,
};

type Given = Pick<Cell, 'section' | 'column' | 'kind' | 'label' | 'unit' | 'required'> & Partial<Cell>;

function cell(given: Given): Cell {
  const made = { ...EMPTY, onWay: given.required, ...given };
  return { ...made, key: keyOf(made) };
}

/** Every cell that can be keyed; optional ones come after the required ones of their table. */
export function cellsOf(definition: Definition, laid: Laid[], adjustable = false): Cell[] {
  const surroundings = (definition.environment ?? []).map(climateCell);
  const checks = (definition.checks ?? []).map(checkCell);
  const wanted = laid.filter((one) => one.wanted);
  const note = adjustable ? [noteCell()] : [];
  const before = wanted.filter((one) => one.phase === '').flatMap(tableCells);
  const after = wanted.filter((one) => one.phase !== '').flatMap(tableCells);
  return [...surroundings, ...checks, ...before, ...note, ...after];
}

function climateCell(field: EnvironmentField): Cell {
  return cell({
    section: ENVIRONMENT,
    column: field.key,
    kind: field.type === 'text' ? 'text' : 'number',
    label: field.label,
    unit: field.unit ?? '',
    required: field.required === true,
    blocking: field.blocking === true,
    onWay: true,
    min: field.min ?? null,
    max: field.max ?? null,
  });
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

function noteCell(): Cell {
  const label = { vi: 'Đã hiệu chỉnh', en: 'Adjusted' };
  return cell({ section: ADJUSTMENT, column: 'note', kind: 'text', label, unit: '', required: false });
}

export const isKeyed = (column: Column): boolean =>
  column.role === 'reading' || column.role === 'check' || column.role === 'text';

const needed = (column: Column): boolean => column.required !== false;

function tableCells(laid: Laid): Cell[] {
  const { definition: table, rows } = laid;
  const keyed = table.columns.filter(isKeyed);
  const order = table.order ?? [];
  const ordered = order.flatMap((key) => keyed.filter((column) => column.key === key));
  const others = keyed.filter((column) => !order.includes(column.key));
  const wanted = others.filter(needed);
  const optional = others.filter((column) => !needed(column));
  const scale = rows.reduce((best, row) => larger(row.reference ?? '', best), '');
  const make = (row: PlanRow, column: Column): Cell[] => columnCells(laid, column, row, scale || null);
  if (table.by_row) {
    const along = [...ordered, ...wanted, ...optional];
    return rows.flatMap((row) => along.flatMap((column) => make(row, column)));
  }
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

const KINDS: Record<string, Cell['kind']> = { check: 'check', text: 'text' };

function columnCells(laid: Laid, column: Column, row: PlanRow, scale: string | null): Cell[] {
  const repeats = repeatsOf(column, row);
  const unit = row.unit || laid.unit;
  const kind = KINDS[column.role] ?? 'number';
  const required = needed(column);
  return Array.from({ length: repeats }, (_, repeat) =>
    cell({
      section: laid.key,
      row: row.row,
      column: column.key,
      repeat,
      repeats,
      kind,
      label: column.label,
      unit: kind === 'number' ? column.unit || unit : '',
      required: required && laid.definition.optional !== true,
      onWay: required,
      direction: column.direction || null,
      channel: laid.channel,
      phase: laid.phase,
      rowLabel: row.label ?? null,
      reference: row.reference || null,
      named: isNamed(laid, row),
      pointUnit: unit,
      nominals: nominalsOf(laid, row),
      indicates: indicates(laid.definition, column) && (!column.unit || column.unit === unit),
      limit: row.limit || null,
      limitUnit: row.error_unit || laid.errorUnit || unit,
      scale,
      shared: column.shared === true,
    }),
  );
}

/** A value that is set or loaded names the point; a zero that errors are counted from does not. */
function isNamed({ definition }: Laid, row: PlanRow): boolean {
  const shown = definition.columns.some((column) => column.role === 'reference');
  return shown || !row.label || (definition.reference ?? '') in (row.parameters ?? {});
}

/** What the columns of role `nominal` say of a row. */
export function nominalsOf(laid: Laid, row: PlanRow): Nominal[] {
  return laid.definition.columns.flatMap((column) => {
    const value = column.role === 'nominal' ? row.values?.[column.key] : undefined;
    if (value === undefined || value === null || typeof value === 'boolean') return [];
    const text = Array.isArray(value) ? value[0] : value;
    return [{ key: column.key, label: column.label, text, isNumber: Array.isArray(value), unit: column.unit ?? '' }];
  });
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
  /** Sections whose failure ends the work. */
  stopping: ReadonlySet<string>;
  /** Sections that may stay blank as a whole; begun, they are to be completed. */
  optional: ReadonlySet<string>;
}

export interface Remaining {
  missing: Cell[];
  /** Where a failure ended the work, if one did. */
  stop: Cell | null;
  /** Cells that a failure before them made needless. */
  over: ReadonlySet<string>;
}

/** What still has to be keyed, up to a failure that ends it. */
export function remaining(cells: Cell[], standing: Standing): Remaining {
  const missing: Cell[] = [];
  const over = new Set<string>();
  const ended = new Set<number>();
  let stop: Cell | null = null;
  for (const section of sectionsOf(cells)) {
    const mine = cells.filter((one) => one.section === section);
    const begun = standing.optional.has(section) && mine.some((one) => standing.digitsAt(one.key) !== null);
    for (const one of mine) {
      const digits = standing.digitsAt(one.key);
      if (ended.has(EVERYTHING) || ended.has(WHOLE) || ended.has(one.channel)) over.add(one.key);
      else if (one.stops && digits === 'fail') {
        ended.add(EVERYTHING);
        stop = one;
      } else if ((one.required || (begun && one.onWay)) && digits === null) missing.push(one);
    }
    const [first] = mine;
    const blank = missing.some((one) => one.section === section);
    if (first && standing.stopping.has(section) && standing.failed(section) && !blank) {
      ended.add(first.channel);
      stop ??= mine.at(-1) ?? null;
    }
  }
  return { missing, stop, over };
}

/** A failed check ends all; a failed table its channel, and all where it has none. */
const EVERYTHING = -1;
const WHOLE = 0;

function sectionsOf(cells: Cell[]): string[] {
  return [...new Set(cells.map((one) => one.section))];
}

/** Error and verdict of a row as the reader of the tablet may see them before the server says. */

import { compare, dec, plain, type Dec } from './decimal';
import { evaluate, isDec, type Env, type Value } from './evaluate';
import { conjuncts, formula, namesIn, type Node } from './formula';
import { dependents, overlaps } from './relations';
import type { Column, PlanRow, Table } from './types';

export type DigitsAt = (column: string, repeat: number) => string | null;

export interface Preview {
  /** Computed columns that can be computed already, as canonical digits. */
  computed: Map<string, string>;
  verdict: 'pass' | 'fail' | null;
  /** Of one column alone: do the rules that look at it hold so far? */
  soFar: (column: string) => 'pass' | 'fail' | null;
}

export interface Given {
  facts: Record<string, string>;
  unit: string;
  /** Verification decides; calibration and testing report values. */
  judged: boolean;
  /** A guarded rule needs U, which only the server has. */
  guarded: boolean;
}

export function previewOf(table: Table, row: PlanRow, given: Given, digitsAt: DigitsAt): Preview {
  const env = environment(table, row, given, digitsAt);
  const computed = compute(table, env, placesOf(table, row, digitsAt));
  const rules = given.judged ? rulesOf(table, env) : [];
  return {
    computed,
    verdict: verdictOf(rules, env),
    soFar: (column) => columnVerdict(table, rules, env, column),
  };
}

function environment(
  table: Table,
  row: PlanRow,
  { facts, unit, guarded }: Given,
  digitsAt: DigitsAt,
): Map<string, Value> {
  const env = new Map<string, Value>();
  for (const [key, text] of Object.entries(facts)) env.set(key, fact(text, unit));
  for (const [key, text] of Object.entries(row.parameters ?? {})) env.set(key, dec(text) ?? text);
  if (row.limit && !guarded) env.set('mpe', dec(row.limit) ?? undefined);
  if (table.reference) env.set(table.reference, dec(row.reference ?? '') ?? undefined);
  for (const column of table.columns) {
    if (column.role === 'reference') env.set(column.key, dec(row.reference ?? '') ?? undefined);
    if (column.role === 'reading') env.set(column.key, keyedValue(column, digitsAt));
    if (column.role === 'check') env.set(column.key, digitsAt(column.key, 0) ?? undefined);
  }
  return env;
}

/** "10 bar" counts only in the unit of the table: the tablet converts nothing. */
function fact(text: string, unit: string): Value {
  const [number = '', written] = String(text).split(/\s+/u, 2);
  const value = dec(number);
  if (!value) return text;
  return written === undefined || written === unit ? value : undefined;
}

/** A required cell without digits is not known yet; an optional one is blank. */
function keyedValue(column: Column, digitsAt: DigitsAt): Value {
  const blank = column.required === false ? null : undefined;
  const repeats = Math.max(1, column.repeat ?? 1);
  const texts = Array.from({ length: repeats }, (_, repeat) => digitsAt(column.key, repeat));
  const values = texts.map((text) => (text === null ? null : dec(text)));
  if (repeats === 1) return values[0] ?? blank;
  return values.every((value): value is Dec => value !== null) ? values : blank;
}

function compute(table: Table, env: Map<string, Value>, places: number): Map<string, string> {
  const found = new Map<string, string>();
  for (const column of table.columns) {
    const node = column.role === 'computed' && column.expr ? formula(column.expr) : null;
    if (!node) continue;
    const value = evaluate(node, env);
    env.set(column.key, value);
    if (isDec(value)) found.set(column.key, plain(value, places));
  }
  return found;
}

/** As many decimals as were written, and two more for what division makes. */
function placesOf(table: Table, row: PlanRow, digitsAt: DigitsAt): number {
  const texts = table.columns.map((column) => digitsAt(column.key, 0) ?? '');
  const lengths = [row.reference ?? '', ...texts].map((text) => text.split('.')[1]?.length ?? 0);
  return Math.max(...lengths) + 2;
}

function rulesOf(table: Table, env: Env): Node[] {
  return (table.acceptance ?? []).flatMap((rule) => {
    const when = rule.when ? formula(rule.when) : null;
    if (when && evaluate(when, env) === false) return [];
    const node = formula(rule.expr);
    return node ? [node] : [];
  });
}

function verdictOf(rules: Node[], env: Env): 'pass' | 'fail' | null {
  const answers = rules.map((rule) => evaluate(rule, env));
  if (answers.includes(false)) return 'fail';
  return answers.length > 0 && answers.every((answer) => answer === true) ? 'pass' : null;
}

function columnVerdict(table: Table, rules: Node[], env: Env, column: string): 'pass' | 'fail' | null {
  if (env.get(column) === undefined || env.get(column) === null) return null;
  const touched = dependents(table, column);
  const mine = rules.flatMap(conjuncts).filter((part) => overlaps(namesIn(part), touched));
  const known = mine.map((part) => evaluate(part, env)).filter((one) => typeof one === 'boolean');
  if (known.length === 0) return null;
  return known.includes(false) ? 'fail' : 'pass';
}

/** Outside its bounds? Null when there is nothing to compare. */
export function outside(digits: string, min: string | null, max: string | null): boolean | null {
  const value = dec(digits);
  const [low, high] = [min ? dec(min) : null, max ? dec(max) : null];
  if (!value || (!low && !high)) return null;
  return (low !== null && compare(value, low) < 0) || (high !== null && compare(value, high) > 0);
}

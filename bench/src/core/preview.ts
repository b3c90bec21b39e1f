/** Error and verdict of a row as the reader of the tablet may see them before the server says. */

import { compare, dec, plain, type Dec } from './decimal';
import { evaluate, isDec, type Env, type Value } from './evaluate';
import { conjuncts, formula, namesIn, type Node } from './formula';
import { dependents, overlaps } from './relations';
import { repeatsOf, type Laid } from './sections';
import type { Bundle, Column, Definition, FactField, PlanRow, RowStandard, RowValue, Table } from './types';

export type DigitsAt = (column: string, repeat: number) => string | null;

export interface Preview {
  /** Every name of the row with its value: what other tables may use of it. */
  env: Env;
  /** Computed columns that can be computed already, as canonical digits. */
  computed: Map<string, string>;
  verdict: 'pass' | 'fail' | null;
  /** Of one column alone: do the rules that look at it hold so far? */
  soFar: (column: string) => 'pass' | 'fail' | null;
}

export interface Given {
  /** Facts, constants and the job, as formulas see them. */
  names: ReadonlyMap<string, Value>;
  /** A rule judges the points; else values are reported. */
  judged: boolean;
  /** The rule needs U, which only the server has. */
  guarded: boolean;
}

/** What previews of a worksheet are computed from, beside the readings. */
export function givenBy(bundle: Bundle | null): Given {
  const verification = bundle?.job.service === 'verification';
  const rule = (verification ? bundle?.definition?.decision_rule : bundle?.job.conformity) ?? '';
  return {
    names: bundle?.definition ? namesOf(bundle, bundle.definition) : new Map(),
    judged: verification || rule !== '',
    guarded: rule !== '' && rule !== 'simple',
  };
}

function namesOf(bundle: Bundle, definition: Definition): Map<string, Value> {
  const told = Object.entries(bundle.names ?? {});
  if (told.length > 0) return new Map(told.map(([key, value]) => [key, rowValue(value)]));
  const names = new Map<string, Value>();
  for (const one of definition.constants ?? []) names.set(one.key, dec(one.value) ?? undefined);
  names.set('regime', bundle.facts['regime'] ?? bundle.job.regime ?? '');
  names.set('service', bundle.facts['service'] ?? bundle.job.service);
  for (const field of definition.fields ?? []) {
    names.set(field.key, factOf(field, bundle.facts[field.key], bundle.plan?.unit ?? ''));
  }
  return names;
}

const isWords = (field: FactField): boolean =>
  field.type === 'choice' || field.type === 'text' || field.type === 'table';

/** "10 bar" counts only in the unit of the formulas: the tablet converts nothing. */
function factOf(field: FactField, text: string | undefined, unit: string): Value {
  if (text === undefined || text === '') return null;
  if (isWords(field)) return text;
  if (field.type === 'boolean') return text === 'yes';
  const [number = '', written] = text.split(/\s+/u, 2);
  const value = dec(number);
  if (!value) return text;
  return written === undefined || written === (field.unit || unit) ? value : undefined;
}

export function previewOf(laid: Laid, row: PlanRow, given: Given, digitsAt: DigitsAt): Preview {
  const table = laid.definition;
  const env = environment(laid, row, given, digitsAt);
  const computed = compute(table, env, placesOf(table, row, digitsAt));
  const rules = given.judged ? rulesOf(table, env) : [];
  return {
    env,
    computed,
    verdict: verdictOf(rules, env),
    soFar: (column) => columnVerdict(table, rules, env, column),
  };
}

function environment(laid: Laid, row: PlanRow, given: Given, digitsAt: DigitsAt): Map<string, Value> {
  const table = laid.definition;
  const env = new Map<string, Value>(given.names);
  setStandard(env, standardOf(laid, row));
  for (const [key, value] of Object.entries(row.values ?? {})) env.set(key, rowValue(value));
  for (const [key, text] of Object.entries(row.parameters ?? {})) env.set(key, dec(text) ?? text);
  const limit = row.limit ? (dec(row.limit) ?? undefined) : undefined;
  env.set('limit', limit);
  env.set('mpe', given.guarded ? undefined : limit);
  env.set('U', undefined);
  const reference = row.reference ? (dec(row.reference) ?? undefined) : undefined;
  if (table.reference && !env.has(table.reference)) env.set(table.reference, reference);
  for (const column of table.columns) {
    if (column.role === 'reference' && !env.has(column.key)) env.set(column.key, reference);
    if (column.role === 'reading') env.set(column.key, keyedValue(column, row, digitsAt));
    if (column.role === 'check' || column.role === 'text') {
      env.set(column.key, digitsAt(column.key, 0) ?? undefined);
    }
  }
  return env;
}

const rowValue = (value: RowValue): Value => (Array.isArray(value) ? (dec(value[0]) ?? null) : value);

/** The standard that supports a row: named by the row, by the table, or the only one. */
export function standardOf(laid: Laid, row: PlanRow): RowStandard | null {
  const standards = row.standards ?? {};
  const slot = row.standard || laid.definition.standard;
  return (slot ? standards[slot] : Object.values(standards)[0]) ?? null;
}

function setStandard(env: Map<string, Value>, standard: RowStandard | null): void {
  if (!standard) return;
  const { corr, U, k, dev } = standard;
  const told = { corr_std: corr, U_std: U, k_std: k, dev_std: dev };
  for (const [name, text] of Object.entries(told)) env.set(name, text ? (dec(text) ?? null) : null);
}

/** A required cell without digits is not known yet; an optional one is blank. */
function keyedValue(column: Column, row: PlanRow, digitsAt: DigitsAt): Value {
  const blank = column.required === false ? null : undefined;
  const repeats = repeatsOf(column, row);
  const texts = Array.from({ length: repeats }, (_, repeat) => digitsAt(column.key, repeat));
  const values = texts.map((text) => (text === null ? null : dec(text)));
  // A column of repeats is a list in formulas, even where a row wants only one of them.
  if (Math.max(1, column.repeat ?? 1) === 1) return values[0] ?? blank;
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
export function placesOf(table: Table, row: PlanRow, digitsAt: DigitsAt): number {
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

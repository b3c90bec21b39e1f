/** Which columns of a table hang on which. */

import { formula, namesIn } from './formula';
import type { Column, Table } from './types';

export function overlaps(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].some((name) => b.has(name));
}

function namesOf(source: string | null | undefined): Set<string> {
  const node = source ? formula(source) : null;
  return node ? namesIn(node) : new Set();
}

/** A column and every computed column that hangs on it. */
export function dependents(table: Table, column: string): Set<string> {
  const found = new Set([column]);
  for (const one of table.columns) {
    if (one.role === 'computed' && overlaps(namesOf(one.expr), found)) found.add(one.key);
  }
  return found;
}

/** The computed columns that hang on a column: what its cell makes visible. */
export function shownFor(table: Table, column: string): Column[] {
  const touched = dependents(table, column);
  return table.columns.filter((one) => one.role === 'computed' && touched.has(one.key));
}

/** Does the column say what the reference says? Only then is "far from nominal" a slip. */
export function indicates(table: Table, column: Column): boolean {
  if (column.role !== 'reading' || column.required === false) return false;
  const reference = table.reference;
  if (!reference) return false;
  const touched = dependents(table, column.key);
  if (overlaps(namesOf(table.indication), touched)) return true;
  return table.columns.some((one) => touched.has(one.key) && namesOf(one.expr).has(reference));
}

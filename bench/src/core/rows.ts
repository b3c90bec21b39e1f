/** Each row of each table as it is shown: the server's result where it covers the readings. */

import { isKeyed, keyOf, rowsOf } from './cells';
import { previewOf, type Given, type Preview } from './preview';
import type { Sheet } from './sheet';
import type { Bundle, PlanRow, Result, Table } from './types';

export interface RowView {
  row: PlanRow;
  computed: ReadonlyMap<string, string>;
  verdict: '' | 'pass' | 'fail' | 'reported';
  /** The verdict is told here, ahead of the server: a failure shows before the row is complete. */
  early: boolean;
  /** "server": what counts. "preview": computed here from readings the server has not answered. */
  from: 'server' | 'preview';
  /** What rules that look at one column say so far. */
  soFar: Preview['soFar'];
}

export type RowViews = ReadonlyMap<string, RowView>;

export const rowKey = (section: string, row: number): string => `${section}/${row}`;

/** What a preview is computed from, beside the readings. */
export function givenBy(bundle: Bundle | null): Given {
  return {
    facts: bundle?.facts ?? {},
    unit: bundle?.plan?.unit ?? '',
    judged: bundle?.job.service === 'verification',
    guarded: bundle?.definition?.decision_rule === 'guarded',
  };
}

export function rowViews(bundle: Bundle, sheet: Sheet): RowViews {
  const given = givenBy(bundle);
  const results = new Map(bundle.results.map((one) => [rowKey(one.section, one.row), one]));
  const views = new Map<string, RowView>();
  for (const table of bundle.definition?.tables ?? []) {
    for (const row of rowsOf(table, bundle.plan)) {
      const key = rowKey(table.key, row.row);
      views.set(key, viewOf(table, row, given, sheet, results.get(key)));
    }
  }
  return views;
}

function viewOf(
  table: Table,
  row: PlanRow,
  given: Given,
  sheet: Sheet,
  result: Result | undefined,
): RowView {
  const at = (column: string, repeat: number): string =>
    keyOf({ section: table.key, row: row.row, column, repeat });
  const preview = previewOf(table, row, given, (c, r) => sheet.get(at(c, r))?.digits ?? null);
  if (!result || hasUnsent(table, sheet, at)) {
    return { ...preview, row, verdict: preview.verdict ?? '', early: true, from: 'preview' };
  }
  const verdict = result.verdict || (preview.verdict ?? '');
  const early = result.verdict === '';
  return { row, computed: computedOf(result), verdict, early, from: 'server', soFar: preview.soFar };
}

/** Something of the row waits here: the server's result is of older readings. */
function hasUnsent(table: Table, sheet: Sheet, at: (c: string, r: number) => string): boolean {
  return table.columns.filter(isKeyed).some((column) =>
    Array.from({ length: Math.max(1, column.repeat ?? 1) }).some((_, repeat) => {
      const held = sheet.get(at(column.key, repeat));
      return held !== undefined && held.state !== 'sent';
    }),
  );
}

function computedOf(result: Result): Map<string, string> {
  const found: Record<string, string | null> =
    typeof result.computed === 'string' ? JSON.parse(result.computed || '{}') : result.computed;
  const texts = Object.entries(found).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return new Map(texts);
}

/** Whether a table has a point that failed. */
export function failedIn(bundle: Bundle, views: RowViews, section: string): boolean {
  const rows = bundle.plan?.tables.find((one) => one.key === section)?.rows ?? [];
  return rows.some((row) => views.get(rowKey(section, row.row))?.verdict === 'fail');
}

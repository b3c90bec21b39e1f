/** Each row of each table as it is shown: the server's result where it covers the readings. */

import { isKeyed, keyOf } from './cells';
import { previewOf, type Given, type Preview } from './preview';
import { repeatsOf, type Laid } from './sections';
import type { Sheet } from './sheet';
import type { Bundle, PlanRow, Result, Verdict } from './types';

export interface RowView {
  row: PlanRow;
  computed: ReadonlyMap<string, string>;
  verdict: Verdict;
  /** The verdict is told here, ahead of the server: a failure shows before the row is complete. */
  early: boolean;
  /** "server": what counts. "preview": computed here from readings the server has not answered. */
  from: 'server' | 'preview';
  /** What rules that look at one column say so far. */
  soFar: Preview['soFar'];
}

export type RowViews = ReadonlyMap<string, RowView>;

export const rowKey = (section: string, row: number): string => `${section}/${row}`;

export function rowViews(bundle: Bundle, laid: Laid[], given: Given, sheet: Sheet): RowViews {
  const results = new Map(bundle.results.map((one) => [rowKey(one.section, one.row), one]));
  const views = new Map<string, RowView>();
  for (const table of laid) {
    for (const row of table.rows) {
      const key = rowKey(table.key, row.row);
      views.set(key, viewOf(table, row, given, sheet, results.get(key)));
    }
  }
  return views;
}

function viewOf(laid: Laid, row: PlanRow, given: Given, sheet: Sheet, result: Result | undefined): RowView {
  const at = (column: string, repeat: number): string =>
    keyOf({ section: laid.key, row: row.row, column, repeat });
  const preview = previewOf(laid, row, given, (c, r) => sheet.get(at(c, r))?.digits ?? null);
  if (!result || hasUnsent(laid, row, sheet, at)) {
    return { ...preview, row, verdict: preview.verdict ?? '', early: true, from: 'preview' };
  }
  const verdict = result.verdict || (preview.verdict ?? '');
  const early = result.verdict === '';
  return { row, computed: computedOf(result), verdict, early, from: 'server', soFar: preview.soFar };
}

/** Something of the row waits here: the server's result is of older readings. */
function hasUnsent(laid: Laid, row: PlanRow, sheet: Sheet, at: (c: string, r: number) => string): boolean {
  return laid.definition.columns.filter(isKeyed).some((column) =>
    Array.from({ length: repeatsOf(column, row) }).some((_, repeat) => {
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

/** Whether a section has a point that failed. */
export function failedIn(laid: Laid[], views: RowViews, section: string): boolean {
  const rows = laid.find((one) => one.key === section)?.rows ?? [];
  return rows.some((row) => views.get(rowKey(section, row.row))?.verdict === 'fail');
}

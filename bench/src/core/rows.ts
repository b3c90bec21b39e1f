/** Each row of each table as it is shown: the server's result where it covers the readings. */

import { isKeyed, keyOf } from './cells';
import { dec, plain } from './decimal';
import { isDec, type Value } from './evaluate';
import { placesOf, previewOf, type Given, type Preview } from './preview';
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

/** The rows of a worksheet, and what each section's formulas are given. */
export interface Told {
  rows: RowViews;
  givens: ReadonlyMap<string, Given>;
}

export function rowViews(bundle: Bundle, laid: Laid[], given: Given, sheet: Sheet): Told {
  const results = new Map(bundle.results.map((one) => [rowKey(one.section, one.row), one]));
  const rows = new Map<string, RowView>();
  const givens = new Map<string, Given>();
  const across = new Across();
  for (const table of laid.filter((one) => one.wanted)) {
    const mine = { ...given, names: new Map([...given.names, ...across.seenBy(table)]) };
    givens.set(table.key, mine);
    const previews = table.rows.map((row) => previewOf(table, row, mine, digitsIn(table, row, sheet)));
    table.rows.forEach((row, i) => {
      const key = rowKey(table.key, row.row);
      const preview = previews[i];
      if (preview) rows.set(key, viewOf(table, row, preview, sheet, results.get(key)));
    });
    across.show(table, previews);
  }
  return { rows, givens };
}

const digitsIn =
  (laid: Laid, row: PlanRow, sheet: Sheet) =>
  (column: string, repeat: number): string | null =>
    sheet.get(keyOf({ section: laid.key, row: row.row, column, repeat }))?.digits ?? null;

/** `table_column`: what formulas of a table see of those before it, of their channel and phase. */
class Across {
  private readonly found = new Map<string, Map<string, Value>>();

  seenBy(laid: Laid): Map<string, Value> {
    const places = [[0, ''], [laid.channel, ''], [0, laid.phase], [laid.channel, laid.phase]] as const;
    return new Map(places.flatMap((place) => [...(this.found.get(place.join('!')) ?? [])]));
  }

  show(laid: Laid, previews: Preview[]): void {
    const place = [laid.channel, laid.phase].join('!');
    const there = this.found.get(place) ?? new Map<string, Value>();
    this.found.set(place, there);
    for (const key of Object.keys(laid.rows[0]?.parameters ?? {})) {
      there.set(`${laid.table}_${key}`, previews[0]?.env.get(key));
    }
    for (const { key, role } of laid.definition.columns) {
      if (role !== 'reading' && role !== 'computed') continue;
      const values = previews.flatMap((one) => one.env.get(key) ?? null);
      there.set(`${laid.table}_${key}`, values.every(isDec) ? values : undefined);
    }
  }
}

function viewOf(
  laid: Laid,
  row: PlanRow,
  preview: Preview,
  sheet: Sheet,
  result: Result | undefined,
): RowView {
  if (!result || hasUnsent(laid, row, sheet)) {
    return { ...preview, row, verdict: preview.verdict ?? '', early: true, from: 'preview' };
  }
  const verdict = result.verdict || (preview.verdict ?? '');
  const early = result.verdict === '';
  const computed = computedOf(result, placesOf(laid.definition, row, digitsIn(laid, row, sheet)));
  return { row, computed, verdict, early, from: 'server', soFar: preview.soFar };
}

/** Something of the row waits here: the server's result is of older readings. */
function hasUnsent(laid: Laid, row: PlanRow, sheet: Sheet): boolean {
  return laid.definition.columns.filter(isKeyed).some((column) =>
    Array.from({ length: repeatsOf(column, row) }).some((_, repeat) => {
      const held = sheet.get(keyOf({ section: laid.key, row: row.row, column: column.key, repeat }));
      return held !== undefined && held.state !== 'sent';
    }),
  );
}

/** The server's forty digits, cut to what is worth reading here. */
function computedOf(result: Result, places: number): Map<string, string> {
  const found: Record<string, string | null> =
    typeof result.computed === 'string' ? JSON.parse(result.computed || '{}') : result.computed;
  const texts = Object.entries(found).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return new Map(
    texts.map(([key, text]) => {
      const value = dec(text);
      return [key, value ? plain(value, places) : text];
    }),
  );
}

/** Whether a section has a point that failed. */
export function failedIn(laid: Laid[], views: RowViews, section: string): boolean {
  const rows = laid.find((one) => one.key === section)?.rows ?? [];
  return rows.some((row) => views.get(rowKey(section, row.row))?.verdict === 'fail');
}

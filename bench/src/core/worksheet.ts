/** One worksheet as it stands: the server's bundle covered by what waits on this device. */

import { ADJUSTED, cellsOf, keyOf, remaining, type Cell, type Remaining } from './cells';
import type { Entry } from './outbox';
import { givenBy, type Given } from './preview';
import { failedIn, rowKey, rowViews, type RowViews } from './rows';
import { channelsOf, laidOut, LEFT, type Laid } from './sections';
import { openReturns, sheetOf, type Sheet } from './sheet';
import type { Bundle, CellReturn, Verdict, Words2 } from './types';

export interface ChannelView {
  channel: number;
  label: Words2 | string;
  verdict: Verdict;
  missing: number;
}

export class Worksheet {
  readonly sheet: Sheet;
  readonly laid: Laid[];
  readonly cells: Cell[];
  readonly rows: RowViews;
  readonly given: Given;
  private readonly givens: ReadonlyMap<string, Given>;
  readonly returns: CellReturn[];
  /** Something was adjusted: what comes after it is wanted. */
  readonly adjusted: boolean;
  private readonly byKey: ReadonlyMap<string, Cell>;
  private readonly left: Remaining;

  constructor(
    readonly bundle: Bundle,
    entries: Entry[],
  ) {
    this.sheet = sheetOf(bundle, entries);
    this.adjusted = this.sheet.has(ADJUSTED);
    this.laid = laidOut(bundle.definition, bundle.plan, this.adjusted);
    this.cells = bundle.definition ? cellsOf(bundle.definition, this.laid, this.adjustable) : [];
    this.byKey = new Map(this.cells.map((one) => [one.key, one]));
    this.given = givenBy(bundle);
    const told = rowViews(bundle, this.laid, this.given, this.sheet);
    this.rows = told.rows;
    this.givens = told.givens;
    this.returns = openReturns(bundle, entries);
    this.left = remaining(this.cells, {
      digitsAt: (key) => this.sheet.get(key)?.digits ?? null,
      failed: (section) => failedIn(this.laid, this.rows, section),
      // What was found before an adjustment ends nothing.
      stopping: sectionsWith(
        this.laid,
        (one) => one.definition.stop_on_fail === true && (one.phase === LEFT) === this.adjusted,
      ),
      optional: sectionsWith(this.laid, (one) => one.definition.optional === true),
    });
  }

  get job(): number {
    return this.bundle.job.id;
  }

  /** The plan has tables for after an adjustment. */
  get adjustable(): boolean {
    return this.laid.some((one) => one.phase === LEFT);
  }

  get missing(): Cell[] {
    return this.left.missing;
  }

  /** The cell at which a failure ended the work. */
  get stopped(): Cell | null {
    return this.left.stop;
  }

  /** A failure before this cell made it needless. */
  isOver(key: string): boolean {
    return this.left.over.has(key);
  }

  cellAt(key: string | null): Cell | null {
    return (key !== null && this.byKey.get(key)) || null;
  }

  laidAt(section: string): Laid | null {
    return this.laid.find((one) => one.key === section) ?? null;
  }

  /** What previews of a section are computed from, beside its readings. */
  givenAt(section: string): Given {
    return this.givens.get(section) ?? this.given;
  }

  /** What the server has in a cell, whatever waits here. */
  serverDigitsAt(key: string): string | null {
    const live = this.bundle.readings.find((one) => !one.superseded && keyOf(one) === key);
    return live?.digits ?? null;
  }

  /** Each channel with its verdict: the server's, else a failure that shows already. */
  get channels(): ChannelView[] {
    const named = this.bundle.channels ?? this.bundle.plan?.channels ?? [];
    return channelsOf(this.laid, this.bundle.plan?.channels ?? named).map((one) => ({
      ...one,
      missing: this.missing.filter((cell) => cell.channel === one.channel).length,
      verdict: this.verdictOf(one.channel, named.find((each) => each.channel === one.channel)?.verdict),
    }));
  }

  private verdictOf(channel: number, told: Verdict | undefined): Verdict {
    const unsent = [...this.sheet].some(
      ([key, held]) => held.state !== 'sent' && this.byKey.get(key)?.channel === channel,
    );
    if (told && !unsent) return told;
    const decisive = this.laid.filter(
      (one) => one.channel === channel && one.wanted && (one.phase === LEFT) === this.adjusted,
    );
    const verdicts = decisive.flatMap((one) =>
      one.rows.map((row) => this.rows.get(rowKey(one.key, row.row))?.verdict ?? ''),
    );
    return verdicts.includes('fail') ? 'fail' : '';
  }
}

function sectionsWith(laid: Laid[], test: (one: Laid) => boolean): Set<string> {
  return new Set(laid.filter(test).map((one) => one.key));
}

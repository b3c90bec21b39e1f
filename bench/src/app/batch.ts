/** The page of a batch: instruments read together, position by position, then the next point. */

import { ADJUSTMENT, CHECKS, ENVIRONMENT, keyOf, type Cell } from '../core/cells';
import { LEFT } from '../core/sections';
import type { Held } from '../core/sheet';
import type { BatchBundle, Refusal } from '../core/types';
import { Worksheet } from '../core/worksheet';
import type { Beginning } from '../device/api';
import { pointIn } from './bench';
import { Desk, phaseOf, type DeskParts, type Phase, type Point, type Target } from './desk';

export interface BatchParts extends DeskParts {
  id: number;
}

export interface Place {
  position: number;
  worksheet: Worksheet;
}

/** Digits of a cell that stands for all positions, where they differ. */
export const MIXED = 'mixed';
/** A batch asks for many worksheets at once: less often. */
const FRESH_MS = 40_000;

const EMPTY: Held = {
  id: '', digits: '', unit: '', taken_at: '', state: 'sent', why: '', supersedes: null, reviewed: null, theirs: null,
};

export class BatchDesk extends Desk {
  readonly id: number;
  batch: BatchBundle | null = null;
  places: Place[] = [];
  /** Why a position could not be handed in, by position. */
  refusals = new Map<number, Refusal>();
  private list: Cell[] = [];
  private byKey = new Map<string, Cell>();
  private left: Cell[] = [];
  protected override readonly freshMs = FRESH_MS;

  constructor({ id, ...parts }: BatchParts) {
    super(parts);
    this.id = id;
  }

  get worksheets(): Worksheet[] {
    return this.places.map((one) => one.worksheet);
  }

  get cells(): Cell[] {
    return this.list;
  }

  get missing(): Cell[] {
    return this.left;
  }

  /** One instrument that fails does not end the work of the others. */
  get stopped(): Cell | null {
    return null;
  }

  get returned(): string[] {
    return this.measured.flatMap(({ position, worksheet }) =>
      worksheet.returns.map((one) => at(position, keyOf(one))),
    );
  }

  /** The positions that are being measured. */
  get measured(): Place[] {
    return this.places.filter((one) => one.worksheet.bundle.job.state === 'measuring');
  }

  cellAt(key: string | null): Cell | null {
    return (key !== null && this.byKey.get(key)) || null;
  }

  placeAt(position: number): Place | null {
    return this.places.find((one) => one.position === position) ?? null;
  }

  held(key: string): Held | null {
    const { position, cell } = split(key);
    if (position > 0) return this.placeAt(position)?.worksheet.sheet.get(cell) ?? null;
    return combined(this.reached(cell).map(({ worksheet }) => worksheet.sheet.get(cell) ?? null));
  }

  isOver(key: string): boolean {
    const { position, cell } = split(key);
    if (position > 0) return this.placeAt(position)?.worksheet.isOver(cell) ?? false;
    const reached = this.reached(cell);
    return reached.length > 0 && reached.every(({ worksheet }) => worksheet.isOver(cell));
  }

  targets(cell: Cell): Target[] {
    const key = keyOf(cell);
    const places = cell.position > 0 ? [this.placeAt(cell.position)] : this.reached(key);
    return places.flatMap((one) =>
      one ? [{ worksheet: one.worksheet, held: one.worksheet.sheet.get(key) ?? null }] : [],
    );
  }

  point(cell: Cell): Point | null {
    const place = cell.position > 0 ? this.placeAt(cell.position) : this.reached(keyOf(cell))[0];
    return pointIn(place?.worksheet ?? null, cell);
  }

  /** The positions that have a cell; what one entry for all of them fills. */
  private reached(cell: string): Place[] {
    return this.measured.filter(({ worksheet }) => worksheet.cellAt(cell) !== null);
  }

  async start(beginning: Beginning): Promise<void> {
    await this.working(async () => {
      const answer = await this.asked(() => this.api.startBatch(this.id, beginning));
      if (answer?.ok) await this.ask();
    });
  }

  /** Hands in every worksheet; those that are refused say why and stay. */
  async submit(): Promise<void> {
    await this.working(async () => {
      this.refusals = new Map();
      await this.sync.flush();
      const { waiting, refused } = this.counts;
      if (waiting + refused > 0) return;
      for (const { position, worksheet } of this.measured) {
        const answer = await this.asked(() => this.api.submit(worksheet.job));
        if (!answer) break;
        if (answer.refusal) this.refusals.set(position, answer.refusal);
        this.tell();
      }
      this.refusal = null;
      await this.ask();
    });
  }

  protected async kept(): Promise<void> {
    const batch = await this.store.batch(this.id);
    if (batch) this.show(batch, true);
  }

  protected async fetch(): Promise<void> {
    const answer = await this.asked(() => this.api.batch(this.id));
    if (!answer?.body) return;
    this.failure = null;
    this.show(answer.body, false);
    await this.outbox.seen(answer.body.places.flatMap((one) => one.bundle.readings.map((each) => each.id)));
    await this.store.keepBatch(this.id, answer.body).catch(() => undefined);
  }

  private show(batch: BatchBundle, stale: boolean): void {
    this.batch = batch;
    this.stale = stale;
    this.refresh();
  }

  protected refresh(): void {
    const places = [...(this.batch?.places ?? [])].sort((a, b) => a.position - b.position);
    this.places = places.map(({ position, bundle }) => ({
      position,
      worksheet: new Worksheet(bundle, this.outbox.entries),
    }));
    if (this.batch) this.phase = phaseOfAll(this.places);
    this.list = cellsOfAll(this.measured);
    this.byKey = new Map(this.list.map((one) => [one.key, one]));
    this.left = this.missingOfAll();
    this.tell();
  }

  private missingOfAll(): Cell[] {
    const wanted = new Set(
      this.measured.flatMap(({ position, worksheet }) =>
        worksheet.missing.flatMap((one) => [at(position, one.key), at(0, one.key)]),
      ),
    );
    // A check is asked of all at once; its single cells are for exceptions.
    return this.list.filter((one) => wanted.has(one.key) && !(one.position > 0 && one.section === CHECKS));
  }
}

const at = (position: number, key: string): string => `${position}:${key}`;

function split(key: string): { position: number; cell: string } {
  const mark = key.indexOf(':');
  return { position: Number(key.slice(0, mark)), cell: key.slice(mark + 1) };
}

function phaseOfAll(places: Place[]): Phase {
  const phases = places.map(({ worksheet }) => phaseOf(worksheet.bundle.job.state));
  if (phases.includes('sheet')) return 'sheet';
  return phases.includes('start') ? 'start' : 'done';
}

/** The way of the first instrument, each cell at every position before the next. */
function cellsOfAll(places: Place[]): Cell[] {
  const pattern = places.reduce<Cell[]>((longest, { worksheet }) => {
    const cells = worksheet.cells.filter((one) => one.section !== ADJUSTMENT && one.phase !== LEFT);
    return cells.length > longest.length ? cells : longest;
  }, []);
  return pattern.flatMap((one): Cell[] => {
    const whole = { ...one, key: at(0, one.key), position: 0 };
    if (one.section === ENVIRONMENT || one.shared) return [whole];
    const singles = places.flatMap(({ position, worksheet }): Cell[] => {
      const cell = worksheet.cellAt(one.key);
      return cell ? [{ ...cell, key: at(position, cell.key), position }] : [];
    });
    if (one.section !== CHECKS) return singles;
    return [whole, ...singles.map((each) => ({ ...each, onWay: false, required: false }))];
  });
}

const WORST = ['conflict', 'refused', 'device', 'sent'] as const;

/** What a cell for all positions holds: nothing while one of them is empty. */
function combined(all: (Held | null)[]): Held | null {
  const held = all.filter((one) => one !== null);
  const [first] = held;
  if (!first || held.length < all.length) return null;
  const same = held.every((one) => one.digits === first.digits);
  const state = WORST.find((state) => held.some((one) => one.state === state)) ?? 'sent';
  const worst = held.find((one) => one.state === state) ?? EMPTY;
  return { ...worst, digits: same ? first.digits : MIXED, taken_at: first.taken_at };
}

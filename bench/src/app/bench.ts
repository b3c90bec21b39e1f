/** The page of one worksheet. */

import type { Cell } from '../core/cells';
import { keyOf } from '../core/cells';
import type { Held } from '../core/sheet';
import type { Bundle } from '../core/types';
import { Worksheet } from '../core/worksheet';
import type { Beginning } from '../device/api';
import { Desk, phaseOf, type DeskParts, type Point, type Target } from './desk';

export interface BenchParts extends DeskParts {
  job: number;
}

export class Bench extends Desk {
  readonly job: number;
  bundle: Bundle | null = null;
  worksheet: Worksheet | null = null;

  constructor({ job, ...parts }: BenchParts) {
    super(parts);
    this.job = job;
  }

  get worksheets(): Worksheet[] {
    return this.worksheet ? [this.worksheet] : [];
  }

  get cells(): Cell[] {
    return this.worksheet?.cells ?? [];
  }

  get missing(): Cell[] {
    return this.worksheet?.missing ?? [];
  }

  get stopped(): Cell | null {
    return this.worksheet?.stopped ?? null;
  }

  get returned(): string[] {
    return this.worksheet?.returns.map(keyOf) ?? [];
  }

  cellAt(key: string | null): Cell | null {
    return this.worksheet?.cellAt(key) ?? null;
  }

  held(key: string): Held | null {
    return this.worksheet?.sheet.get(key) ?? null;
  }

  isOver(key: string): boolean {
    return this.worksheet?.isOver(key) ?? false;
  }

  targets(cell: Cell): Target[] {
    return this.worksheet ? [{ worksheet: this.worksheet, held: this.held(cell.key) }] : [];
  }

  point(cell: Cell): Point | null {
    return pointIn(this.worksheet, cell);
  }

  async start(beginning: Beginning): Promise<void> {
    await this.working(async () => {
      const answer = await this.asked(() => this.api.start(this.job, beginning));
      if (answer?.body) await this.take(answer.body);
    });
  }

  /** Sends what waits, then hands the worksheet to the reviewer. */
  async submit(): Promise<void> {
    await this.working(async () => {
      await this.sync.flush();
      await this.sendPhotos();
      const { waiting, refused } = this.counts;
      if (waiting + refused > 0) return;
      const answer = await this.asked(() => this.api.submit(this.job));
      if (answer?.ok) await this.ask();
    });
  }

  protected async kept(): Promise<void> {
    const bundle = await this.store.bundle(this.job);
    if (bundle) this.show(bundle, true);
  }

  protected async fetch(): Promise<void> {
    const answer = await this.asked(() => this.api.bundle(this.job));
    if (answer?.body) await this.take(answer.body);
  }

  private async take(bundle: Bundle): Promise<void> {
    this.failure = null;
    this.show(bundle, false);
    await this.outbox.seen(bundle.readings.map((one) => one.id));
    await this.store.keepBundle(bundle).catch(() => undefined);
  }

  private show(bundle: Bundle, stale: boolean): void {
    this.bundle = bundle;
    this.stale = stale;
    this.phase = phaseOf(bundle.job.state);
    this.refresh();
  }

  protected refresh(): void {
    if (this.bundle) this.worksheet = new Worksheet(this.bundle, this.outbox.entries);
    this.tell();
  }
}

/** Where a cell of a table stands. */
export function pointIn(worksheet: Worksheet | null, cell: Cell): Point | null {
  const laid = worksheet?.laidAt(cell.section);
  const row = laid?.rows.find((one) => one.row === cell.row);
  return worksheet && laid && row ? { worksheet, laid, row } : null;
}

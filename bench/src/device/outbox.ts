/** The outbox of this device: in memory for the page, in the store for whatever happens. */

import { attempted, enqueued, refused, retried, settled, type Entry } from '../core/outbox';
import type { Refusal } from '../core/types';
import type { Store } from './store';

export class Outbox {
  /** Ids whose writing to the store has not been confirmed yet. */
  readonly writing = new Set<string>();
  /** True once the store refused a write: the page must say so. */
  failing = false;
  private list: Entry[] = [];

  constructor(
    private readonly store: Store,
    private readonly changed: () => void,
  ) {}

  get entries(): Entry[] {
    return this.list;
  }

  async load(): Promise<void> {
    this.list = await this.store.entries();
    this.changed();
  }

  /** Shown at once, safe when the promise resolves. */
  async add(entry: Entry): Promise<void> {
    const { entries, dropped } = enqueued(this.list, entry);
    this.list = entries;
    this.writing.add(entry.id);
    this.changed();
    await this.write([entry], dropped);
    this.writing.delete(entry.id);
    this.changed();
  }

  async attempt(batch: Entry[]): Promise<void> {
    await this.become(attempted(this.list, batch));
  }

  async settle(ids: string[]): Promise<void> {
    await this.become(settled(this.list, ids));
  }

  async refuse(batch: Entry[], refusal: Refusal): Promise<void> {
    await this.become(refused(this.list, batch, refusal));
  }

  async retry(job: number): Promise<void> {
    await this.become(retried(this.list, job));
  }

  private async become(next: Entry[]): Promise<void> {
    const before = new Map(this.list.map((one) => [one.id, one]));
    const kept = new Set(next.map((one) => one.id));
    const written = next.filter((one) => before.get(one.id) !== one);
    const dropped = this.list.filter((one) => !kept.has(one.id)).map((one) => one.id);
    this.list = next;
    this.changed();
    await this.write(written, dropped);
  }

  private async write(written: Entry[], dropped: string[]): Promise<void> {
    if (written.length === 0 && dropped.length === 0) return;
    try {
      await this.store.change(written, dropped);
    } catch {
      this.failing = true;
      this.changed();
    }
  }
}

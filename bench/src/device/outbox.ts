/** The outbox of this device: in memory for the page, in the store for whatever happens. */

import {
  answered,
  attempted,
  enqueued,
  insisted,
  refused,
  retried,
  seenThere,
  yielded,
  type Entry,
} from '../core/outbox';
import type { ItemAnswer, Refusal } from '../core/types';
import type { Store } from './store';

export class Outbox {
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
    // What the server took before the page closed is with the server.
    this.list = (await this.store.entries()).filter((one) => one.state !== 'taken');
    this.changed();
  }

  /** Shown at once, safe when the promise resolves. One key may fill a cell of many worksheets. */
  async add(...fresh: Entry[]): Promise<void> {
    const dropped: string[] = [];
    for (const entry of fresh) {
      const next = enqueued(this.list, entry);
      this.list = next.entries;
      dropped.push(...next.dropped);
    }
    this.changed();
    await this.write(fresh, dropped);
  }

  async attempt(batch: Entry[]): Promise<void> {
    await this.become(attempted(this.list, batch));
  }

  /** A worksheet was read again: what it holds need not be kept here. */
  async seen(ids: Iterable<string>): Promise<void> {
    await this.become(seenThere(this.list, new Set(ids)));
  }

  async answer(items: ItemAnswer[]): Promise<void> {
    await this.become(answered(this.list, items));
  }

  /** Forgets readings the server never had. */
  async forget(ids: string[]): Promise<void> {
    await this.become(this.list.filter((one) => !ids.includes(one.id)));
  }

  /** A conflict settled: theirs stands. */
  async yield(id: string): Promise<void> {
    await this.become(yielded(this.list, id));
  }

  /** A conflict settled: ours replaces theirs, with a reason. */
  async insist(id: string, fresh: string, reason: string, order: number): Promise<void> {
    await this.become(insisted(this.list, id, fresh, reason, order));
  }

  async refuse(batch: Entry[], refusal: Refusal): Promise<void> {
    await this.become(refused(this.list, batch, refusal));
  }

  async retry(job: number): Promise<void> {
    await this.become(retried(this.list, job));
  }

  private async become(next: Entry[]): Promise<void> {
    const before = new Map(this.list.map((one) => [one.id, one]));
    const kept = new Set(next.filter((one) => one.state !== 'taken').map((one) => one.id));
    const written = next.filter((one) => kept.has(one.id) && before.get(one.id) !== one);
    const dropped = this.list.filter((one) => one.state !== 'taken' && !kept.has(one.id)).map((one) => one.id);
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

/** Photos and files on this device: kept first, sent when there is a network, gone when taken. */

import { LARGEST_FILE, type Photo } from '../core/photos';
import type { Attached } from '../core/types';
import { Unreachable, type Answer } from './api';
import type { Store } from './store';

export interface Carrier {
  attach(photo: Photo, content: Blob): Promise<Answer<Attached>>;
}

export class Album {
  list: Photo[] = [];
  private running: Promise<boolean> | null = null;

  constructor(
    private readonly store: Store,
    private readonly carrier: Carrier,
    private readonly changed: () => void,
  ) {}

  async load(): Promise<void> {
    this.list = (await this.store.photos()).sort((a, b) => (a.taken_at < b.taken_at ? -1 : 1));
    this.changed();
  }

  of(job: number): Photo[] {
    return this.list.filter((one) => one.job === job);
  }

  /** Safe when the promise resolves. */
  async add(photo: Photo, content: Blob): Promise<void> {
    await this.store.keepPhoto(photo, content);
    this.list = [...this.list, photo];
    this.changed();
  }

  async amend(id: string, change: Partial<Photo>): Promise<void> {
    const before = this.list.find((one) => one.id === id);
    if (!before) return;
    const after = { ...before, ...change };
    await this.store.keepPhoto(after);
    this.list = this.list.map((one) => (one.id === id ? after : one));
    this.changed();
  }

  async drop(id: string): Promise<void> {
    await this.store.dropPhoto(id);
    this.list = this.list.filter((one) => one.id !== id);
    this.changed();
  }

  content(id: string): Promise<Blob | null> {
    return this.store.content(id);
  }

  /** Sends what waits of this person; true when the server took something. */
  flush(by: number): Promise<boolean> {
    this.running ??= this.sendAll(by).finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async sendAll(by: number): Promise<boolean> {
    let taken = false;
    for (const photo of this.list.filter((one) => one.state === 'waiting' && (one.by ?? by) === by)) {
      const content = await this.store.content(photo.id);
      if (!content) continue;
      const sent = await this.sendOne(photo, content);
      if (sent === 'away') return taken;
      taken = taken || sent === 'taken';
    }
    return taken;
  }

  private async sendOne(photo: Photo, content: Blob): Promise<'taken' | 'refused' | 'away'> {
    try {
      const answer = await this.carrier.attach(photo, content);
      if (answer.ok) {
        await this.drop(photo.id);
        return 'taken';
      }
      if (answer.status === 401 || answer.status === 429 || answer.status >= 500) return 'away';
      const { message = '', faults = [] } = answer.refusal ?? {};
      const why = [message, ...faults.map((one) => one.message)].filter(Boolean).join(' ');
      await this.amend(photo.id, { state: 'refused', why: why || String(answer.status) });
      return 'refused';
    } catch (problem) {
      if (!(problem instanceof Unreachable)) throw problem;
      return 'away';
    }
  }
}

/** Too large even after it was made smaller. */
export const tooLarge = (size: number): boolean => size > LARGEST_FILE;

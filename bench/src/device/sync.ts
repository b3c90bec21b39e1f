/** Sends the outbox in batches: on load, when the network is back, soon after keying, on a timer. */

import { nextBatch, type Entry } from '../core/outbox';
import { Unreachable, type Answer, type Taken } from './api';
import type { Outbox } from './outbox';

export type Link = 'idle' | 'sending' | 'unreachable' | 'signed_out';

export interface Sender {
  send(batch: Entry[]): Promise<Answer<Taken>>;
}

/** Who is signed in now, asked of the server: nobody's readings go out under another's name. */
export type Who = () => Promise<number | 'unreachable' | 'signed_out'>;

/** A moment to mend a slip before the reading leaves; never longer than `LONGEST_WAIT_MS`. */
export const QUIET_MS = 3_000;
export const LONGEST_WAIT_MS = 12_000;
export const EVERY_MS = 15_000;

export class Sync {
  link: Link = 'idle';
  private soonTimer: ReturnType<typeof setTimeout> | null = null;
  private waitingSince = 0;
  private running: Promise<void> | null = null;

  constructor(
    private readonly outbox: Outbox,
    private readonly sender: Sender,
    private readonly who: Who,
    private readonly changed: () => void,
    /** After something of these jobs was taken or refused. */
    private readonly answered: (jobs: ReadonlySet<number>) => Promise<void>,
  ) {}

  /** Sends when keying has paused. */
  soon(now = Date.now()): void {
    if (this.soonTimer !== null) clearTimeout(this.soonTimer);
    else this.waitingSince = now;
    const left = this.waitingSince + LONGEST_WAIT_MS - now;
    this.soonTimer = setTimeout(() => void this.flush(), Math.max(0, Math.min(QUIET_MS, left)));
  }

  /** Sends everything that waits; whoever calls while it runs waits for the same run. */
  flush(): Promise<void> {
    if (this.soonTimer !== null) clearTimeout(this.soonTimer);
    this.soonTimer = null;
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async run(): Promise<void> {
    if (!this.outbox.entries.some((one) => one.state === 'waiting')) {
      // Nothing is left to try with: whether the server is there again is for others to find out.
      this.link = 'idle';
      return;
    }
    const by = await this.who();
    if (typeof by === 'string') {
      this.stop(by);
      return;
    }
    await this.sendAll(by);
  }

  private async sendAll(by: number): Promise<void> {
    const touched = new Set<number>();
    this.become('idle');
    let more = true;
    while (more) {
      const batch = nextBatch(this.outbox.entries, by);
      more = batch.length > 0 && (await this.sendOne(batch, touched));
    }
    if (this.link === 'sending') this.become('idle');
    if (touched.size > 0) await this.answered(touched);
  }

  /** False when it makes no sense to go on now. */
  private async sendOne(batch: Entry[], touched: Set<number>): Promise<boolean> {
    this.become('sending');
    await this.outbox.attempt(batch);
    const answer = await this.ask(batch);
    if (!answer) return false;
    for (const one of batch) touched.add(one.job);
    const before = this.outbox.entries;
    if (answer.body) await this.outbox.answer(answer.body.items);
    if (answer.refusal) await this.outbox.refuse(batch, answer.refusal);
    // An answer that names none of them would be asked for ever.
    return waitingIn(before, batch) > waitingIn(this.outbox.entries, batch);
  }

  /** Null when no answer came, or one that says nothing about the readings themselves. */
  private async ask(batch: Entry[]): Promise<Answer<Taken> | null> {
    try {
      const answer = await this.sender.send(batch);
      if (answer.status === 401) return this.stop('signed_out');
      if (answer.status >= 500 || answer.status === 429) return this.stop('unreachable');
      if (answer.ok && !Array.isArray(answer.body?.items)) return this.stop('unreachable');
      return answer;
    } catch (problem) {
      if (!(problem instanceof Unreachable)) throw problem;
      return this.stop('unreachable');
    }
  }

  private stop(link: Link): null {
    this.become(link);
    return null;
  }

  private become(link: Link): void {
    this.link = link;
    this.changed();
  }
}

function waitingIn(entries: Entry[], batch: Entry[]): number {
  const ids = new Set(batch.map((one) => one.id));
  return entries.filter((one) => ids.has(one.id) && one.state === 'waiting').length;
}

/** What the page of one worksheet and the page of a batch have in common: who, the outbox, the network. */

import type { Cell } from '../core/cells';
import { countsOf, type Counts } from '../core/outbox';
import type { Laid } from '../core/sections';
import type { Held } from '../core/sheet';
import type { PlanRow, Language, Refusal } from '../core/types';
import type { Worksheet } from '../core/worksheet';
import { Album } from '../device/album';
import { Unreachable, type Answer, type Api, type Beginning } from '../device/api';
import { Outbox } from '../device/outbox';
import type { Store } from '../device/store';
import { Sync, type Who } from '../device/sync';
import { deviceName } from './id';

export type Phase = 'loading' | 'failed' | 'start' | 'sheet' | 'done';
export type Failure = 'unreachable' | 'signed_out' | 'not_found' | 'refused';

export interface DeskParts {
  language: Language;
  api: Api;
  store: Store;
  /** False where nothing survives the closing of the page. */
  durable: boolean;
  /** The way out: the list of today's jobs. */
  home: string;
}

/** One place that a key fills: a cell of a worksheet. A cell of a batch may have many. */
export interface Target {
  worksheet: Worksheet;
  held: Held | null;
}

/** The row of a table in which a cell stands. */
export interface Point {
  worksheet: Worksheet;
  laid: Laid;
  row: PlanRow;
}

/** Somebody else's readings are asked for while the page is looked at, this often. */
const FRESH_MS = 12_000;

export abstract class Desk {
  readonly language: Language;
  readonly durable: boolean;
  readonly home: string;
  readonly api: Api;
  readonly outbox: Outbox;
  readonly sync: Sync;
  readonly album: Album;
  phase: Phase = 'loading';
  failure: Failure | null = null;
  refusal: Refusal | null = null;
  /** What is shown is the copy kept on the device: the server has not been asked yet. */
  stale = false;
  busy = false;
  /** Who is signed in, as far as the page knows. */
  person: number | null = null;
  protected readonly store: Store;
  protected readonly freshMs: number = FRESH_MS;
  private device = '';
  private fetchedAt = 0;
  private readonly listeners = new Set<() => void>();

  constructor({ api, store, language, durable, home }: DeskParts) {
    this.language = language;
    this.durable = durable;
    this.home = home;
    this.api = api;
    this.store = store;
    this.outbox = new Outbox(store, () => this.refresh());
    this.album = new Album(store, api, () => this.tell());
    const sender = { send: (batch: Parameters<Api['send']>[0]) => api.send(batch, this.device) };
    const who: Who = () => this.whoAmI();
    this.sync = new Sync(this.outbox, sender, who, () => this.tell(), (jobs) => this.afterSending(jobs));
  }

  abstract get worksheets(): Worksheet[];
  /** Every cell of the page; their keys differ. */
  abstract get cells(): Cell[];
  abstract cellAt(key: string | null): Cell | null;
  abstract held(key: string): Held | null;
  abstract targets(cell: Cell): Target[];
  abstract point(cell: Cell): Point | null;
  /** Required cells that are empty, in the order of work. */
  abstract get missing(): Cell[];
  /** The cell at which a failure ended the work. */
  abstract get stopped(): Cell | null;
  abstract isOver(key: string): boolean;
  /** Cells given back by the reviewer and not answered yet. */
  abstract get returned(): string[];
  abstract start(beginning: Beginning): Promise<void>;
  abstract submit(): Promise<void>;
  /** Derives everything that is shown, from what the server and the device hold. */
  protected abstract refresh(): void;
  protected abstract kept(): Promise<void>;
  protected abstract fetch(): Promise<void>;

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(): void {
    for (const listener of this.listeners) listener();
  }

  get jobs(): number[] {
    return this.worksheets.map((one) => one.job);
  }

  get counts(): Counts {
    return countsOf(this.outbox.entries, this.jobs, this.person);
  }

  /** Readings the server has and counts. */
  get sent(): number {
    const of = (one: Worksheet): number => one.bundle.readings.filter((each) => !each.superseded).length;
    return this.worksheets.reduce((sum, one) => sum + of(one), 0);
  }

  digitsAt(key: string): string | null {
    return this.held(key)?.digits ?? null;
  }

  /** Forgets a refused reading: the server never had it. */
  async drop(cell: Cell): Promise<void> {
    const refused = this.targets(cell).flatMap(({ held }) => (held?.state === 'refused' ? [held.id] : []));
    await this.outbox.forget(refused);
  }

  /** What the device has, then what the server has; unsent readings go out. */
  async load(): Promise<void> {
    this.device = await deviceName(this.store);
    await Promise.all([this.outbox.load(), this.album.load()]);
    const kept = await this.store.fact('person');
    this.person ??= typeof kept === 'number' ? kept : null;
    await this.kept();
    await this.whoAmI();
    await this.ask();
    await this.sync.flush();
    await this.sendPhotos();
  }

  /** Sends what waits, and looks at what others recorded meanwhile. */
  async reconnect(): Promise<void> {
    await this.sync.flush();
    await this.sendPhotos();
    const unsure = this.stale || this.phase === 'failed' || this.failure !== null;
    const due = Date.now() - this.fetchedAt > this.freshMs;
    if (!this.busy && (unsure || due) && this.sync.link !== 'unreachable') await this.ask();
  }

  /** Asks the server for what it has now. */
  async ask(): Promise<void> {
    this.fetchedAt = Date.now();
    await this.fetch();
  }

  async sendPhotos(): Promise<void> {
    if (this.person !== null && (await this.album.flush(this.person))) await this.ask();
  }

  private async afterSending(jobs: ReadonlySet<number>): Promise<void> {
    if (this.jobs.some((one) => jobs.has(one))) await this.ask();
  }

  protected async working(what: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.refusal = null;
    this.tell();
    await what();
    this.busy = false;
    this.tell();
  }

  private async whoAmI(): ReturnType<Who> {
    try {
      const { body, status } = await this.api.me();
      if (!body) return status === 401 ? 'signed_out' : 'unreachable';
      this.person = body.id;
      await this.store.keepFact('person', body.id).catch(() => undefined);
      return body.id;
    } catch (problem) {
      if (!(problem instanceof Unreachable)) throw problem;
      return 'unreachable';
    }
  }

  /** The answer, or null where none came; why it failed is kept for the page to say. */
  protected async asked<T>(ask: () => Promise<Answer<T>>): Promise<Answer<T> | null> {
    try {
      const answer = await ask();
      if (!answer.ok) this.fail(failureOf(answer.status), answer.refusal);
      return answer;
    } catch (problem) {
      if (!(problem instanceof Unreachable)) throw problem;
      this.fail('unreachable', null);
      return null;
    }
  }

  private fail(failure: Failure, refusal: Refusal | null): void {
    this.failure = failure;
    this.refusal = refusal;
    if (this.worksheets.length === 0) this.phase = 'failed';
    this.tell();
  }
}

function failureOf(status: number): Failure {
  if (status === 401) return 'signed_out';
  if (status === 404) return 'not_found';
  return status >= 500 ? 'unreachable' : 'refused';
}

/** What a job's state lets one do here. */
export function phaseOf(state: string): Phase {
  if (state === 'open') return 'start';
  return state === 'measuring' ? 'sheet' : 'done';
}

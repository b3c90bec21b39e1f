/** The page's state: the job's bundle, the outbox, and what the reader is doing. */

import { cellsOf, keyOf, remaining, type Cell } from '../core/cells';
import { countsOf, type Counts } from '../core/outbox';
import { openReturns, sheetOf, type Sheet } from '../core/sheet';
import type { Given } from '../core/preview';
import { failedIn, givenBy, rowViews, type RowViews } from '../core/rows';
import type { Bundle, CellReturn, Language, Refusal } from '../core/types';
import { Unreachable, type Answer, type Api } from '../device/api';
import { Outbox } from '../device/outbox';
import type { Store } from '../device/store';
import { Sync, type Who } from '../device/sync';

export type Phase = 'loading' | 'failed' | 'start' | 'sheet' | 'done';
export type Failure = 'unreachable' | 'signed_out' | 'not_found' | 'refused';

const NO_SHEET: Sheet = new Map();

export interface BenchParts {
  job: number;
  language: Language;
  api: Api;
  store: Store;
  /** False where nothing survives the closing of the page. */
  durable: boolean;
  /** The way out: the list of today's jobs. */
  home: string;
}

export class Bench {
  readonly job: number;
  readonly language: Language;
  readonly durable: boolean;
  readonly home: string;
  phase: Phase = 'loading';
  failure: Failure | null = null;
  refusal: Refusal | null = null;
  bundle: Bundle | null = null;
  /** The bundle is the one kept on the device: the server has not been asked yet. */
  stale = false;
  busy = false;
  cells: Cell[] = [];
  sheet: Sheet = NO_SHEET;
  readonly outbox: Outbox;
  readonly sync: Sync;
  /** Who is signed in, as far as the page knows. */
  person: number | null = null;
  /** Rows as the reader sees them: the server's results, previews until then. */
  rows: RowViews = new Map();
  private left: { missing: Cell[]; stop: Cell | null } = { missing: [], stop: null };
  private readonly api: Api;
  private readonly store: Store;
  private readonly listeners = new Set<() => void>();

  constructor(given: BenchParts) {
    const { api, store } = given;
    this.job = given.job;
    this.language = given.language;
    this.durable = given.durable;
    this.home = given.home;
    this.api = api;
    this.store = store;
    this.outbox = new Outbox(store, () => this.refresh());
    const who: Who = () => this.whoAmI();
    const answered = (of: number): Promise<void> => this.afterSending(of);
    this.sync = new Sync(this.outbox, api, who, () => this.tell(), answered);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(): void {
    for (const listener of this.listeners) listener();
  }

  get counts(): Counts {
    return countsOf(this.outbox.entries, this.job, this.person);
  }

  /** Readings the server has and counts. */
  get sent(): number {
    return this.bundle?.readings.filter((one) => !one.superseded).length ?? 0;
  }

  get returns(): CellReturn[] {
    return this.bundle ? openReturns(this.bundle, this.outbox.entries) : [];
  }

  get missing(): Cell[] {
    return this.left.missing;
  }

  /** The cell at which a failure ended the work. */
  get stopped(): Cell | null {
    return this.left.stop;
  }

  digitsAt(key: string): string | null {
    return this.sheet.get(key)?.digits ?? null;
  }

  cellAt(key: string | null): Cell | null {
    return this.cells.find((one) => one.key === key) ?? null;
  }

  /** What previews are computed from, beside the readings. */
  get given(): Given {
    return givenBy(this.bundle);
  }

  /** What the server has in a cell, whatever waits here. */
  serverDigitsAt(key: string): string | null {
    const live = this.bundle?.readings.find((one) => !one.superseded && keyOf(one) === key);
    return live?.digits ?? null;
  }

  /** Forgets a refused reading: the server never had it. */
  async drop(key: string): Promise<void> {
    const held = this.sheet.get(key);
    if (held?.state === 'refused') await this.outbox.settle([held.id]);
  }

  /** What the device has, then what the server has; unsent readings go out. */
  async load(): Promise<void> {
    await this.outbox.load();
    this.person ??= await this.store.fact('person');
    const kept = await this.store.bundle(this.job);
    if (kept) this.show(kept, true);
    await this.whoAmI();
    await this.fetchBundle();
    await this.sync.flush();
  }

  /** Sends what waits; asks for the worksheet again where only the device's copy is shown. */
  async reconnect(): Promise<void> {
    await this.sync.flush();
    const unsure = this.stale || this.phase === 'failed' || this.failure === 'unreachable';
    if (unsure && this.sync.link !== 'unreachable') await this.fetchBundle();
  }

  async fetchBundle(): Promise<void> {
    const answer = await this.asked(() => this.api.bundle(this.job));
    if (answer?.body) await this.take(answer.body);
  }

  async start(standards: number[], place: string): Promise<void> {
    this.busy = true;
    this.refusal = null;
    this.tell();
    const answer = await this.asked(() => this.api.start(this.job, standards, place));
    this.busy = false;
    if (answer?.body) await this.take(answer.body);
    this.tell();
  }

  /** Sends what waits, then hands the worksheet to the reviewer. */
  async submit(): Promise<void> {
    this.busy = true;
    this.refusal = null;
    this.tell();
    await this.sync.flush();
    const { waiting, refused } = this.counts;
    if (waiting + refused === 0) {
      const answer = await this.asked(() => this.api.submit(this.job));
      if (answer?.ok) await this.fetchBundle();
    }
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

  private async take(bundle: Bundle): Promise<void> {
    this.failure = null;
    this.show(bundle, false);
    await this.store.keepBundle(bundle).catch(() => undefined);
  }

  private show(bundle: Bundle, stale: boolean): void {
    this.bundle = bundle;
    this.stale = stale;
    this.cells = bundle.definition ? cellsOf(bundle.definition, bundle.plan) : [];
    this.phase = phaseOf(bundle);
    this.refresh();
  }

  private refresh(): void {
    const { bundle } = this;
    if (bundle) {
      this.sheet = sheetOf(bundle, this.outbox.entries);
      this.rows = rowViews(bundle, this.sheet);
      this.left = remaining(this.cells, {
        digitsAt: (key) => this.digitsAt(key),
        failed: (section) => failedIn(bundle, this.rows, section),
        stopping: stoppingTables(bundle),
      });
    }
    this.tell();
  }

  private async afterSending(job: number): Promise<void> {
    if (job === this.job) await this.fetchBundle();
  }

  /** The answer, or null where none came; why it failed is kept for the page to say. */
  private async asked<T>(ask: () => Promise<Answer<T>>): Promise<Answer<T> | null> {
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
    if (!this.bundle) this.phase = 'failed';
    this.tell();
  }
}

function stoppingTables(bundle: Bundle): Set<string> {
  const tables = bundle.definition?.tables ?? [];
  return new Set(tables.filter((one) => one.stop_on_fail).map((one) => one.key));
}

function phaseOf(bundle: Bundle): Phase {
  if (bundle.job.state === 'open') return 'start';
  return bundle.job.state === 'measuring' ? 'sheet' : 'done';
}

function failureOf(status: number): Failure {
  if (status === 401) return 'signed_out';
  if (status === 404) return 'not_found';
  return status >= 500 ? 'unreachable' : 'refused';
}


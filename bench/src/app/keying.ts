/** The cell in hand: moving, keying, the one question, the reason of a change. */

import { ENVIRONMENT, keyOf, neighbour, nextEmpty, type Cell } from '../core/cells';
import { doubtOf, type Doubt } from '../core/doubt';
import { asKeyed, press, readKeyed, type Unreadable } from '../core/numbers';
import type { Entry } from '../core/outbox';
import type { Bench } from './bench';
import { newId } from './id';

export type Question =
  | { kind: 'doubt'; keyed: string; doubt: Doubt }
  | { kind: 'reason'; keyed: string };

export class Keying {
  current: string | null = null;
  question: Question | null = null;
  unreadable: Unreadable | null = null;
  /** The cell recorded last: its error and verdict stay in sight. */
  last: string | null = null;
  /** What is half keyed, by cell: moving away loses nothing. */
  readonly drafts = new Map<string, string>();
  private order = Date.now();

  constructor(private readonly bench: Bench) {}

  get cell(): Cell | null {
    return this.bench.cellAt(this.current);
  }

  get draft(): string {
    return (this.current && this.drafts.get(this.current)) || '';
  }

  /** Stands on a returned cell first, else on the first empty one, else on the last. */
  begin(): void {
    if (this.cell) return;
    const { cells } = this.bench;
    const next = this.firstReturned() ?? nextEmpty(cells, '', (key) => this.filled(key));
    this.current = (next ?? cells.filter((one) => one.required).at(-1) ?? cells[0])?.key ?? null;
  }

  select(key: string): void {
    if (key === this.current) return;
    this.leave();
    this.current = key;
    this.clearQuestion();
  }

  key(name: string): void {
    const { cell } = this;
    if (!cell || cell.kind !== 'number' || this.current === null) return;
    this.drafts.set(this.current, press(this.draft, name, this.bench.language));
    this.clearQuestion();
  }

  /** Takes back what is half keyed, or the question; false when there was nothing. */
  escape(): boolean {
    const had = this.question !== null || this.draft !== '';
    if (this.question === null && this.current) this.drafts.delete(this.current);
    this.clearQuestion();
    return had;
  }

  next(): void {
    if (this.draft !== '') this.commit(this.draft, false, '');
    else if (this.cell && this.awaitsReview(this.cell.key)) this.again();
    else this.step(1);
  }

  back(): void {
    const from = this.current;
    this.leave();
    this.current = from;
    this.step(-1);
  }

  /** The reading this one often equals: the same point a moment ago. */
  lastLike(): string | null {
    const { cell } = this;
    if (!cell || cell.kind !== 'number' || cell.section === ENVIRONMENT) return null;
    const { cells } = this.bench;
    const before = cells.slice(0, cells.indexOf(cell)).reverse();
    const alike = before.find(
      (one) =>
        one.section === cell.section &&
        one.kind === 'number' &&
        (one.row === cell.row || (one.column === cell.column && one.reference === cell.reference)) &&
        this.filled(one.key),
    );
    return alike ? this.bench.digitsAt(alike.key) : null;
  }

  same(): void {
    const digits = this.lastLike();
    if (digits !== null) this.commit(asKeyed(digits, this.bench.language), false, '');
  }

  check(verdict: 'pass' | 'fail'): void {
    this.commit(verdict, true, '');
  }

  /** Answers the question: this is what was read. */
  sure(keyed: string): void {
    this.commit(keyed, true, '');
  }

  because(reason: string): void {
    if (this.question) this.commit(this.question.keyed, true, reason.trim().slice(0, 200));
  }

  /** Takes the question away with what was keyed; the cell stays in hand. */
  rekey(): void {
    if (this.current) this.drafts.delete(this.current);
    this.clearQuestion();
  }

  /** A returned cell that reads the same again still gets its own reading. */
  private again(): void {
    const digits = this.current && this.bench.digitsAt(this.current);
    if (digits) this.commit(asKeyed(digits, this.bench.language), true, '');
  }

  private commit(keyed: string, sure: boolean, reason: string): void {
    const { cell } = this;
    if (!cell) return;
    this.clearQuestion();
    const digits = this.read(cell, keyed);
    if (digits === null) return;
    this.drafts.set(cell.key, keyed);
    const doubt = sure || cell.kind === 'check' ? null : doubtOf(digits, this.expected(cell));
    if (doubt) this.question = { kind: 'doubt', keyed, doubt };
    else if (this.unchanged(cell, digits)) this.proceed(cell);
    else if (this.needsReason(cell) && reason === '') this.question = { kind: 'reason', keyed };
    else this.record(cell, keyed, digits, reason);
  }

  private read(cell: Cell, keyed: string): string | null {
    if (cell.kind === 'check') return keyed;
    const read = readKeyed(keyed);
    if ('digits' in read) return read.digits;
    this.unreadable = read.why;
    return null;
  }

  private expected(cell: Cell): Parameters<typeof doubtOf>[1] {
    const { reference, scale, limit, min, max } = cell;
    return { nominal: cell.indicates ? reference : null, scale, limit, min, max };
  }

  private unchanged(cell: Cell, digits: string): boolean {
    const held = this.bench.sheet.get(cell.key);
    return held?.digits === digits && held.state !== 'refused' && held.reviewed === null;
  }

  private needsReason(cell: Cell): boolean {
    const held = this.bench.sheet.get(cell.key);
    return held !== undefined && held.supersedes !== null;
  }

  /** Everything is captured and cleared here, before anything is awaited. */
  private record(cell: Cell, keyed: string, digits: string, reason: string): void {
    const { section, row, column, repeat, unit } = cell;
    this.order = Math.max(this.order + 1, Date.now());
    const supersedes = this.bench.sheet.get(cell.key)?.supersedes ?? null;
    const entry: Entry = {
      id: newId(),
      job: this.bench.job,
      by: this.bench.person,
      section,
      row,
      column,
      repeat,
      unit,
      value: keyed,
      digits,
      locale: this.bench.language,
      taken_at: new Date().toISOString(),
      supersedes,
      reason: supersedes ? reason : '',
      state: 'waiting',
      tried: false,
      why: '',
      order: this.order,
    };
    this.last = cell.key;
    void this.bench.outbox.add(entry).then(() => this.bench.sync.soon());
    this.proceed(cell);
  }

  private proceed(cell: Cell): void {
    this.drafts.delete(cell.key);
    this.clearQuestion();
    const filled = (key: string): boolean => this.filled(key);
    const next = this.firstReturned() ?? nextEmpty(this.bench.cells, cell.key, filled);
    if (next && !this.bench.stopped) this.current = next.key;
  }

  private firstReturned(): Cell | null {
    const wanted = new Set(this.bench.returns.map(keyOf));
    return this.bench.cells.find((one) => wanted.has(one.key)) ?? null;
  }

  private awaitsReview(key: string): boolean {
    const held = this.bench.sheet.get(key);
    return held !== undefined && held.reviewed !== null;
  }

  /** A good value half keyed is taken when the reader taps another cell; a doubtful one stays. */
  private leave(): void {
    const { cell, draft } = this;
    if (!cell || draft === '' || this.question) return;
    const read = readKeyed(draft);
    if (!('digits' in read) || this.needsReason(cell)) return;
    if (doubtOf(read.digits, this.expected(cell)) === null) this.commit(draft, false, '');
  }

  private step(by: 1 | -1): void {
    const next = this.current ? neighbour(this.bench.cells, this.current, by) : null;
    if (next) this.current = next.key;
    this.clearQuestion();
  }

  private clearQuestion(): void {
    this.question = null;
    this.unreadable = null;
  }

  private filled(key: string): boolean {
    return this.bench.digitsAt(key) !== null;
  }
}

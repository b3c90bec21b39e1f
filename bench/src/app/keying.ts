/** The cell in hand: moving, keying, the one question, the reason of a change. */

import { ENVIRONMENT, neighbour, nextEmpty, type Cell } from '../core/cells';
import { doubtOf, type Doubt } from '../core/doubt';
import { asKeyed, press, readKeyed, type Unreadable } from '../core/numbers';
import type { Entry } from '../core/outbox';
import { outside } from '../core/preview';
import type { Desk, Target } from './desk';
import { newId } from './id';

/** `outside`: the environment is beyond its limits, and what is recorded so needs a reason. */
export type Question =
  | { kind: 'doubt'; keyed: string; doubt: Doubt }
  | { kind: 'reason'; keyed: string }
  | { kind: 'outside'; keyed: string }
  | { kind: 'mine' };

const LONGEST_REASON = 200;
const LONGEST_WORDS = 500;

export class Keying {
  current: string | null = null;
  question: Question | null = null;
  unreadable: Unreadable | null = null;
  /** The cell recorded last: its error and verdict stay in sight. */
  last: string | null = null;
  /** What is half keyed, by cell: moving away loses nothing. */
  readonly drafts = new Map<string, string>();
  private order = Date.now();

  constructor(private readonly desk: Desk) {}

  get cell(): Cell | null {
    return this.desk.cellAt(this.current);
  }

  get draft(): string {
    return (this.current && this.drafts.get(this.current)) || '';
  }

  /** Stands on a returned cell first, else on the first empty one, else on the last. */
  begin(): void {
    if (this.cell) return;
    const { cells } = this.desk;
    const next = this.firstReturned() ?? nextEmpty(cells, '', (key) => this.done(key));
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
    this.drafts.set(this.current, press(this.draft, name, this.desk.language));
    this.clearQuestion();
  }

  /** Words of a text cell, as they stand while they are written. */
  write(text: string): void {
    if (this.current === null) return;
    this.drafts.set(this.current, text.slice(0, LONGEST_WORDS));
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

  /** Back to the reading recorded last, with its digits to mend. */
  undo(): void {
    const { last } = this;
    const cell = this.desk.cellAt(last);
    if (!last || !cell) return;
    this.leave();
    this.clearQuestion();
    this.current = last;
    const digits = this.desk.digitsAt(last);
    if (digits && cell.kind === 'number') this.drafts.set(last, asKeyed(digits, this.desk.language));
    if (digits && cell.kind === 'text') this.drafts.set(last, digits);
  }

  /** The reading this one often equals: the same point a moment ago. */
  lastLike(): string | null {
    const { cell } = this;
    if (!cell || cell.kind !== 'number' || cell.section === ENVIRONMENT) return null;
    const { cells } = this.desk;
    const before = cells.slice(0, cells.indexOf(cell)).reverse();
    const alike = before.find(
      (one) =>
        one.section === cell.section &&
        one.kind === 'number' &&
        one.unit === cell.unit &&
        (one.row === cell.row || (one.column === cell.column && one.reference === cell.reference)) &&
        this.filled(one.key),
    );
    return alike ? this.desk.digitsAt(alike.key) : null;
  }

  same(): void {
    const digits = this.lastLike();
    if (digits !== null) this.commit(asKeyed(digits, this.desk.language), false, '');
  }

  check(verdict: 'pass' | 'fail'): void {
    this.commit(verdict, true, '');
  }

  /** Answers the question: this is what was read. */
  sure(keyed: string): void {
    this.commit(keyed, true, '');
  }

  because(reason: string): void {
    const { question, cell } = this;
    const given = reason.trim().slice(0, LONGEST_REASON);
    if (question?.kind === 'mine' && cell) this.insist(cell, given);
    else if (question && 'keyed' in question) this.commit(question.keyed, true, given);
  }

  /** Takes the question away with what was keyed; the cell stays in hand. */
  rekey(): void {
    if (this.current) this.drafts.delete(this.current);
    this.clearQuestion();
  }

  /** A conflict: theirs stands, ours goes to the list of dropped readings. */
  keepTheirs(): void {
    const { cell } = this;
    const clash = cell && this.clashOf(cell);
    if (!cell || !clash) return;
    void this.desk.outbox.yield(clash.id);
    this.proceed(cell);
  }

  /** A conflict: ours is to replace theirs; asks for the reason. */
  keepMine(): void {
    if (this.cell && this.clashOf(this.cell)) this.question = { kind: 'mine' };
  }

  private insist(cell: Cell, reason: string): void {
    const clash = this.clashOf(cell);
    if (!clash || reason === '') return;
    void this.desk.outbox
      .insist(clash.id, newId(), reason, this.nextOrder())
      .then(() => this.desk.sync.soon());
    this.proceed(cell);
  }

  private clashOf(cell: Cell): { id: string } | null {
    const clashing = this.desk.targets(cell).find((one) => one.held?.state === 'conflict');
    return clashing?.held ?? null;
  }

  /** A returned cell that reads the same again still gets its own reading. */
  private again(): void {
    const digits = this.current && this.desk.digitsAt(this.current);
    if (digits) this.commit(asKeyed(digits, this.desk.language), true, '');
  }

  private commit(keyed: string, sure: boolean, reason: string): void {
    const { cell } = this;
    if (!cell) return;
    this.clearQuestion();
    const digits = this.read(cell, keyed);
    if (digits === null) return;
    this.drafts.set(cell.key, keyed);
    const doubt = sure || cell.kind !== 'number' ? null : doubtOf(digits, expected(cell));
    if (doubt) this.question = { kind: 'doubt', keyed, doubt };
    else if (this.unchanged(cell, digits)) this.proceed(cell);
    else if (reason === '' && this.isOutside(cell, digits)) this.question = { kind: 'outside', keyed };
    else if (reason === '' && this.needsReason(cell)) this.question = { kind: 'reason', keyed };
    else this.record(cell, keyed, digits, reason);
  }

  private read(cell: Cell, keyed: string): string | null {
    if (cell.kind === 'check') return keyed;
    if (cell.kind === 'text') {
      if (keyed.trim() === '') this.unreadable = 'blank';
      return keyed.trim() || null;
    }
    const read = readKeyed(keyed);
    if ('digits' in read) return read.digits;
    this.unreadable = read.why;
    return null;
  }

  private isOutside(cell: Cell, digits: string): boolean {
    return cell.section === ENVIRONMENT && outside(digits, cell.min, cell.max) === true;
  }

  private unchanged(cell: Cell, digits: string): boolean {
    const targets = this.desk.targets(cell);
    const same = ({ held }: Target): boolean =>
      held?.digits === digits && (held.state === 'sent' || held.state === 'device') && held.reviewed === null;
    return targets.length > 0 && targets.every(same);
  }

  private needsReason(cell: Cell): boolean {
    return this.desk.targets(cell).some(({ held }) => held !== null && held.supersedes !== null);
  }

  /** Everything is captured and cleared here, before anything is awaited. */
  private record(cell: Cell, keyed: string, digits: string, reason: string): void {
    const { section, row, column, repeat, unit } = cell;
    const said = this.isOutside(cell, digits);
    const taken_at = new Date().toISOString();
    const entries = this.desk.targets(cell).flatMap(({ worksheet, held }): Entry[] => {
      if (held?.digits === digits && held.state !== 'refused' && !held.reviewed) return [];
      const supersedes = held?.supersedes ?? null;
      return [
        {
          id: newId(), job: worksheet.job, by: this.desk.person, section, row, column, repeat, unit,
          value: cell.kind === 'text' ? digits : keyed, digits, locale: this.desk.language, taken_at,
          supersedes, reason: supersedes || said ? reason : '', state: 'waiting', tried: false, why: '',
          order: this.nextOrder(),
        },
      ];
    });
    this.last = cell.key;
    void this.desk.outbox.add(...entries).then(() => this.desk.sync.soon());
    this.proceed(cell);
  }

  private nextOrder(): number {
    this.order = Math.max(this.order + 1, Date.now());
    return this.order;
  }

  private proceed(cell: Cell): void {
    this.drafts.delete(cell.key);
    this.clearQuestion();
    const next = this.firstReturned() ?? nextEmpty(this.desk.cells, cell.key, (key) => this.done(key));
    if (next) this.current = next.key;
  }

  private firstReturned(): Cell | null {
    const wanted = new Set(this.desk.returned);
    return this.desk.cells.find((one) => wanted.has(one.key)) ?? null;
  }

  private awaitsReview(key: string): boolean {
    return this.desk.held(key)?.reviewed != null;
  }

  /** A good value half keyed is taken when the reader taps another cell; a doubtful one stays. */
  private leave(): void {
    const { cell, draft } = this;
    if (!cell || draft === '' || this.question || this.needsReason(cell)) return;
    const read = cell.kind === 'text' ? { digits: draft.trim() } : readKeyed(draft);
    if (!('digits' in read) || read.digits === '') return;
    const doubtful = cell.kind === 'number' && doubtOf(read.digits, expected(cell)) !== null;
    if (!doubtful && !this.isOutside(cell, read.digits)) this.commit(draft, false, '');
  }

  private step(by: 1 | -1): void {
    const next = this.current ? neighbour(this.desk.cells, this.current, by) : null;
    if (next) this.current = next.key;
    this.clearQuestion();
  }

  private clearQuestion(): void {
    this.question = null;
    this.unreadable = null;
  }

  private filled(key: string): boolean {
    return this.desk.digitsAt(key) !== null;
  }

  /** Filled, or needless since something failed before it. */
  private done(key: string): boolean {
    return this.filled(key) || this.desk.isOver(key);
  }
}

function expected(cell: Cell): Parameters<typeof doubtOf>[1] {
  const { min, max, scale, limit } = cell;
  if (!cell.indicates) return { min, max };
  return { nominal: cell.reference, scale, limit: cell.limitUnit === cell.unit ? limit : null };
}

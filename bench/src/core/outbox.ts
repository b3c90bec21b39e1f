/** What waits on this device. Pure: every function gives the new list, nothing is sent here. */

import { keyOf } from './cells';
import type { Address, Fault, ItemAnswer, Language, Refusal, Theirs } from './types';

export interface Entry extends Address {
  id: string;
  job: number;
  /** Who keyed it: another person signed in on this tablet does not send it as theirs. */
  by: number | null;
  /** Digits exactly as keyed; "pass" or "fail" of a check; the words of a text cell. */
  value: string;
  digits: string;
  unit: string;
  locale: Language;
  taken_at: string;
  supersedes: string | null;
  reason: string;
  /**
   * `conflict`: somebody else filled the cell first, and a person has to choose.
   * `dropped`: a person chose the other's; kept to be seen, never sent.
   * `taken`: the server has it, and its worksheet was not read again yet.
   */
  state: 'waiting' | 'refused' | 'conflict' | 'dropped' | 'taken';
  /** It left the device once, so the server may have it although no answer came. */
  tried: boolean;
  /** Why the server refused it. */
  why: string;
  theirs?: Theirs | null;
  order: number;
}

export const LARGEST_BATCH = 500;

/** An entry the server cannot have: it may be replaced without leaving a trace. */
export const isOurs = (entry: Entry): boolean =>
  entry.state === 'refused' || entry.state === 'conflict' || (entry.state === 'waiting' && !entry.tried);

/** Adds an entry; what it replaces and the server cannot have is dropped. */
export function enqueued(entries: Entry[], entry: Entry): { entries: Entry[]; dropped: string[] } {
  const key = keyOf(entry);
  const replaced = entries.filter(
    (one) => one.job === entry.job && keyOf(one) === key && isOurs(one),
  );
  const dropped = replaced.map((one) => one.id);
  const kept = entries.filter((one) => !dropped.includes(one.id));
  return { entries: [...kept, entry], dropped };
}

/** Keyed by this person, or before anybody could be asked. */
const isOf = (entry: Entry, by: number | null): boolean => entry.by === null || entry.by === by;

/** The next readings to send: of one person and one way of writing numbers, oldest first. */
export function nextBatch(entries: Entry[], by: number): Entry[] {
  const waiting = entries
    .filter((one) => one.state === 'waiting' && isOf(one, by))
    .sort((a, b) => a.order - b.order);
  const [first] = waiting;
  return waiting.filter((one) => one.locale === first?.locale).slice(0, LARGEST_BATCH);
}

/** Marks a batch as having left the device, before it leaves. */
export function attempted(entries: Entry[], batch: Entry[]): Entry[] {
  const ids = new Set(batch.map((one) => one.id));
  return entries.map((one) => (ids.has(one.id) ? { ...one, tried: true } : one));
}

/** What the answers make of what waits: taken readings may leave, the others say why they stay. */
export function answered(entries: Entry[], answers: ItemAnswer[]): Entry[] {
  const found = new Map(answers.map((one) => [one.id, one]));
  const judged = entries.flatMap((one): Entry[] => {
    const answer = one.state === 'waiting' ? found.get(one.id) : undefined;
    if (!answer) return [one];
    if (answer.status === 'accepted' || answer.status === 'known') return [{ ...one, state: 'taken' }];
    if (answer.status === 'conflict' && answer.theirs) return [clashing(one, answer.theirs)];
    // Wrong only because it names a refused one: it is put right below and sent again.
    if (one.supersedes !== null && isTurnedDown(found.get(one.supersedes))) return [one];
    return [{ ...one, state: 'refused', why: reasonOf(answer) }];
  });
  return relinked(judged);
}

const isTurnedDown = (answer: ItemAnswer | undefined): boolean =>
  answer?.status === 'refused' || answer?.status === 'conflict';

/** Drops what the server took and shows again itself. */
export function seenThere(entries: Entry[], ids: ReadonlySet<string>): Entry[] {
  return entries.filter((one) => one.state !== 'taken' || !ids.has(one.id));
}

/** Two people read the same: nothing to settle, and it stays to be seen. */
function clashing(entry: Entry, theirs: Theirs): Entry {
  const same = entry.digits === theirs.digits && entry.unit === theirs.unit;
  return { ...entry, state: same ? 'dropped' : 'conflict', theirs, why: '' };
}

function reasonOf(answer: ItemAnswer): string {
  const { message = '', allowed } = answer;
  return allowed && !message.includes(allowed) ? `${message} (${allowed})` : message;
}

/** Marks what a batch was refused for as a whole: malformed, too large, not allowed. */
export function refused(entries: Entry[], batch: Entry[], refusal: Refusal): Entry[] {
  const ids = new Set(batch.map((one) => one.id));
  const why = [refusal.message, ...refusal.faults.map(sentence)].filter(Boolean).join(' ');
  const pointed = new Set(refusal.faults.flatMap((fault) => pointedAt(batch, fault)));
  return relinked(
    entries.map((one): Entry => {
      if (!ids.has(one.id) || (pointed.size > 0 && !pointed.has(one.id))) return one;
      const own = refusal.faults.filter((fault) => pointedAt(batch, fault).includes(one.id));
      return { ...one, state: 'refused', why: own.map(sentence).join(' ') || why };
    }),
  );
}

function pointedAt(batch: Entry[], fault: Fault): string[] {
  const index = /^readings\.([0-9]+)(?:\.|$)/u.exec(fault.field ?? '')?.[1];
  const entry = index === undefined ? undefined : batch[Number(index)];
  return entry ? [entry.id] : [];
}

/** What waits to replace a reading that was turned down replaces its forerunner instead. */
function relinked(entries: Entry[]): Entry[] {
  const gone = new Map(
    entries
      .filter((one) => one.state === 'refused' || one.state === 'conflict')
      .map((one) => [one.id, one]),
  );
  return entries.map((one) => {
    const before = one.state === 'waiting' && one.supersedes ? gone.get(one.supersedes) : undefined;
    if (!before) return one;
    return { ...one, supersedes: before.supersedes, reason: before.supersedes ? one.reason : '' };
  });
}

export function sentence(fault: Fault): string {
  const allowed = fault.allowed && !fault.message.includes(fault.allowed) ? ` (${fault.allowed})` : '';
  return fault.message + allowed;
}

/** Sends refused readings once more, as they are. */
export function retried(entries: Entry[], job: number): Entry[] {
  return entries.map((one) =>
    one.job === job && one.state === 'refused' ? { ...one, state: 'waiting', why: '' } : one,
  );
}

/** The person chose what the other recorded; ours stays in the list of dropped readings. */
export function yielded(entries: Entry[], id: string): Entry[] {
  return entries.map((one) => (one.id === id ? { ...one, state: 'dropped' } : one));
}

/** The person chose ours: a new reading that names theirs, taken when ours was. */
export function insisted(entries: Entry[], id: string, fresh: string, reason: string, order: number): Entry[] {
  return entries.map((one): Entry => {
    if (one.id !== id || !one.theirs) return one;
    const { theirs, ...mine } = one;
    return {
      ...mine, id: fresh, supersedes: theirs.id, reason, order, state: 'waiting', tried: false, why: '',
    };
  });
}

/** Not with the server, and not given up. */
export const isUnsent = (entry: Entry): boolean => entry.state !== 'dropped' && entry.state !== 'taken';

export interface Counts {
  waiting: number;
  /** Turned down by the server, or in conflict with somebody else's. */
  refused: number;
  conflicts: number;
  dropped: number;
  /** Kept for other jobs, or keyed by somebody else. */
  elsewhere: number;
  /** When the oldest unsent reading was taken. */
  since: string | null;
}

export function countsOf(entries: Entry[], jobs: readonly number[], by: number | null): Counts {
  const here = entries.filter((one) => jobs.includes(one.job) && isOf(one, by));
  const are = (state: Entry['state']): number => here.filter((one) => one.state === state).length;
  const unsent = here.filter(isUnsent);
  const others = entries.filter((one) => isUnsent(one) && !here.includes(one));
  return {
    waiting: are('waiting'),
    refused: are('refused') + are('conflict'),
    conflicts: are('conflict'),
    dropped: are('dropped'),
    elsewhere: others.length,
    since: unsent.map((one) => one.taken_at).sort()[0] ?? null,
  };
}

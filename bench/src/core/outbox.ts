/** What waits on this device. Pure: every function gives the new list, nothing is sent here. */

import { keyOf } from './cells';
import type { Address, Fault, Language, Refusal } from './types';

export interface Entry extends Address {
  id: string;
  job: number;
  /** Who keyed it: another person signed in on this tablet does not send it as theirs. */
  by: number | null;
  /** Digits exactly as keyed; "pass" or "fail" of a check. */
  value: string;
  digits: string;
  unit: string;
  locale: Language;
  taken_at: string;
  supersedes: string | null;
  reason: string;
  state: 'waiting' | 'refused';
  /** It left the device once, so the server may have it although no answer came. */
  tried: boolean;
  /** Why the server refused it. */
  why: string;
  order: number;
}

export const LARGEST_BATCH = 100;

/** An entry the server cannot have: it may be replaced without leaving a trace. */
export const isOurs = (entry: Entry): boolean => !entry.tried || entry.state === 'refused';

/** The newest entry of a cell. */
export function newestAt(entries: Entry[], job: number, at: Address): Entry | null {
  const key = keyOf(at);
  const found = entries.filter((one) => one.job === job && keyOf(one) === key);
  return found.reduce<Entry | null>((best, one) => (best && best.order > one.order ? best : one), null);
}

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

/** The next readings to send: one job, one person, one way of writing numbers, oldest first. */
export function nextBatch(entries: Entry[], by: number): Entry[] {
  const waiting = entries
    .filter((one) => one.state === 'waiting' && isOf(one, by))
    .sort((a, b) => a.order - b.order);
  const [first] = waiting;
  if (!first) return [];
  return waiting
    .filter((one) => one.job === first.job && one.locale === first.locale)
    .slice(0, LARGEST_BATCH);
}

/** Marks a batch as having left the device, before it leaves. */
export function attempted(entries: Entry[], batch: Entry[]): Entry[] {
  const ids = new Set(batch.map((one) => one.id));
  return entries.map((one) => (ids.has(one.id) ? { ...one, tried: true } : one));
}

/** Drops what the server has, whether it took it now or knew it already. */
export function settled(entries: Entry[], ids: string[]): Entry[] {
  return entries.filter((one) => !ids.includes(one.id));
}

/**
 * Marks what a refused batch was refused for. The whole batch was refused, so the others wait
 * again and the server has none of them. Without a fault that points at a reading, all are refused.
 */
export function refused(entries: Entry[], batch: Entry[], refusal: Refusal): Entry[] {
  const reasons = new Map<string, string>();
  for (const fault of refusal.faults) {
    const entry = pointedAt(batch, fault);
    if (entry) reasons.set(entry.id, joined(reasons.get(entry.id), sentence(fault)));
  }
  if (reasons.size === 0) {
    const why = joined(refusal.message, refusal.faults.map(sentence).join('; '));
    for (const entry of batch) reasons.set(entry.id, why);
  }
  const marked = entries.map((one): Entry => {
    const why = reasons.get(one.id);
    // Wrong only because it names a refused one: it is put right below and sent again.
    const follows = one.supersedes !== null && reasons.has(one.supersedes);
    return why === undefined || follows ? one : { ...one, state: 'refused', why };
  });
  return relinked(marked);
}

/** What waits to replace a refused reading replaces its forerunner instead. */
function relinked(entries: Entry[]): Entry[] {
  const gone = new Map(entries.filter((one) => one.state === 'refused').map((one) => [one.id, one]));
  return entries.map((one) => {
    const before = one.state === 'waiting' && one.supersedes ? gone.get(one.supersedes) : undefined;
    if (!before) return one;
    return { ...one, supersedes: before.supersedes, reason: before.supersedes ? one.reason : '' };
  });
}

function pointedAt(batch: Entry[], fault: Fault): Entry | null {
  const index = /^readings\.([0-9]+)(?:\.|$)/u.exec(fault.field ?? '')?.[1];
  if (index !== undefined) return batch[Number(index)] ?? null;
  const named = `${fault.found ?? ''} ${fault.message}`;
  return batch.find((one) => named.includes(one.id)) ?? null;
}

export function sentence(fault: Fault): string {
  const allowed = fault.allowed && !fault.message.includes(fault.allowed) ? ` (${fault.allowed})` : '';
  return fault.message + allowed;
}

function joined(before: string | undefined, more: string): string {
  return [before, more].filter(Boolean).join(' ');
}

/** Sends refused readings once more, as they are. */
export function retried(entries: Entry[], job: number): Entry[] {
  return entries.map((one) =>
    one.job === job && one.state === 'refused' ? { ...one, state: 'waiting', why: '' } : one,
  );
}

export interface Counts {
  waiting: number;
  refused: number;
  /** Kept for other jobs, or keyed by somebody else. */
  elsewhere: number;
  /** When the oldest unsent reading was taken. */
  since: string | null;
}

export function countsOf(entries: Entry[], job: number, by: number | null): Counts {
  const here = entries.filter((one) => one.job === job && isOf(one, by));
  const times = here.map((one) => one.taken_at).sort();
  return {
    waiting: here.filter((one) => one.state === 'waiting').length,
    refused: here.filter((one) => one.state === 'refused').length,
    elsewhere: entries.length - here.length,
    since: times[0] ?? null,
  };
}

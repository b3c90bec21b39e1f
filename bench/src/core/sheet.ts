/** What each cell holds now: what the server has, covered by what waits on this device. */

import { keyOf } from './cells';
import type { Entry } from './outbox';
import type { Bundle, CellReturn, StoredReading, Theirs } from './types';

export interface Held {
  id: string;
  digits: string;
  unit: string;
  /** When it was read. */
  taken_at: string;
  /** Where it is: with the server, on this device, turned down, or beside somebody else's. */
  state: 'sent' | 'device' | 'refused' | 'conflict';
  why: string;
  /** The reading the next one of this cell has to name; null when the server has none. */
  supersedes: string | null;
  reviewed: CellReturn | null;
  theirs: Theirs | null;
}

export type Sheet = ReadonlyMap<string, Held>;

export function sheetOf(bundle: Bundle, entries: Entry[]): Sheet {
  const cells = new Map<string, Held>();
  for (const reading of bundle.readings) {
    if (!reading.superseded) cells.set(keyOf(reading), heldByServer(reading));
  }
  const ours = entries.filter((one) => one.job === bundle.job.id && one.state !== 'dropped');
  for (const entry of [...ours].sort((a, b) => a.order - b.order)) {
    const before = cells.get(keyOf(entry));
    if (before?.id !== entry.id) cells.set(keyOf(entry), heldHere(entry, before));
  }
  for (const returned of openReturns(bundle, entries)) {
    const held = cells.get(keyOf(returned));
    if (held) cells.set(keyOf(returned), { ...held, reviewed: returned });
  }
  return cells;
}

const NOTHING = { why: '', reviewed: null, theirs: null };

function heldByServer(reading: StoredReading): Held {
  const { id, digits, unit, taken_at } = reading;
  return { ...NOTHING, id, digits, unit, taken_at, state: 'sent', supersedes: id };
}

const STATES = {
  waiting: 'device', taken: 'device', refused: 'refused', conflict: 'conflict', dropped: 'refused',
} as const;

function heldHere(entry: Entry, before: Held | undefined): Held {
  const state = STATES[entry.state];
  const { id, digits, unit, taken_at, why, theirs = null } = entry;
  // What left the device may be there: the next reading supersedes it. Else it takes its place.
  const away = entry.tried && state === 'device';
  const supersedes = away ? id : (theirs?.id ?? (before ? before.supersedes : entry.supersedes));
  return { ...NOTHING, id, digits, unit, taken_at, state, why, supersedes, theirs };
}

/** Returned cells that no newer reading settles yet, here or on the server. */
export function openReturns(bundle: Bundle, entries: Entry[]): CellReturn[] {
  const answered = new Set(
    entries
      .filter((one) => one.job === bundle.job.id && STATES[one.state] === 'device' && one.supersedes)
      .map((one) => keyOf(one)),
  );
  return bundle.returns.filter((one) => !one.settled && !answered.has(keyOf(one)));
}

/** What stood in a cell before, newest first. */
export function historyOf(bundle: Bundle, key: string): StoredReading[] {
  const there = bundle.readings.filter((one) => one.superseded && keyOf(one) === key);
  return there.sort((a, b) => (a.taken_at < b.taken_at ? 1 : -1));
}

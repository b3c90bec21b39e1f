/** What each cell holds now: what the server has, covered by what waits on this device. */

import { keyOf } from './cells';
import type { Entry } from './outbox';
import type { Bundle, CellReturn, StoredReading } from './types';

export interface Held {
  id: string;
  digits: string;
  /** Where it is: with the server, on this device, or turned down by the server. */
  state: 'sent' | 'device' | 'refused';
  why: string;
  /** The reading the next one of this cell has to name; null when the server has none. */
  supersedes: string | null;
  reviewed: CellReturn | null;
}

export type Sheet = ReadonlyMap<string, Held>;

export function sheetOf(bundle: Bundle, entries: Entry[]): Sheet {
  const cells = new Map<string, Held>();
  for (const reading of bundle.readings) {
    if (!reading.superseded) cells.set(keyOf(reading), heldByServer(reading));
  }
  const ours = entries.filter((one) => one.job === bundle.job.id);
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

function heldByServer(reading: StoredReading): Held {
  const { id, digits } = reading;
  return { id, digits, state: 'sent', why: '', supersedes: id, reviewed: null };
}

function heldHere(entry: Entry, before: Held | undefined): Held {
  const state = entry.state === 'refused' ? 'refused' : 'device';
  // What left the device may be there: the next reading supersedes it. Else it takes its place.
  const away = entry.tried && state === 'device';
  const supersedes = away ? entry.id : before ? before.supersedes : entry.supersedes;
  const { id, digits, why } = entry;
  return { id, digits, state, why, supersedes, reviewed: null };
}

/** Returned cells that no newer reading settles yet, here or on the server. */
export function openReturns(bundle: Bundle, entries: Entry[]): CellReturn[] {
  const answered = new Set(
    entries
      .filter((one) => one.job === bundle.job.id && one.state === 'waiting' && one.supersedes)
      .map((one) => keyOf(one)),
  );
  return bundle.returns.filter((one) => !one.settled && !answered.has(keyOf(one)));
}

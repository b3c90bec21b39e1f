/** Tables as a worksheet lays them out: once per channel, and again after an adjustment. */

import type { Channel, Definition, Plan, PlanRow, Table, Words2 } from './types';

export const ENVIRONMENT = 'environment';
export const CHECKS = 'checks';
export const ADJUSTMENT = 'adjustment';
/** As left: measured after the adjustment. */
export const LEFT = 'left';

export interface Section {
  table: string;
  channel: number;
  phase: string;
}

/** `volume~2!left` → table `volume`, channel 2, phase `left`. */
export function parseSection(text: string): Section {
  const [whole = '', phase = ''] = text.split('!', 2);
  const [table = '', channel = ''] = whole.split('~', 2);
  return { table, channel: /^[0-9]+$/u.test(channel) ? Number(channel) : 0, phase };
}

/** A table in its place: the definition's columns over the plan's rows. */
export interface Laid extends Section {
  /** The section of its cells. */
  key: string;
  definition: Table;
  /** What sets it apart from the same table elsewhere: "Vòi 2". */
  label: Words2 | null;
  unit: string;
  errorUnit: string;
  rows: PlanRow[];
  /** Wanted: all but what comes after an adjustment nobody made. */
  wanted: boolean;
}

/** Every table of the plan in the order of work: as found first, channel after channel. */
export function laidOut(definition: Definition | null, plan: Plan | null, adjusted: boolean): Laid[] {
  const laid = (plan?.tables ?? []).flatMap((one): Laid[] => {
    const named = parseSection(one.key);
    const table = definition?.tables.find((each) => each.key === (one.table ?? named.table));
    if (!table) return [];
    const phase = one.phase ?? named.phase;
    return [
      {
        key: one.key,
        table: table.key,
        channel: one.channel ?? named.channel,
        phase,
        definition: table,
        label: one.label ?? null,
        unit: one.unit || table.unit || plan?.unit || '',
        errorUnit: one.error_unit || table.error_unit || '',
        rows: one.rows,
        wanted: phase !== LEFT || adjusted,
      },
    ];
  });
  const rank = (one: Laid): number => (one.phase === LEFT ? 1e6 : 0) + one.channel;
  return laid.sort((a, b) => rank(a) - rank(b));
}

/** The channels of a worksheet; none where it has no channels. */
export function channelsOf(laid: Laid[], named: Channel[]): { channel: number; label: Words2 | string }[] {
  const numbers = [...new Set(laid.map((one) => one.channel))].filter((one) => one > 0);
  return numbers.map((channel) => ({
    channel,
    label: named.find((one) => one.channel === channel)?.label ?? String(channel),
  }));
}

/** Repeats of a column in a row: a row may want fewer, or more, of a column that repeats. */
export function repeatsOf(column: { repeat?: number }, row: PlanRow): number {
  const usual = Math.max(1, column.repeat ?? 1);
  return row.repeat && usual > 1 ? row.repeat : usual;
}

/** A value far from what is expected is asked about once: "1,005 hay 10,05?". */

import { abs, compare, dec, mul, neg, sub, type Dec } from './decimal';
import { shifted } from './numbers';

export interface Expectation {
  nominal?: string | null | undefined;
  /** The largest reference of the table: what "far" means at zero. */
  scale?: string | null | undefined;
  limit?: string | null | undefined;
  min?: string | null | undefined;
  max?: string | null | undefined;
}

export interface Doubt {
  kind: 'shift' | 'sign' | 'far';
  /** What may have been meant, as canonical digits. */
  alternative: string | null;
}

type Near = (value: Dec) => boolean;

const HALF: Dec = { c: 5n, e: -1 };
const TENTH: Dec = { c: 1n, e: -1 };
const FIVE: Dec = { c: 5n, e: 0 };
const THREE: Dec = { c: 3n, e: 0 };

/** Null when the digits look right, or when there is nothing to compare them with. */
export function doubtOf(digits: string, expected: Expectation): Doubt | null {
  const value = dec(digits);
  const near = nearness(expected);
  if (!value || !near || near(value)) return null;
  const alternative = likelyShift(digits, near);
  if (alternative) return { kind: 'shift', alternative };
  if (near(neg(value))) {
    return { kind: 'sign', alternative: digits.startsWith('-') ? digits.slice(1) : `-${digits}` };
  }
  return isFar(value, expected) ? { kind: 'far', alternative: null } : null;
}

function nearness(expected: Expectation): Near | null {
  const nominal = read(expected.nominal);
  if (!nominal) return between(read(expected.min), read(expected.max));
  const limit = read(expected.limit);
  const scale = nominal.c === 0n ? read(expected.scale) : null;
  const bound = largest([
    mul(abs(nominal), HALF),
    limit && mul(limit, FIVE),
    scale && mul(abs(scale), TENTH),
  ]);
  if (bound.c === 0n) return null;
  return (value) => compare(abs(sub(value, nominal)), bound) <= 0;
}

function between(min: Dec | null, max: Dec | null): Near | null {
  if (!min && !max) return null;
  const low = min ?? { c: 0n, e: 0 };
  return (value) => compare(value, low) >= 0 && (!max || compare(value, max) <= 0);
}

function likelyShift(digits: string, near: Near): string | null {
  for (const places of [1, -1, 2, -2, 3, -3]) {
    const moved = shifted(digits, places);
    const value = dec(moved);
    if (value && value.c !== 0n && near(value)) return moved;
  }
  return null;
}

/** Three times the nominal value, a third of it, the other sign; at zero, whatever is not near. */
function isFar(value: Dec, expected: Expectation): boolean {
  const nominal = read(expected.nominal);
  if (!nominal) return false;
  if (nominal.c === 0n) return true;
  const size = abs(nominal);
  const same = compare(value, { c: 0n, e: 0 }) === compare(nominal, { c: 0n, e: 0 });
  const big = compare(abs(value), mul(size, THREE)) > 0;
  const small = compare(mul(abs(value), THREE), size) < 0;
  return !same || big || small;
}

function largest(values: (Dec | null)[]): Dec {
  let best: Dec = { c: 0n, e: 0 };
  for (const value of values) if (value && compare(value, best) > 0) best = value;
  return best;
}

function read(text: string | null | undefined): Dec | null {
  return text ? dec(text) : null;
}

/** The larger of two references, by size: used to find a table's scale. */
export function larger(a: string, b: string): string {
  const [x, y] = [dec(a), dec(b)];
  if (!x || !y) return x ? a : b;
  return compare(abs(x), abs(y)) >= 0 ? a : b;
}

/** Exact decimals for the preview: 0.1 + 0.2 is 0.3 here, as it is on paper. */

export interface Dec {
  /** The value is c × 10^e. */
  readonly c: bigint;
  readonly e: number;
}

const PRECISION = 40;

export function dec(text: string): Dec | null {
  const match = /^(-?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,3}))?$/u.exec(text.trim());
  if (!match) return null;
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const c = BigInt(whole + fraction);
  return { c: sign ? -c : c, e: Number(power) - fraction.length };
}

const ten = (power: number): bigint => 10n ** BigInt(power);

function aligned(a: Dec, b: Dec): [bigint, bigint, number] {
  const e = Math.min(a.e, b.e);
  return [a.c * ten(a.e - e), b.c * ten(b.e - e), e];
}

export function add(a: Dec, b: Dec): Dec {
  const [x, y, e] = aligned(a, b);
  return { c: x + y, e };
}

export const neg = (a: Dec): Dec => ({ c: -a.c, e: a.e });
export const abs = (a: Dec): Dec => (a.c < 0n ? neg(a) : a);
export const sub = (a: Dec, b: Dec): Dec => add(a, neg(b));
export const mul = (a: Dec, b: Dec): Dec => rounded({ c: a.c * b.c, e: a.e + b.e });

/** Below, equal or above: -1, 0, 1. */
export function compare(a: Dec, b: Dec): number {
  const [x, y] = aligned(a, b);
  return x < y ? -1 : Number(x > y);
}

const lengthOf = (c: bigint): number => (c < 0n ? -c : c).toString().length;

/** Cut to 40 significant digits, half to even, as the server computes. */
function rounded(a: Dec): Dec {
  const extra = lengthOf(a.c) - PRECISION;
  return extra > 0 ? quantized(a, a.e + extra) : a;
}

/** The nearest multiple of 10^e, half to even. */
export function quantized(a: Dec, e: number): Dec {
  if (e <= a.e) return { c: a.c * ten(a.e - e), e };
  const unit = ten(e - a.e);
  const size = a.c < 0n ? -a.c : a.c;
  let kept = size / unit;
  const twice = (size % unit) * 2n;
  if (twice > unit || (twice === unit && kept % 2n === 1n)) kept += 1n;
  return { c: a.c < 0n ? -kept : kept, e };
}

export function div(a: Dec, b: Dec): Dec | null {
  if (b.c === 0n) return null;
  const places = Math.max(0, PRECISION + 2 + lengthOf(b.c) - lengthOf(a.c));
  return trimmed(rounded({ c: (a.c * ten(places)) / b.c, e: a.e - b.e - places }), a.e - b.e);
}

export function sqrt(a: Dec): Dec | null {
  if (a.c < 0n) return null;
  if (a.c === 0n) return a;
  let places = 2 * PRECISION;
  if ((a.e - places) % 2 !== 0) places += 1;
  return trimmed(rounded({ c: root(a.c * ten(places)), e: (a.e - places) / 2 }), Math.floor(a.e / 2));
}

function root(n: bigint): bigint {
  let x = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (;;) {
    const next = (x + n / x) / 2n;
    if (next >= x) return x;
    x = next;
  }
}

/** Drops the zeros that dividing added; those that were written stay. */
function trimmed(a: Dec, ideal: number): Dec {
  let { c, e } = a;
  if (c === 0n) return { c, e: ideal };
  while (c % 10n === 0n && e < ideal) {
    c /= 10n;
    e += 1;
  }
  return { c, e };
}

/** Plain digits with a point; at most `places` decimals when given. */
export function plain(a: Dec, places?: number): string {
  const cut = places !== undefined && -a.e > places ? quantized(a, -places) : a;
  const whole = cut.e > 0 ? quantized(cut, 0) : cut;
  const sign = whole.c < 0n ? '-' : '';
  const text = (whole.c < 0n ? -whole.c : whole.c).toString().padStart(1 - whole.e, '0');
  if (whole.e === 0) return sign + text;
  return `${sign}${text.slice(0, whole.e)}.${text.slice(whole.e)}`;
}

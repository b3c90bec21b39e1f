/** Numbers as keyed: the digits are the resolution, so none is added, lost or grouped. */

import type { Language } from './types';

export const MOST_DIGITS = 30;

export type Unreadable = 'blank' | 'unfinished' | 'not_a_number' | 'too_many_digits';
export type Read = { digits: string } | { why: Unreadable };

/** The decimal mark people of this language write. */
export function markOf(language: Language): string {
  return language === 'vi' ? ',' : '.';
}

/** What is keyed after one more key: a digit, "mark", "minus" or "erase". */
export function press(keyed: string, key: string, language: Language): string {
  if (key === 'erase') return keyed.slice(0, -1);
  if (key === 'minus') return keyed.startsWith('-') ? keyed.slice(1) : `-${keyed}`;
  if (key === 'mark') return /[.,]/u.test(keyed) ? keyed : keyed + markOf(language);
  if (!/^[0-9]$/u.test(key)) return keyed;
  return keyed.replace(/[^0-9]/gu, '').length < MOST_DIGITS ? keyed + key : keyed;
}

/** Reads what was keyed into canonical digits ("10,050" → "10.050"), as the server will. */
export function readKeyed(keyed: string): Read {
  const text = keyed.trim();
  if (text === '' || text === '-') return { why: 'blank' };
  if (/^-?[0-9]*[.,]$/u.test(text)) return { why: 'unfinished' };
  const match = /^(-?)([0-9]*)(?:[.,]([0-9]+))?$/u.exec(text);
  if (!match) return { why: 'not_a_number' };
  const [, sign = '', whole = '', fraction = ''] = match;
  if (whole.length + fraction.length > MOST_DIGITS) return { why: 'too_many_digits' };
  const plain = whole.replace(/^0+(?=[0-9])/u, '') || '0';
  const digits = fraction ? `${plain}.${fraction}` : plain;
  return { digits: sign && /[1-9]/u.test(digits) ? `-${digits}` : digits };
}

/** Canonical digits, or digits as keyed, the way `language` writes them. */
export function shown(digits: string, language: Language): string {
  return digits.replace(/[.,]/u, markOf(language)).replace('-', '−');
}

/** Canonical digits the way a person of `language` would key them. */
export function asKeyed(digits: string, language: Language): string {
  return digits.replace('.', markOf(language));
}

/** Moves the decimal mark: ("1.005", 1) → "10.05"; no digit is lost but leading zeros. */
export function shifted(digits: string, places: number): string {
  const sign = digits.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
  let all = whole + fraction;
  let point = whole.length + places;
  if (point <= 0) {
    all = '0'.repeat(1 - point) + all;
    point = 1;
  }
  if (point > all.length) all = all.padEnd(point, '0');
  const left = all.slice(0, point).replace(/^0+(?=[0-9])/u, '');
  const right = all.slice(point);
  return sign + (right ? `${left}.${right}` : left);
}

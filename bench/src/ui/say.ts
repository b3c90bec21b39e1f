/** Cells, points and moments in the words of the reader. */

import type { Cell, Nominal } from '../core/cells';
import { markOf, shown } from '../core/numbers';
import { LEFT } from '../core/sections';
import type { Definition, Language, Words2 } from '../core/types';
import { said, unitSymbol, type Words } from '../words';

/** Hours and minutes on this device. */
export function clock(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
}

/** "Qmax · 20 L": a number as the reader writes it, a text as it is. */
export function nominalWords(one: Nominal, language: Language): string {
  const text = one.isNumber ? shown(one.text, language) : one.text.replace(/(?<=[0-9])\.(?=[0-9])/gu, markOf(language));
  return [text, unitSymbol(one.unit)].filter(Boolean).join(' ');
}

/** What names the point of a cell: label, nominal values, reference. */
export function pointWords(cell: Cell, language: Language): string {
  const reference = cell.reference && cell.named
    ? `${shown(cell.reference, language)} ${unitSymbol(cell.pointUnit)}`.trim()
    : '';
  const nominals = cell.nominals.map((one) => nominalWords(one, language));
  return [said(cell.rowLabel, language), ...nominals, reference].filter(Boolean).join(' · ');
}

/** "Vòi 2": the words of the plan, or a number with what the procedure calls its channels. */
export function channelWords(
  label: Words2 | string,
  definition: Definition | null | undefined,
  words: Words,
  language: Language,
): string {
  const text = typeof label === 'string' ? label : said(label, language);
  if (!/^[0-9]+$/u.test(text)) return text;
  const named = said(definition?.channel_label, language);
  const known = definition?.channels === 'nozzles' ? words.channel.hose : words.channel.label;
  return `${named || known} ${text}`;
}

/** The whole address of a cell in words, for lists and for a screen reader. */
export function cellWords(cell: Cell, words: Words, language: Language, channel = ''): string {
  return [
    cell.position > 0 ? `${words.batch.position} ${cell.position}` : '',
    channel,
    cell.phase === LEFT ? words.phase.left : '',
    said(cell.label, language),
    pointWords(cell, language),
    cell.repeats > 1 ? words.grid.repeat(cell.repeat + 1) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

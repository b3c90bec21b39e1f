import type { Language, Words2 } from '../core/types';
import { en } from './en';
import { vi, type Words } from './vi';

export type { Words };

export function wordsOf(language: Language): Words {
  return language === 'en' ? en : vi;
}

/** The side of a bilingual text this reader reads; the other one rather than nothing. */
export function said(text: Words2 | null | undefined, language: Language): string {
  return text ? text[language] || text.vi || text.en : '';
}

const SYMBOLS: Record<string, string> = {
  degC: '°C', delta_degC: '°C', degF: '°F', ohm: 'Ω', permille: '‰', deg: '°', arcmin: '′', arcsec: '″',
  rpm: 'min⁻¹', VND: 'đồng', '': '',
};

/** A unit code as people write it: "kgf/cm2" → "kgf/cm²", "uV" → "µV". */
export function unitSymbol(code: string): string {
  const known = SYMBOLS[code];
  if (known !== undefined) return known;
  return code
    .replace(/^u(?=[A-Z]|[gmLs](?:$|[/.]))/u, 'µ')
    .replace(/^([kMGmu]?)ohm/u, '$1Ω')
    .replace(/([a-z])2(?=$|[/.])/gu, '$1²')
    .replace(/([a-z])3(?=$|[/.])/gu, '$1³')
    .replace(/H2O$/u, 'H₂O')
    .replace(/^VND\//u, 'đồng/')
    .replace(/\./gu, '·');
}

/** A day as the reader writes it. */
export function dayOf(iso: string, language: Language): string {
  const [year, month, day] = iso.slice(0, 10).split('-');
  return language === 'vi' ? `${day}/${month}/${year}` : iso.slice(0, 10);
}

/** What the job is about, in a title and a line. */

import type { Bundle, Language } from '../core/types';
import { said, type Words } from '../words';

export function subjectOf(
  bundle: Bundle | null,
  language: Language,
  words: Words,
): { title: string; lead: string } {
  if (!bundle) return { title: '', lead: '' };
  const { job, definition } = bundle;
  const instrument = nameOf(job.instrument, language);
  const serial = textAt(job.instrument, 'serial');
  const lead = [words.service[job.service] ?? job.service, serial, nameOf(job.customer, language)];
  return {
    title: instrument || said(definition?.title, language),
    lead: [...new Set(lead)].filter(Boolean).join(' · '),
  };
}

/** The name of a thing the API describes: a text, or an object with a name in it. */
export function nameOf(thing: unknown, language: Language): string {
  if (typeof thing === 'string') return thing;
  if (typeof thing !== 'object' || thing === null) return '';
  for (const key of [`name_${language}`, 'name', 'name_vi', 'full_name', language, 'vi', 'code']) {
    const found = nameOf((thing as Record<string, unknown>)[key], language);
    if (found) return found;
  }
  return '';
}

function textAt(thing: unknown, key: string): string {
  const found = typeof thing === 'object' && thing ? (thing as Record<string, unknown>)[key] : '';
  return typeof found === 'string' ? found : '';
}

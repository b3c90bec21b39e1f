/** Ids made on the device. A page without TLS has no crypto.randomUUID, so the bits are ours. */

import type { Store } from '../device/store';

export function newId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}

/** What this device calls itself, for as long as its memory is kept: "Android 3f2a". */
export async function deviceName(store: Store): Promise<string> {
  const known = await store.fact('device');
  if (typeof known === 'string' && known) return known;
  const agent = typeof navigator === 'undefined' ? '' : navigator.userAgent;
  const kind = /iPad|iPhone|Android|Windows|Mac OS|CrOS|Linux/u.exec(agent)?.[0] ?? 'bench';
  const made = `${kind} ${newId().slice(0, 4)}`;
  await store.keepFact('device', made).catch(() => undefined);
  return made;
}

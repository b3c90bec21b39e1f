/** The shelf's script: how much of each worksheet waits on this device, and since when; it is sent. */

import { isUnsent, type Entry } from './core/outbox';
import type { Photo } from './core/photos';
import type { Language } from './core/types';
import { Api, csrfToken } from './device/api';
import { Album } from './device/album';
import { Outbox } from './device/outbox';
import { openStore } from './device/store';
import { Sync, type Who } from './device/sync';
import { deviceName } from './app/id';
import { clock } from './ui/say';
import { wordsOf } from './words';

const shelf = document.getElementById('shelf');
if (shelf) void fill(shelf);

async function fill(root: HTMLElement): Promise<void> {
  const language: Language = root.dataset['language'] === 'en' ? 'en' : 'vi';
  const words = wordsOf(language);
  const store = await openStore();
  const api = new Api(root.dataset['api'] ?? '/api/v1/', language, () => csrfToken(document));
  const outbox = new Outbox(store, show);
  const album = new Album(store, api, show);
  const device = await deviceName(store);
  let me: number | null = null;
  const who: Who = async () => {
    const { body, status } = await api.me();
    me = body?.id ?? null;
    return body?.id ?? (status === 401 ? 'signed_out' : 'unreachable');
  };
  const sync = new Sync(outbox, { send: (batch) => api.send(batch, device) }, who, show, () => Promise.resolve());
  await Promise.all([outbox.load(), album.load()]);
  await sync.flush().catch(() => undefined);
  if (me !== null) await album.flush(me).catch(() => false);
  show();

  function show(): void {
    const entries = outbox.entries.filter(isUnsent);
    const listed = new Set<number>();
    for (const place of root.querySelectorAll<HTMLElement>('[data-unsent]')) {
      const jobs = (place.dataset['unsent'] ?? '').split(',').map(Number);
      for (const job of jobs) listed.add(job);
      place.textContent = sentence(entries.filter((one) => jobs.includes(one.job)), album.list.filter((one) => jobs.includes(one.job)));
      place.className = place.textContent === words.shelf.none ? 'why' : 'wrong';
    }
    showOthers(entries.filter((one) => !listed.has(one.job)), album.list.filter((one) => !listed.has(one.job)));
    const state = document.getElementById('shelf-state');
    if (state) state.textContent = linkWords();
  }

  function sentence(entries: Entry[], photos: Photo[]): string {
    const since = entries.map((one) => one.taken_at).sort()[0];
    const parts = [since ? words.shelf.unsent(entries.length, clock(since)) : '', photos.length ? words.shelf.photos(photos.length) : ''];
    return parts.filter(Boolean).join('; ') || words.shelf.none;
  }

  /** Readings of worksheets that are not on this person's shelf: nothing on a device is hidden. */
  function showOthers(entries: Entry[], photos: Photo[]): void {
    const place = document.getElementById('shelf-more');
    if (!place) return;
    place.replaceChildren();
    const jobs = [...new Set([...entries, ...photos].map((one) => one.job))];
    if (jobs.length === 0) return;
    const title = document.createElement('h2');
    title.textContent = words.shelf.more;
    const list = document.createElement('ul');
    for (const job of jobs) list.append(lineOf(job, entries.filter((one) => one.job === job), photos.filter((one) => one.job === job)));
    place.append(title, list);
  }

  function lineOf(job: number, entries: Entry[], photos: Photo[]): HTMLElement {
    const line = document.createElement('li');
    const link = document.createElement('a');
    link.href = `/bench/${job}/`;
    link.textContent = words.shelf.job(job);
    const foreign = entries.some((one) => one.by !== null && one.by !== me);
    line.append(link, ` ${sentence(entries, photos)}${foreign ? ` (${words.shelf.others})` : ''}`);
    return line;
  }

  function linkWords(): string {
    const { link } = sync;
    return link === 'idle' ? '' : words.shelf[link];
  }
}

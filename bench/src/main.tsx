/** The tablet app's entry: opens the job, or the batch, that #bench names. */

import './bench.css';
import { render } from 'preact';
import { BatchDesk } from './app/batch';
import { Bench } from './app/bench';
import type { Desk } from './app/desk';
import type { Language } from './core/types';
import { Api, csrfToken } from './device/api';
import { watchConnection } from './device/connection';
import { MemoryStore, openStore, type Store } from './device/store';
import { EVERY_MS } from './device/sync';
import { App } from './ui/App';

async function storeOrMemory(): Promise<{ store: Store; durable: boolean }> {
  try {
    return { store: await openStore(), durable: true };
  } catch {
    return { store: new MemoryStore(), durable: false };
  }
}

async function open(root: HTMLElement): Promise<void> {
  const language: Language = root.dataset['language'] === 'en' ? 'en' : 'vi';
  const { store, durable } = await storeOrMemory();
  const api = new Api(root.dataset['api'] ?? '/api/v1/', language, () => csrfToken(document));
  const home = root.dataset['home'] ?? '/jobs/today/';
  const parts = { language, api, store, durable, home };
  const batch = Number(root.dataset['batch']);
  const desk: Desk = batch
    ? new BatchDesk({ ...parts, id: batch })
    : new Bench({ ...parts, job: Number(root.dataset['job']) });
  desk.person = Number(root.dataset['user']) || null;
  root.replaceChildren();
  root.classList.add('bench');
  render(<App desk={desk} />, root);
  keepSending(desk);
  await desk.load();
}

/** On load (by `load`), when the network is back, when the page is looked at again, on a timer. */
function keepSending(desk: Desk): void {
  const flush = (): void => {
    const seen = document.visibilityState === 'visible';
    void (seen ? desk.reconnect() : desk.sync.flush());
  };
  watchConnection(window, (online) => {
    if (online) flush();
  });
  document.addEventListener('visibilitychange', flush);
  setInterval(flush, EVERY_MS);
  void navigator.storage?.persist?.();
}

const root = document.getElementById('bench');
if (root) void open(root);

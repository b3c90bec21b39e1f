/** The tablet app's entry: opens the job that #bench names. */

import './bench.css';
import { render } from 'preact';
import { Bench } from './app/bench';
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
  const job = Number(root.dataset['job']);
  const language: Language = root.dataset['language'] === 'en' ? 'en' : 'vi';
  const { store, durable } = await storeOrMemory();
  const api = new Api(root.dataset['api'] ?? '/api/v1/', language, () => csrfToken(document));
  const bench = new Bench({ job, language, api, store, durable, home: root.dataset['home'] ?? '/jobs/today/' });
  bench.person = Number(root.dataset['user']) || null;
  root.replaceChildren();
  root.classList.add('bench');
  render(<App bench={bench} />, root);
  keepSending(bench);
  await bench.load();
}

/** On load (by `load`), when the network is back, when the page is looked at again, on a timer. */
function keepSending(bench: Bench): void {
  const flush = (): void => void bench.reconnect();
  watchConnection(window, (online) => {
    if (online) flush();
  });
  document.addEventListener('visibilitychange', flush);
  setInterval(flush, EVERY_MS);
  void navigator.storage?.persist?.();
}

const root = document.getElementById('bench');
if (root) void open(root);

/** The device's memory: IndexedDB. A reading is here before anything is sent. */

import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Entry } from '../core/outbox';
import type { Bundle } from '../core/types';

interface Shape extends DBSchema {
  entries: { key: string; value: Entry };
  bundles: { key: number; value: Bundle };
  facts: { key: string; value: number };
}

export interface Store {
  entries(): Promise<Entry[]>;
  /** Writes and drops in one transaction: both happen or neither. */
  change(written: Entry[], dropped: string[]): Promise<void>;
  bundle(job: number): Promise<Bundle | null>;
  keepBundle(bundle: Bundle): Promise<void>;
  fact(name: string): Promise<number | null>;
  keepFact(name: string, value: number): Promise<void>;
}

export async function openStore(): Promise<Store> {
  const database = await openDB<Shape>('chuan-bench', 1, {
    upgrade(fresh) {
      fresh.createObjectStore('entries', { keyPath: 'id' });
      fresh.createObjectStore('bundles');
      fresh.createObjectStore('facts');
    },
  });
  return new DeviceStore(database);
}

class DeviceStore implements Store {
  constructor(private readonly database: IDBPDatabase<Shape>) {}

  entries(): Promise<Entry[]> {
    return this.database.getAll('entries');
  }

  async change(written: Entry[], dropped: string[]): Promise<void> {
    const work = this.database.transaction('entries', 'readwrite', { durability: 'strict' });
    const steps = [
      ...dropped.map((id) => work.store.delete(id)),
      ...written.map((entry) => work.store.put(entry)),
    ];
    await Promise.all([...steps, work.done]);
  }

  async bundle(job: number): Promise<Bundle | null> {
    return (await this.database.get('bundles', job)) ?? null;
  }

  async keepBundle(bundle: Bundle): Promise<void> {
    await this.database.put('bundles', bundle, bundle.job.id);
  }

  async fact(name: string): Promise<number | null> {
    return (await this.database.get('facts', name)) ?? null;
  }

  async keepFact(name: string, value: number): Promise<void> {
    await this.database.put('facts', value, name);
  }
}

/** Where the browser gives no IndexedDB: works until the page closes, and says so. */
export class MemoryStore implements Store {
  private held = new Map<string, Entry>();
  private bundles = new Map<number, Bundle>();
  private facts = new Map<string, number>();

  entries(): Promise<Entry[]> {
    return Promise.resolve([...this.held.values()]);
  }

  change(written: Entry[], dropped: string[]): Promise<void> {
    for (const id of dropped) this.held.delete(id);
    for (const entry of written) this.held.set(entry.id, entry);
    return Promise.resolve();
  }

  bundle(job: number): Promise<Bundle | null> {
    return Promise.resolve(this.bundles.get(job) ?? null);
  }

  keepBundle(bundle: Bundle): Promise<void> {
    this.bundles.set(bundle.job.id, bundle);
    return Promise.resolve();
  }

  fact(name: string): Promise<number | null> {
    return Promise.resolve(this.facts.get(name) ?? null);
  }

  keepFact(name: string, value: number): Promise<void> {
    this.facts.set(name, value);
    return Promise.resolve();
  }
}

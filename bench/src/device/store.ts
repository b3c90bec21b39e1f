/** The device's memory: IndexedDB. A reading is here before anything is sent. */

import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Entry } from '../core/outbox';
import type { Photo } from '../core/photos';
import type { BatchBundle, Bundle } from '../core/types';

type Fact = string | number;

interface Shape extends DBSchema {
  entries: { key: string; value: Entry };
  bundles: { key: number; value: Bundle };
  batches: { key: number; value: BatchBundle };
  facts: { key: string; value: Fact };
  photos: { key: string; value: Photo };
  /** The bytes of a photo, apart from what is said of it: a list reads none of them. */
  contents: { key: string; value: Blob };
}

export interface Store {
  entries(): Promise<Entry[]>;
  /** Writes and drops in one transaction: both happen or neither. */
  change(written: Entry[], dropped: string[]): Promise<void>;
  bundle(job: number): Promise<Bundle | null>;
  bundles(): Promise<Bundle[]>;
  keepBundle(bundle: Bundle): Promise<void>;
  batch(id: number): Promise<BatchBundle | null>;
  keepBatch(id: number, batch: BatchBundle): Promise<void>;
  fact(name: string): Promise<Fact | null>;
  keepFact(name: string, value: Fact): Promise<void>;
  photos(): Promise<Photo[]>;
  content(id: string): Promise<Blob | null>;
  /** Keeps a photo; its bytes too where they are given. */
  keepPhoto(photo: Photo, content?: Blob): Promise<void>;
  dropPhoto(id: string): Promise<void>;
}

export async function openStore(): Promise<Store> {
  const database = await openDB<Shape>('chuan-bench', 2, {
    upgrade(fresh, before) {
      if (before < 1) {
        fresh.createObjectStore('entries', { keyPath: 'id' });
        fresh.createObjectStore('bundles');
        fresh.createObjectStore('facts');
      }
      fresh.createObjectStore('batches');
      fresh.createObjectStore('photos', { keyPath: 'id' });
      fresh.createObjectStore('contents');
    },
    // A newer page of the app in another tab may change the shape: let it.
    blocking: (_before, _after, event) => (event.target as IDBDatabase).close(),
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

  bundles(): Promise<Bundle[]> {
    return this.database.getAll('bundles');
  }

  async keepBundle(bundle: Bundle): Promise<void> {
    await this.database.put('bundles', bundle, bundle.job.id);
  }

  async batch(id: number): Promise<BatchBundle | null> {
    return (await this.database.get('batches', id)) ?? null;
  }

  async keepBatch(id: number, batch: BatchBundle): Promise<void> {
    await this.database.put('batches', batch, id);
  }

  async fact(name: string): Promise<Fact | null> {
    return (await this.database.get('facts', name)) ?? null;
  }

  async keepFact(name: string, value: Fact): Promise<void> {
    await this.database.put('facts', value, name);
  }

  photos(): Promise<Photo[]> {
    return this.database.getAll('photos');
  }

  async content(id: string): Promise<Blob | null> {
    return (await this.database.get('contents', id)) ?? null;
  }

  async keepPhoto(photo: Photo, content?: Blob): Promise<void> {
    const work = this.database.transaction(['photos', 'contents'], 'readwrite', { durability: 'strict' });
    const steps: Promise<unknown>[] = [work.objectStore('photos').put(photo), work.done];
    if (content) steps.push(work.objectStore('contents').put(content, photo.id));
    await Promise.all(steps);
  }

  async dropPhoto(id: string): Promise<void> {
    const work = this.database.transaction(['photos', 'contents'], 'readwrite');
    await Promise.all([
      work.objectStore('photos').delete(id),
      work.objectStore('contents').delete(id),
      work.done,
    ]);
  }
}

/** Where the browser gives no IndexedDB: works until the page closes, and says so. */
export class MemoryStore implements Store {
  private held = new Map<string, Entry>();
  private worksheets = new Map<number, Bundle>();
  private batches = new Map<number, BatchBundle>();
  private facts = new Map<string, Fact>();
  private pictures = new Map<string, { photo: Photo; content: Blob | null }>();

  entries(): Promise<Entry[]> {
    return Promise.resolve([...this.held.values()]);
  }

  change(written: Entry[], dropped: string[]): Promise<void> {
    for (const id of dropped) this.held.delete(id);
    for (const entry of written) this.held.set(entry.id, entry);
    return Promise.resolve();
  }

  bundle(job: number): Promise<Bundle | null> {
    return Promise.resolve(this.worksheets.get(job) ?? null);
  }

  bundles(): Promise<Bundle[]> {
    return Promise.resolve([...this.worksheets.values()]);
  }

  keepBundle(bundle: Bundle): Promise<void> {
    this.worksheets.set(bundle.job.id, bundle);
    return Promise.resolve();
  }

  batch(id: number): Promise<BatchBundle | null> {
    return Promise.resolve(this.batches.get(id) ?? null);
  }

  keepBatch(id: number, batch: BatchBundle): Promise<void> {
    this.batches.set(id, batch);
    return Promise.resolve();
  }

  fact(name: string): Promise<Fact | null> {
    return Promise.resolve(this.facts.get(name) ?? null);
  }

  keepFact(name: string, value: Fact): Promise<void> {
    this.facts.set(name, value);
    return Promise.resolve();
  }

  photos(): Promise<Photo[]> {
    return Promise.resolve([...this.pictures.values()].map((one) => one.photo));
  }

  content(id: string): Promise<Blob | null> {
    return Promise.resolve(this.pictures.get(id)?.content ?? null);
  }

  keepPhoto(photo: Photo, content?: Blob): Promise<void> {
    const before = this.pictures.get(photo.id)?.content ?? null;
    this.pictures.set(photo.id, { photo, content: content ?? before });
    return Promise.resolve();
  }

  dropPhoto(id: string): Promise<void> {
    this.pictures.delete(id);
    return Promise.resolve();
  }
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry } from '../core/outbox';
import type { ItemAnswer } from '../core/types';
import { Unreachable, type Answer, type Taken } from './api';
import { Outbox } from './outbox';
import { MemoryStore } from './store';
import { Sync } from './sync';

function entry(id: string, row: number): Entry {
  return {
    id, job: 1, by: 5, section: 'accuracy', row, column: 'up', repeat: 0, value: '1', digits: '1', unit: 'bar',
    locale: 'vi', taken_at: '', supersedes: null, reason: '', state: 'waiting', tried: false, why: '', order: row,
  };
}

/** A server that keeps readings by id, and can lose its answer or be away. */
class Server {
  kept = new Map<string, Entry>();
  calls = 0;
  mood: 'well' | 'away' | 'loses_answer' = 'well';
  bad = new Set<string>();

  send(batch: Entry[]): Promise<Answer<Taken>> {
    this.calls += 1;
    if (this.mood === 'away') return Promise.reject(new Unreachable('away'));
    const items = batch.map((one): ItemAnswer => {
      if (this.bad.has(one.id)) return { id: one.id, status: 'refused', message: 'bad' };
      const status = this.kept.has(one.id) ? 'known' : 'accepted';
      this.kept.set(one.id, one);
      return { id: one.id, status };
    });
    if (this.mood === 'loses_answer') return Promise.reject(new Unreachable('lost'));
    return Promise.resolve({ status: 200, ok: true, body: { items }, refusal: null });
  }
}

async function bench(rows: number) {
  const store = new MemoryStore();
  const outbox = new Outbox(store, () => undefined);
  for (let row = 0; row < rows; row += 1) await outbox.add(entry(`r${row}`, row));
  const server = new Server();
  const answered: number[] = [];
  const sync = new Sync(outbox, server, () => Promise.resolve(5), () => undefined, (jobs) => {
    answered.push(...jobs);
    return Promise.resolve();
  });
  return { store, outbox, server, sync, answered };
}

test('everything goes in one batch and leaves the device', async () => {
  const { store, server, sync, answered } = await bench(3);
  await sync.flush();
  assert.deepEqual([server.calls, server.kept.size, answered], [1, 3, [1]]);
  assert.deepEqual(await store.entries(), []);
});

test('without a network nothing is lost and nothing is refused', async () => {
  const { store, server, sync, answered } = await bench(2);
  server.mood = 'away';
  await sync.flush();
  assert.deepEqual([sync.link, answered], ['unreachable', []]);
  assert.deepEqual((await store.entries()).map((one) => [one.state, one.tried]), [
    ['waiting', true], ['waiting', true],
  ]);
});

test('when the answer is lost, sending twice changes nothing', async () => {
  const { store, server, sync } = await bench(2);
  server.mood = 'loses_answer';
  await sync.flush();
  server.mood = 'well';
  await sync.flush();
  assert.deepEqual([server.kept.size, (await store.entries()).length, sync.link], [2, 0, 'idle']);
});

test('the refused one stays with its reason, the others arrive', async () => {
  const { store, server, sync } = await bench(3);
  server.bad.add('r1');
  await sync.flush();
  assert.deepEqual([...server.kept.keys()], ['r0', 'r2']);
  assert.deepEqual((await store.entries()).map((one) => [one.id, one.state, one.why]), [['r1', 'refused', 'bad']]);
});

test('a session that ended keeps everything and says so', async () => {
  const { outbox, store } = await bench(1);
  const send = (): Promise<Answer<Taken>> =>
    Promise.resolve({ status: 401, ok: false, body: null, refusal: { code: '', message: 'who?', faults: [] } });
  const sync = new Sync(outbox, { send }, () => Promise.resolve(5), () => undefined, () => Promise.resolve());
  await sync.flush();
  assert.equal(sync.link, 'signed_out');
  assert.deepEqual((await store.entries()).map((one) => one.state), ['waiting']);
});

test('an answer that names no reading is not asked for ever', async () => {
  const { outbox } = await bench(1);
  let calls = 0;
  const send = (): Promise<Answer<Taken>> => {
    calls += 1;
    return Promise.resolve({ status: 200, ok: true, body: { items: [] }, refusal: null });
  };
  await new Sync(outbox, { send }, () => Promise.resolve(5), () => undefined, () => Promise.resolve()).flush();
  assert.equal(calls, 1);
});

test('readings of a colleague wait until the colleague is signed in', async () => {
  const { outbox, server, store } = await bench(1);
  const as = (who: number) => new Sync(outbox, server, () => Promise.resolve(who), () => undefined, () => Promise.resolve());
  await as(6).flush();
  assert.deepEqual([server.calls, (await store.entries()).length], [0, 1]);
  await as(5).flush();
  assert.deepEqual([server.kept.size, (await store.entries()).length], [1, 0]);
});

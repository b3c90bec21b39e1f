import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Photo } from '../core/photos';
import type { Attached } from '../core/types';
import { Album } from './album';
import { Unreachable, type Answer } from './api';
import { MemoryStore } from './store';

function photo(id: string, more: Partial<Photo> = {}): Photo {
  return {
    id, job: 1, by: 5, name: `${id}.jpg`, kind: 'image/jpeg', size: 3, caption: '', section: '', row: null,
    taken_at: id, state: 'waiting', why: '', ...more,
  };
}

async function album(...photos: Photo[]) {
  const store = new MemoryStore();
  const mood = { answer: 'well' as 'well' | 'away' | 'large' };
  const sent: string[] = [];
  const attach = (one: Photo): Promise<Answer<Attached>> => {
    if (mood.answer === 'away') return Promise.reject(new Unreachable('away'));
    sent.push(one.id);
    if (mood.answer === 'large') {
      const refusal = { code: 'too_large', message: 'too large', faults: [] };
      return Promise.resolve({ status: 413, ok: false, body: null, refusal });
    }
    return Promise.resolve({ status: 201, ok: true, body: null, refusal: null });
  };
  const made = new Album(store, { attach }, () => undefined);
  for (const one of photos) await made.add(one, new Blob(['abc']));
  return { made, store, mood, sent };
}

test('a photo is on the device before it is sent, and leaves it when it is taken', async () => {
  const { made, store, sent } = await album(photo('a'), photo('b', { state: 'fresh' }), photo('c', { by: 6 }));
  assert.equal((await store.photos()).length, 3);
  assert.equal(await made.flush(5), true);
  assert.deepEqual([sent, made.list.map((one) => one.id)], [['a'], ['b', 'c']]);
  assert.equal(await store.content('a'), null);
});

test('without a network it waits; another page finds it there', async () => {
  const { made, store, mood } = await album(photo('a'));
  mood.answer = 'away';
  assert.equal(await made.flush(5), false);
  const again = new Album(store, { attach: () => Promise.reject(new Unreachable('')) }, () => undefined);
  await again.load();
  assert.deepEqual(again.of(1).map((one) => [one.id, one.state]), [['a', 'waiting']]);
  assert.equal(await (await again.content('a'))?.text(), 'abc');
});

test('a refused photo stays with the reason until somebody drops it or sends it again', async () => {
  const { made, mood, sent } = await album(photo('a'));
  mood.answer = 'large';
  assert.equal(await made.flush(5), false);
  assert.deepEqual(made.list.map((one) => [one.state, one.why]), [['refused', 'too large']]);
  await made.flush(5);
  assert.deepEqual(sent, ['a']);
  mood.answer = 'well';
  await made.amend('a', { state: 'waiting' });
  assert.equal(await made.flush(5), true);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attempted, countsOf, enqueued, nextBatch, refused, retried, settled, type Entry } from './outbox';
import { openReturns, sheetOf } from './sheet';
import type { Bundle, StoredReading } from './types';

let order = 0;
function entry(id: string, more: Partial<Entry> = {}): Entry {
  order += 1;
  return {
    id, job: 1, by: 5, section: 'accuracy', row: 0, column: 'up', repeat: 0, value: '1,0', digits: '1.0',
    unit: 'bar', locale: 'vi', taken_at: `2026-11-20T09:00:${String(order).padStart(2, '0')}Z`,
    supersedes: null, reason: '', state: 'waiting', tried: false, why: '', order, ...more,
  };
}
function stored(id: string, more: Partial<StoredReading> = {}): StoredReading {
  return {
    id, section: 'accuracy', row: 0, column: 'up', repeat: 0, digits: '1.0', as_typed: '1,0', unit: 'bar',
    taken_at: '', by: 5, superseded: false, ...more,
  };
}
function bundle(more: Partial<Bundle> = {}): Bundle {
  return {
    job: { id: 1, state: 'measuring', service: 'verification', instrument: null, customer: null, technician: null, due_on: null },
    definition: { code: 'x', title: { vi: '', en: '' }, tables: [] },
    facts: {}, plan: null, standards: { chosen: [], candidates: [] }, readings: [], returns: [], results: [], blocks: [],
    ...more,
  };
}
const ids = (entries: Entry[]): string[] => entries.map((one) => one.id);
const CELL = 'accuracy/0/up/0';

test('a reading that never left may be keyed again without a trace', () => {
  const { entries, dropped } = enqueued([entry('a')], entry('b', { digits: '1.1' }));
  assert.deepEqual([ids(entries), dropped], [['b'], ['a']]);
});

test('a reading that may have arrived stays, and the next one names it', () => {
  const away = attempted([entry('a')], [entry('a')]);
  assert.equal(sheetOf(bundle(), away).get(CELL)?.supersedes, 'a');
  const { entries, dropped } = enqueued(away, entry('b', { supersedes: 'a', reason: 'slip' }));
  assert.deepEqual([ids(entries), dropped], [['a', 'b'], []]);
});

test('a batch is of one job, one person and one way of writing, oldest first', () => {
  const entries = [
    entry('b', { order: 1002 }), entry('a', { order: 1001 }), entry('other', { job: 2 }),
    entry('english', { locale: 'en' }), entry('colleague', { by: 6 }), entry('no', { state: 'refused' }),
  ];
  const mine = entries.filter((one) => one.job === 1);
  assert.deepEqual(ids(nextBatch(mine.slice(0, 2), 5)), ['a', 'b']);
  assert.deepEqual(ids(nextBatch(entries, 5)), ['other']);
  assert.deepEqual(ids(nextBatch([entries[4]!], 5)), []);
  assert.deepEqual(ids(nextBatch([entries[4]!], 6)), ['colleague']);
});

test('what the server took or knew leaves the device', () => {
  assert.deepEqual(ids(settled([entry('a'), entry('b'), entry('c')], ['a', 'c'])), ['b']);
});

test('a fault marks its reading, the others wait again', () => {
  const batch = [entry('a'), entry('b'), entry('c')];
  const fault = { field: 'readings.1.value', message: 'not a number' };
  const after = refused(batch, batch, { code: 'invalid', message: 'wrong', faults: [fault] });
  assert.deepEqual(after.map((one) => [one.state, one.why]), [
    ['waiting', ''], ['refused', 'not a number'], ['waiting', ''],
  ]);
});

test('a conflict that names an id marks that reading', () => {
  const batch = [entry('aaaa-1'), entry('bbbb-2')];
  const fault = { field: 'id', found: 'bbbb-2', message: 'other content' };
  const after = refused(batch, batch, { code: 'conflict', message: '', faults: [fault] });
  assert.deepEqual(after.map((one) => one.state), ['waiting', 'refused']);
});

test('a refusal of the whole marks every reading with the whole reason', () => {
  const batch = [entry('a'), entry('b')];
  const after = refused(batch, batch, { code: 'refused', message: 'submitted already', faults: [] });
  assert.deepEqual(after.map((one) => one.why), ['submitted already', 'submitted already']);
  assert.deepEqual(retried(after, 1).map((one) => [one.state, one.why]), [['waiting', ''], ['waiting', '']]);
});

test('what would replace a refused reading replaces its forerunner', () => {
  const first = entry('a', { tried: true });
  const second = entry('b', { supersedes: 'a', reason: 'slip' });
  const faults = [
    { field: 'readings.0.value', message: 'no' },
    { field: 'readings.1.supersedes', message: 'not the newest' },
  ];
  const after = refused([first, second], [first, second], { code: '', message: '', faults });
  assert.deepEqual(after.map((one) => [one.state, one.supersedes, one.reason]), [
    ['refused', null, ''], ['waiting', null, ''],
  ]);
});

test('counts are of this job and person; the rest is told apart', () => {
  const colleague = entry('d', { by: 6 });
  const entries = [entry('a'), entry('b', { state: 'refused' }), entry('c', { job: 2 }), colleague];
  const { waiting, refused: no, elsewhere, since } = countsOf(entries, 1, 5);
  assert.deepEqual([waiting, no, elsewhere, since], [1, 1, 2, entries[0]?.taken_at]);
});

test('what waits here covers what the server has; superseded readings do not count', () => {
  const readings = [stored('old', { superseded: true }), stored('new', { digits: '1.1' })];
  const server = sheetOf(bundle({ readings }), []).get(CELL);
  assert.deepEqual([server?.digits, server?.state, server?.supersedes], ['1.1', 'sent', 'new']);
  const here = sheetOf(bundle({ readings }), [entry('x', { digits: '1.2', supersedes: 'new' })]).get(CELL);
  assert.deepEqual([here?.digits, here?.state, here?.supersedes], ['1.2', 'device', 'new']);
});

test('a refused reading keeps its reason beside the cell and does not become a forerunner', () => {
  const held = sheetOf(bundle(), [entry('a', { state: 'refused', tried: true, why: 'outside' })]).get(CELL);
  assert.deepEqual([held?.state, held?.why, held?.supersedes], ['refused', 'outside', null]);
});

test('a returned cell is open until a newer reading answers it', () => {
  const returned = { section: 'accuracy', row: 0, column: 'up', repeat: 0, comment: 'again', by: 7, at: '', settled: false };
  const whole = bundle({ readings: [stored('s')], returns: [returned] });
  assert.equal(sheetOf(whole, []).get(CELL)?.reviewed?.comment, 'again');
  const answer = entry('a', { supersedes: 's', reason: 'measured again' });
  assert.deepEqual(openReturns(whole, [answer]), []);
  assert.equal(sheetOf(whole, [answer]).get(CELL)?.reviewed, null);
  assert.deepEqual(openReturns(bundle({ returns: [{ ...returned, settled: 'a' }] }), []), []);
});

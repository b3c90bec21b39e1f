import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answered, attempted, countsOf, enqueued, insisted, nextBatch, refused, retried, seenThere,
  yielded, type Entry,
} from './outbox';
import { openReturns, sheetOf } from './sheet';
import type { Bundle, ItemAnswer, StoredReading, Theirs } from './types';

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

test('a batch is of one person and one way of writing, of all jobs, oldest first', () => {
  const entries = [
    entry('b', { order: 1002 }), entry('a', { order: 1001 }), entry('other', { job: 2, order: 1003 }),
    entry('english', { locale: 'en', order: 1004 }), entry('colleague', { by: 6 }), entry('no', { state: 'refused' }),
    entry('clash', { state: 'conflict' }), entry('gone', { state: 'dropped' }),
  ];
  assert.deepEqual(ids(nextBatch(entries, 5)), ['a', 'b', 'other']);
  assert.deepEqual(ids(nextBatch(entries.slice(3), 5)), ['english']);
  assert.deepEqual(ids(nextBatch([entries[4]!], 5)), []);
  assert.deepEqual(ids(nextBatch([entries[4]!], 6)), ['colleague']);
});

const answer = (id: string, status: ItemAnswer['status'], more: Partial<ItemAnswer> = {}): ItemAnswer => ({ id, status, ...more });
const theirs: Theirs = { id: 't', digits: '1.1', unit: 'bar', by: 'Nguyễn A', taken_at: '2026-11-20T09:00:00Z' };

test('what the server took or knew leaves the device; a refusal marks its reading alone', () => {
  const entries = [entry('a'), entry('b'), entry('c'), entry('d')];
  const after = answered(entries, [
    answer('a', 'accepted'), answer('b', 'known'), answer('c', 'refused', { message: 'not a number', allowed: '1,5' }),
  ]);
  assert.deepEqual(after.map((one) => [one.id, one.state, one.why]), [
    ['a', 'taken', ''], ['b', 'taken', ''], ['c', 'refused', 'not a number (1,5)'], ['d', 'waiting', ''],
  ]);
  assert.deepEqual(ids(seenThere(after, new Set(['a', 'c']))), ['b', 'c', 'd']);
});

test('what the server took stays in its cell until the worksheet is read again, and counts no more', () => {
  const taken = entry('a', { state: 'taken', tried: true, digits: '1.2' });
  const held = sheetOf(bundle(), [taken]).get(CELL);
  assert.deepEqual([held?.digits, held?.state, held?.supersedes], ['1.2', 'device', 'a']);
  assert.deepEqual([countsOf([taken], [1], 5).waiting, countsOf([taken], [1], 5).since], [0, null]);
  assert.deepEqual(enqueued([taken], entry('b', { supersedes: 'a', reason: 'slip' })).dropped, []);
});

test('a conflict stays with both values until a person chooses', () => {
  const [clash] = answered([entry('a', { tried: true })], [answer('a', 'conflict', { theirs })]);
  assert.deepEqual([clash?.state, clash?.theirs], ['conflict', theirs]);
  const [held] = [...sheetOf(bundle({ readings: [stored('t', { digits: '1.1' })] }), [clash!]).values()];
  assert.deepEqual([held?.digits, held?.state, held?.theirs?.digits, held?.supersedes], ['1.0', 'conflict', '1.1', 't']);

  const [given] = yielded([clash!], 'a');
  assert.equal(given?.state, 'dropped');
  assert.deepEqual(ids(nextBatch([given!], 5)), []);
  assert.equal(sheetOf(bundle({ readings: [stored('t', { digits: '1.1' })] }), [given!]).get(CELL)?.digits, '1.1');

  const [fresh] = insisted([clash!], 'a', 'n', 'measured again', 99);
  assert.deepEqual(
    [fresh?.id, fresh?.supersedes, fresh?.reason, fresh?.state, fresh?.tried, fresh?.value, fresh?.taken_at],
    ['n', 't', 'measured again', 'waiting', false, '1,0', clash?.taken_at],
  );
});

test('two people who read the same have nothing to settle, and ours stays to be seen', () => {
  const [same] = answered([entry('a', { digits: '1.1' })], [answer('a', 'conflict', { theirs })]);
  assert.equal(same?.state, 'dropped');
});

test('a conflict that does not say with what is a refusal', () => {
  const [after] = answered([entry('a')], [answer('a', 'conflict', { message: 'other content' })]);
  assert.deepEqual([after?.state, after?.why], ['refused', 'other content']);
});

test('keying a cell in conflict anew takes the place of ours and names theirs', () => {
  const [clash] = answered([entry('a', { tried: true })], [answer('a', 'conflict', { theirs })]);
  const { dropped } = enqueued([clash!], entry('b', { supersedes: 't' }));
  assert.deepEqual(dropped, ['a']);
});

test('a refusal of the whole marks every reading with the whole reason', () => {
  const batch = [entry('a'), entry('b')];
  const fault = { field: 'readings.1.value', message: 'too long' };
  const pointed = refused(batch, batch, { code: 'invalid', message: 'wrong', faults: [fault] });
  assert.deepEqual(pointed.map((one) => [one.state, one.why]), [['waiting', ''], ['refused', 'too long']]);
  const after = refused(batch, batch, { code: 'refused', message: 'submitted already', faults: [] });
  assert.deepEqual(after.map((one) => one.why), ['submitted already', 'submitted already']);
  assert.deepEqual(retried(after, 1).map((one) => [one.state, one.why]), [['waiting', ''], ['waiting', '']]);
});

test('what would replace a refused reading replaces its forerunner', () => {
  const first = entry('a', { tried: true });
  const second = entry('b', { supersedes: 'a', reason: 'slip' });
  const after = answered([first, second], [
    answer('a', 'refused', { message: 'no' }), answer('b', 'refused', { message: 'not the newest' }),
  ]);
  assert.deepEqual(after.map((one) => [one.state, one.supersedes, one.reason]), [
    ['refused', null, ''], ['waiting', null, ''],
  ]);
});

test('counts are of this job and person; the rest is told apart', () => {
  const colleague = entry('d', { by: 6 });
  const entries = [entry('a'), entry('b', { state: 'refused' }), entry('c', { job: 2 }), colleague];
  const { waiting, refused: no, elsewhere, since } = countsOf(entries, [1], 5);
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

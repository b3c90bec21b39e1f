import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellsOf, keyOf, neighbour, nextEmpty, remaining, type Standing } from './cells';
import { laidOut } from './sections';
import type { Definition, Plan } from './types';

const label = { vi: 'x', en: 'x' };
const definition: Definition = {
  code: 'gauge',
  title: label,
  environment: [
    { key: 'temperature', label, unit: 'degC', min: '15', max: '25', required: true },
    { key: 'humidity', label, unit: '%RH', required: false },
  ],
  checks: [{ key: 'external', label, stop_on_fail: true }],
  tables: [
    {
      key: 'accuracy',
      title: label,
      order: ['up', 'down'],
      stop_on_fail: true,
      columns: [
        { key: 'ref', label, role: 'reference' },
        { key: 'up', label, role: 'reading', direction: 'up' },
        { key: 'down', label, role: 'reading', direction: 'down' },
        { key: 'tap', label, role: 'reading', required: false },
      ],
    },
    {
      key: 'repeatability',
      title: label,
      columns: [{ key: 'r', label, role: 'reading', repeat: 2 }, { key: 'ok', label, role: 'check' }],
    },
  ],
};
const plan: Plan = {
  unit: 'bar',
  tables: [
    { key: 'accuracy', rows: [{ row: 0, reference: '0' }, { row: 1, reference: '5' }] },
    { key: 'repeatability', rows: [{ row: 0, reference: '5' }] },
  ],
};
const cells = cellsOf(definition, laidOut(definition, plan, false));
const keys = cells.map((one) => one.key);
const standing = (held: Record<string, string>, failed: string[] = []): Standing => ({
  digitsAt: (key) => held[key] ?? null,
  failed: (section) => failed.includes(section),
  stopping: new Set(['accuracy']),
  optional: new Set(),
});

test('surroundings, checks, then up downwards and down upwards; optional cells last', () => {
  assert.deepEqual(keys, [
    'environment/0/temperature/0',
    'environment/0/humidity/0',
    'checks/0/external/0',
    'accuracy/0/up/0',
    'accuracy/1/up/0',
    'accuracy/1/down/0',
    'accuracy/0/down/0',
    'accuracy/0/tap/0',
    'accuracy/1/tap/0',
    'repeatability/0/r/0',
    'repeatability/0/r/1',
    'repeatability/0/ok/0',
  ]);
});

test('a cell knows its unit, its point and how far the table reaches', () => {
  const cell = cells.find((one) => one.key === 'accuracy/0/down/0');
  assert.deepEqual([cell?.unit, cell?.reference, cell?.scale, cell?.direction], ['bar', '0', '5', 'down']);
  assert.equal(cells.at(-1)?.kind, 'check');
  assert.equal(cells.at(-1)?.unit, '');
});

test('next goes to what is empty, then back to what was left out, then nowhere', () => {
  const without = (...left: string[]) => (key: string) => !left.includes(key);
  const from = 'accuracy/1/up/0';
  assert.equal(nextEmpty(cells, from, () => false)?.key, 'accuracy/1/down/0');
  assert.equal(nextEmpty(cells, from, without('checks/0/external/0'))?.key, 'checks/0/external/0');
  assert.equal(nextEmpty(cells, from, without('environment/0/humidity/0', 'accuracy/0/tap/0')), null);
});

test('stepping passes over optional cells of tables', () => {
  assert.equal(neighbour(cells, 'accuracy/0/down/0', 1)?.key, 'repeatability/0/r/0');
  assert.equal(neighbour(cells, 'repeatability/0/r/0', -1)?.key, 'accuracy/0/down/0');
  assert.equal(neighbour(cells, 'environment/0/temperature/0', -1), null);
});

test('what is missing is named in the order of work, without optional cells', () => {
  const { missing, stop } = remaining(cells, standing({ 'checks/0/external/0': 'pass' }));
  assert.equal(missing.length, 8);
  assert.equal(missing[0]?.key, 'environment/0/temperature/0');
  assert.equal(stop, null);
});

test('a failed check that stops the work leaves nothing missing after it', () => {
  const { missing, stop } = remaining(
    cells,
    standing({ 'environment/0/temperature/0': '20', 'checks/0/external/0': 'fail' }),
  );
  assert.deepEqual(missing, []);
  assert.equal(stop?.key, 'checks/0/external/0');
});

test('a failed table stops the work once it is complete', () => {
  const all = Object.fromEntries(keys.filter((key) => !key.startsWith('repeat')).map((key) => [key, '1']));
  assert.deepEqual(remaining(cells, standing(all, ['accuracy'])).missing, []);
  assert.equal(remaining(cells, standing(all)).missing.length, 3);
  const half = { ...all };
  delete half['accuracy/0/down/0'];
  assert.equal(remaining(cells, standing(half, ['accuracy'])).missing.length, 4);
});

test('a failed table makes what follows needless, of its own channel only', () => {
  const stopping: Definition = {
    code: 'dispenser', title: label,
    tables: [
      { key: 'volume', title: label, stop_on_fail: true, columns: [{ key: 'v', label, role: 'reading' }] },
      { key: 'price', title: label, columns: [{ key: 'p', label, role: 'reading' }] },
    ],
  };
  const rows = [{ row: 0 }];
  const hoses: Plan = {
    unit: 'L',
    tables: ['volume~1', 'price~1', 'volume~2', 'price~2'].map((key) => ({ key, rows })),
  };
  const laid = laidOut(stopping, hoses, false);
  const mine = cellsOf(stopping, laid);
  assert.deepEqual(mine.map((one) => [one.section, one.channel]), [
    ['volume~1', 1], ['price~1', 1], ['volume~2', 2], ['price~2', 2],
  ]);
  const { missing, over, stop } = remaining(mine, {
    digitsAt: (key) => (key === 'volume~1/0/v/0' ? '9' : null),
    failed: (section) => section === 'volume~1',
    stopping: new Set(['volume~1', 'volume~2']),
    optional: new Set(),
  });
  assert.deepEqual(missing.map(keyOf), ['volume~2/0/v/0', 'price~2/0/p/0']);
  assert.deepEqual([...over], ['price~1/0/p/0']);
  assert.equal(stop?.section, 'volume~1');
});

test('an optional table may stay blank; begun, it is to be completed', () => {
  const blank = { ...standing({}), stopping: new Set<string>(), optional: new Set(['repeatability']) };
  const optional: Definition = {
    ...definition,
    tables: definition.tables.map((one) => (one.key === 'repeatability' ? { ...one, optional: true } : one)),
  };
  const mine = cellsOf(optional, laidOut(optional, plan, false));
  const of = (digits: Record<string, string>): string[] =>
    remaining(mine, { ...blank, digitsAt: (key) => digits[key] ?? null })
      .missing.filter((one) => one.section === 'repeatability')
      .map((one) => one.key);
  assert.deepEqual(of({}), []);
  assert.deepEqual(of({ 'repeatability/0/r/0': '5' }), ['repeatability/0/r/1', 'repeatability/0/ok/0']);
});

test('a table by rows is keyed along its rows, in the order it gives', () => {
  const [table] = definition.tables;
  const along: Definition = { ...definition, environment: [], checks: [], tables: [{ ...table!, by_row: true }] };
  const way = cellsOf(along, laidOut(along, plan, false)).map((one) => `${one.row}${one.column}`);
  assert.deepEqual(way, ['0up', '0down', '0tap', '1up', '1down', '1tap']);
});

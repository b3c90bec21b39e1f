import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellsOf } from './cells';
import { channelsOf, laidOut, parseSection, repeatsOf } from './sections';
import type { Definition, Plan } from './types';

const label = { vi: 'x', en: 'x' };

test('a section says table, channel and phase', () => {
  assert.deepEqual(parseSection('volume'), { table: 'volume', channel: 0, phase: '' });
  assert.deepEqual(parseSection('volume~2'), { table: 'volume', channel: 2, phase: '' });
  assert.deepEqual(parseSection('accuracy!left'), { table: 'accuracy', channel: 0, phase: 'left' });
  assert.deepEqual(parseSection('volume~12!left'), { table: 'volume', channel: 12, phase: 'left' });
});

const definition: Definition = {
  code: 'dispenser', title: label, adjustment: true,
  tables: [
    {
      key: 'volume', title: label, reference: 'v', unit: 'L',
      columns: [
        { key: 'flow', label, role: 'nominal', unit: 'L/min' },
        { key: 'v', label, role: 'reading', repeat: 3 },
        { key: 'note', label, role: 'text' },
        { key: 't', label, role: 'reading', unit: 'degC', shared: true },
      ],
    },
  ],
};
const rows = [
  { row: 0, values: { flow: 'Qmax' } },
  { row: 1, values: { flow: ['40'] as [string] }, repeat: 1, unit: 'mL', limit: '5', error_unit: '%' },
];
const plan: Plan = {
  unit: 'L',
  mode: 'as_found',
  adjustment: true,
  channels: [{ channel: 1, label: 'Vòi 1' }, { channel: 2, label: { vi: 'Vòi 2', en: 'Hose 2' } }],
  tables: ['volume~1', 'volume~2', 'volume~1!left', 'volume~2!left'].map((key) => ({ key, rows })),
};

test('as found first, channel after channel; as left is wanted once something was adjusted', () => {
  const told = (adjusted: boolean) => laidOut(definition, plan, adjusted).map((one) => [one.key, one.wanted]);
  assert.deepEqual(told(false), [
    ['volume~1', true], ['volume~2', true], ['volume~1!left', false], ['volume~2!left', false],
  ]);
  assert.ok(told(true).every(([, wanted]) => wanted));
  assert.deepEqual(channelsOf(laidOut(definition, plan, false), plan.channels ?? []), plan.channels);
});

test('the cells of a row: its own repeats, units, nominal values; words too', () => {
  const cells = cellsOf(definition, laidOut(definition, plan, false));
  const second = cells.filter((one) => one.section === 'volume~2' && one.row === 1);
  assert.deepEqual(second.map((one) => [one.column, one.repeat, one.kind, one.unit, one.required, one.shared]), [
    ['v', 0, 'number', 'mL', true, false],
    ['note', 0, 'text', '', true, false],
    ['t', 0, 'number', 'degC', true, true],
  ]);
  assert.deepEqual([second[0]?.limit, second[0]?.limitUnit, second[0]?.channel], ['5', '%', 2]);
  assert.deepEqual(second[0]?.nominals.map((one) => [one.text, one.isNumber, one.unit]), [['40', true, 'L/min']]);
  assert.equal(repeatsOf({ repeat: 3 }, { row: 0 }), 3);
});

test('the note of an adjustment stands between as found and as left', () => {
  const cells = cellsOf(definition, laidOut(definition, plan, true), true);
  const order = [...new Set(cells.map((one) => one.section))];
  assert.deepEqual(order, ['volume~1', 'volume~2', 'adjustment', 'volume~1!left', 'volume~2!left']);
  const note = cells.find((one) => one.section === 'adjustment');
  assert.deepEqual([note?.kind, note?.required, note?.onWay], ['text', false, false]);
});

test('a plan from before there were channels reads as it always did', () => {
  const old: Plan = { unit: 'bar', tables: [{ key: 'volume', rows: [{ row: 0, reference: '5' }] }] };
  const [laid] = laidOut({ ...definition, tables: definition.tables.map(({ unit: _, ...one }) => one) }, old, false);
  assert.deepEqual(
    [laid?.key, laid?.table, laid?.channel, laid?.phase, laid?.unit, laid?.wanted],
    ['volume', 'volume', 0, '', 'bar', true],
  );
});

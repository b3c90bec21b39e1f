import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dec, div, plain, sqrt } from './decimal';
import { evaluate, isDec, type Env, type Value } from './evaluate';
import { formula } from './formula';
import { givenBy, outside, previewOf, type Given } from './preview';
import { indicates } from './relations';
import type { Laid } from './sections';
import type { Bundle, PlanRow, Table } from './types';

function result(source: string, values: Record<string, string | string[] | null> = {}): string | boolean | null | undefined {
  const env: Env = new Map(
    Object.entries(values).map(([name, value]): [string, Value] => [
      name,
      Array.isArray(value) ? value.map((one) => dec(one)!) : value === null ? null : (dec(value) ?? value),
    ]),
  );
  const node = formula(source);
  assert.ok(node, `cannot read ${source}`);
  const value = evaluate(node, env);
  return isDec(value) ? plain(value) : (value as string | boolean | null | undefined);
}

test('arithmetic is exact and follows the order of operations', () => {
  assert.equal(result('0.1 + 0.2'), '0.3');
  assert.equal(result('2 + 3 * 4 - 6 / 4'), '12.5');
  assert.equal(result('-2 ** 2'), '-4');
  assert.equal(result('(1 - 2) * -3'), '3');
  assert.equal(result('1.6/100*(range_max-range_min)', { range_max: '10', range_min: '0' }), '0.160');
});

test('what division and roots make has forty digits', () => {
  assert.equal(plain(div(dec('1')!, dec('3')!)!), `0.${'3'.repeat(40)}`);
  assert.equal(plain(sqrt(dec('2')!)!, 10), '1.4142135624');
  assert.equal(plain(div(dec('2.10')!, dec('1')!)!), '2.10');
  assert.equal(div(dec('1')!, dec('0')!), null);
});

test('the functions of the language', () => {
  const values = { r: ['2.0', '2.1', '2.3'] };
  assert.equal(result('max(r) - min(r)', values), '0.3');
  assert.equal(result('len(r)', values), '3');
  assert.equal(result('abs(-3)'), '3');
  assert.equal(result('mean(up) - ref', { up: '2.05', ref: '2' }), '0.05');
  assert.equal(result('stdev(r)', { r: ['1', '2', '3'] }), '1');
});

test('choices, comparisons and blanks', () => {
  const source = 'up + e/2 - dl if dl is not None else up';
  assert.equal(result(source, { up: '5', dl: null }), '5');
  assert.equal(result(source, { up: '5', e: '0.05', dl: '0.02' }), '5.005');
  assert.equal(result('0 <= 1 < 2'), true);
  assert.equal(result("ok == 'pass'", { ok: 'pass' }), true);
  assert.equal(result('not (1 > 2)'), true);
});

// The same rows as test_conditions_of_templates of the server's tests.
const conditions: [string, Record<string, Value>, string | boolean | undefined][] = [
  ["regime == 'initial'", {}, true],
  ["regime == 'initial'", { regime: 'periodic' }, false],
  ["regime == 'initial'", { regime: '' }, false],
  ["regime != 'initial' and cls == '0.5S'", { regime: 'after_repair' }, true],
  ['cls == "0.5S"', {}, true],
  ["cls == '0.5S' or cls == '0.2S'", { cls: '0.2S' }, true],
  ["cls == '1'", {}, false],
  ["cls == '1'", { cls: '1' }, true],
  ["pf == '0.5L'", {}, true],
  ["pf == '0.5L'", { pf: '0.5l' }, false],
  ["pf == '1' or pf == '0.5L' and i >= ib", { i: dec('5'), ib: dec('5') }, true],
  ["connection == 'direct' and i >= 0.1*ib", { i: dec('0.5'), ib: dec('5') }, true],
  ["connection == 'direct' and i >= 0.1*ib", { i: dec('0.49'), ib: dec('5') }, false],
  ["connection == 'direct' and i >= 0.1*ib", { connection: 'transformer' }, false],
  ["connection == 'qua biến dòng'", { connection: 'qua biến dòng' }, true],
  ['x is None', { x: null }, true],
  ['x is None', { x: dec('0') }, false],
  ['x is not None and x > 3', { x: null }, false],
  ['x is None or x > 3', { x: dec('3') }, false],
  ['a if digital else b', { digital: true, a: dec('1'), b: dec('2') }, '1'],
  ['a if digital else b', { digital: false, a: dec('1'), b: dec('2') }, '2'],
  ['a if not digital else b', { digital: false, a: dec('1'), b: dec('2') }, '1'],
  ["digital and cls == '0.5S'", { digital: true }, true],
  ['digital or i > 1', { digital: true }, true],
  ['digital', { digital: false }, false],
  ["2*d if digital else (d if cls == '1' else d/2)", { digital: false, d: dec('1') }, '0.5'],
  // What the server refuses is not known here.
  ["cls == '1'", { cls: null }, undefined],
  ['a if flag else b', { flag: null, a: dec('1'), b: dec('2') }, undefined],
  ['digital == 1', { digital: true }, undefined],
  ["cls < 'IV'", {}, undefined],
  ["cls == '1'", { cls: dec('1') }, undefined],
];

test('the conditions templates are written with', () => {
  const words = { regime: 'initial', cls: '0.5S', pf: '0.5L', connection: 'direct' };
  for (const [source, given, expected] of conditions) {
    const node = formula(source);
    assert.ok(node, `cannot read ${source}`);
    const value = evaluate(node, new Map(Object.entries({ ...words, ...given })));
    assert.equal(isDec(value) ? plain(value) : value, expected, source);
  }
});

test('one failed part settles a rule although another is not known yet', () => {
  assert.equal(result('abs(a) <= m and abs(b) <= m', { b: '0.2', m: '0.16' }), false);
  assert.equal(result('abs(a) <= m and abs(b) <= m', { b: '0.1', m: '0.16' }), undefined);
  assert.equal(result('a > 1 or b > 1', { b: '2' }), true);
});

test('what is outside the language is not previewed', () => {
  for (const source of ['a.b', 'a[0]', 'lambda: 1', 'a +', '1 2', '"x', '']) {
    assert.equal(formula(source), null, source);
  }
});

const label = { vi: 'x', en: 'x' };
const gauge: Table = {
  key: 'accuracy',
  title: label,
  reference: 'ref',
  columns: [
    { key: 'ref', label, role: 'reference' },
    { key: 'up', label, role: 'reading', direction: 'up' },
    { key: 'down', label, role: 'reading', direction: 'down' },
    { key: 'tap', label, role: 'reading', required: false },
    { key: 'e_up', label, role: 'computed', expr: 'mean(up) - ref' },
    { key: 'e_down', label, role: 'computed', expr: 'mean(down) - ref' },
    { key: 'hyst', label, role: 'computed', expr: 'abs(mean(up) - mean(down))' },
  ],
  acceptance: [
    { key: 'error', label, expr: 'abs(e_up) <= mpe and abs(e_down) <= mpe' },
    { key: 'hysteresis', label, expr: 'hyst <= mpe' },
    { key: 'tapping', label, expr: 'abs(tap) <= mpe/2', when: 'tap is not None' },
  ],
};
const row = { row: 2, reference: '4', limit: '0.16' };
const given: Given = { names: new Map([['range_max', dec('10')!]]), judged: true, guarded: false };
const laidAs = (definition: Table, rows: PlanRow[]): Laid => ({
  key: definition.key, table: definition.key, channel: 0, phase: '', definition, label: null, unit: 'bar',
  errorUnit: '', rows, wanted: true,
});
const preview = (digits: Record<string, string>, more: Partial<Given> = {}) =>
  previewOf(laidAs(gauge, [row]), row, { ...given, ...more }, (column) => digits[column] ?? null);

test('error and a verdict of the column appear with the first reading of a row', () => {
  const found = preview({ up: '4.05' });
  assert.deepEqual([...found.computed], [['e_up', '0.05']]);
  assert.equal(found.verdict, null);
  assert.equal(found.soFar('up'), 'pass');
  assert.equal(found.soFar('down'), null);
});

test('the whole row has a verdict when every rule can be told', () => {
  const found = preview({ up: '4.05', down: '4.15' });
  assert.deepEqual(Object.fromEntries(found.computed), { e_up: '0.05', e_down: '0.15', hyst: '0.10' });
  assert.equal(found.verdict, 'pass');
});

test('a failure is told at once, and by the column that fails', () => {
  const found = preview({ down: '4.2' });
  assert.equal(found.verdict, 'fail');
  assert.equal(found.soFar('down'), 'fail');
});

test('an optional reading counts when it is there', () => {
  assert.equal(preview({ up: '4', down: '4', tap: '0.1' }).verdict, 'fail');
  assert.equal(preview({ up: '4', down: '4', tap: '0.05' }).verdict, 'pass');
});

test('work that is not judged, and a guarded rule, get no verdict here', () => {
  assert.equal(preview({ up: '4', down: '4' }, { judged: false }).verdict, null);
  assert.equal(preview({ up: '4', down: '4' }, { guarded: true }).verdict, null);
});

test('surroundings are outside only when a bound says so', () => {
  assert.equal(outside('26', '15', '25'), true);
  assert.equal(outside('25', '15', '25'), false);
  assert.equal(outside('81', null, '80'), true);
  assert.equal(outside('5', null, null), null);
});

test('only what should come near the reference is compared with it', () => {
  const told = gauge.columns.map((column) => [column.key, indicates(gauge, column)]);
  assert.deepEqual(Object.fromEntries(told), {
    ref: false, up: true, down: true, tap: false, e_up: false, e_down: false, hyst: false,
  });
  const repeats: Table = {
    key: 'r', title: label, reference: 'load', indication: 'mean(r)', columns: [{ key: 'r', label, role: 'reading', repeat: 3 }],
  };
  assert.equal(indicates(repeats, repeats.columns[0]!), true);
});

const meter: Table = {
  key: 'points', title: label, reference: 'ref', standard: 'calibrator', error_unit: '%',
  columns: [
    { key: 'ref', label, role: 'reference' },
    { key: 'x', label, role: 'reading', repeat: 2 },
    { key: 'ok', label, role: 'check', required: false },
    { key: 'true_ref', label, role: 'computed', expr: 'ref + corr_std' },
    { key: 'err', label, role: 'computed', expr: '100*(mean(x) - true_ref)/true_ref' },
  ],
  acceptance: [
    { key: 'error', label, expr: 'abs(err) <= mpe', when: "function == 'DCV' and a_percent is not None" },
    { key: 'words', label, expr: "regime == 'initial' or digital" },
  ],
};
const points: PlanRow[] = [
  {
    row: 0, reference: '10', limit: '1', repeat: 2, values: { function: 'DCV', a_percent: ['0.5'], cls: '0.5' },
    standards: { calibrator: { code: 'C', corr: '-0.02', U: '0.01', k: '2' }, other: { code: 'D', corr: '5' } },
  },
  { row: 1, reference: '10', values: { function: 'R' } },
];
const names: Given['names'] = new Map<string, string | boolean>([['regime', 'periodic'], ['digital', true]]);

test('a row brings its values and its standard; what it does not say is blank', () => {
  const laid = laidAs(meter, points);
  const [first, second] = points;
  const known: Given = { names, judged: true, guarded: false };
  const read = (column: string, repeat: number): string | null => (column === 'x' ? ['10.02', '10.04'][repeat]! : null);
  const found = previewOf(laid, first!, known, read);
  assert.deepEqual([found.computed.get('true_ref'), found.computed.get('err')?.slice(0, 6), found.verdict], ['9.98', '0.5010', 'pass']);
  assert.equal(previewOf(laid, second!, known, read).verdict, 'pass', 'a rule that does not apply decides nothing');
  assert.equal(previewOf(laid, first!, { ...known, guarded: true }, read).verdict, null);
});

test('facts are read by their type, and in their own unit; the server’s reading of them comes first', () => {
  const bundle = {
    job: { service: 'calibration', regime: '', conformity: 'guarded' },
    definition: {
      code: 'x', title: label, tables: [],
      constants: [{ key: 'beta', label, value: '0.000051' }],
      fields: [
        { key: 'cls', label, type: 'choice', choices: ['0.5', '1'] },
        { key: 'digital', label, type: 'boolean' },
        { key: 'e', label, type: 'quantity' },
        { key: 'd', label, type: 'quantity' },
        { key: 'n', label, type: 'integer' },
        { key: 'x', label, type: 'number' },
      ],
    },
    facts: { cls: '0.5', digital: 'no', e: '50 g', d: '2 kg', n: '4', regime: 'initial' },
    plan: { unit: 'kg', tables: [] },
  } as unknown as Bundle;
  const { names: told, judged, guarded } = givenBy(bundle);
  const shown = (key: string) => {
    const value = told.get(key);
    return isDec(value) ? plain(value) : value;
  };
  assert.deepEqual(
    ['cls', 'digital', 'e', 'd', 'n', 'x', 'beta', 'regime', 'service'].map(shown),
    ['0.5', false, undefined, '2', '4', null, '0.000051', 'initial', 'calibration'],
  );
  assert.deepEqual([judged, guarded], [true, true]);
  const served = givenBy({ ...bundle, names: { e: ['0.05'], cls: '1', digital: true } });
  const value = served.names.get('e');
  assert.deepEqual([isDec(value) && plain(value), served.names.get('cls'), served.names.get('digital')], ['0.05', '1', true]);
});

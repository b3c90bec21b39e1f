import assert from 'node:assert/strict';
import { test } from 'node:test';
import { givenBy } from './preview';
import { failedIn, rowViews, type RowViews } from './rows';
import { laidOut } from './sections';
import type { Held } from './sheet';
import type { Bundle, Result } from './types';

const label = { vi: 'x', en: 'x' };
const result: Result = {
  section: 'accuracy', row: 0, error: '', computed: { e: '0.05' }, limit: '0.1', verdict: 'pass',
};
function bundle(results: Result[], service = 'verification'): Bundle {
  return {
    job: { id: 1, state: 'measuring', service, instrument: null, customer: null, technician: null, due_on: null },
    definition: {
      code: 'x',
      title: label,
      tables: [
        {
          key: 'accuracy', title: label, reference: 'ref', stop_on_fail: true,
          columns: [
            { key: 'ref', label, role: 'reference' },
            { key: 'up', label, role: 'reading' },
            { key: 'down', label, role: 'reading' },
            { key: 'e', label, role: 'computed', expr: 'up - ref' },
          ],
          acceptance: [{ key: 'a', label, expr: 'abs(e) <= mpe and abs(down - ref) <= mpe' }],
        },
      ],
    },
    facts: {}, plan: { unit: 'bar', tables: [{ key: 'accuracy', rows: [{ row: 0, reference: '4', limit: '0.1' }] }] },
    standards: { chosen: [], candidates: [] }, readings: [], returns: [], results, blocks: [],
  };
}
const held = (digits: string, state: Held['state'] = 'sent'): Held => ({
  id: digits, digits, unit: 'bar', taken_at: '', state, why: '', supersedes: null, reviewed: null, theirs: null,
});
const viewsOf = (whole: Bundle, sheet: ReadonlyMap<string, Held>): RowViews =>
  rowViews(whole, laidOut(whole.definition, whole.plan, false), givenBy(whole), sheet).rows;
const view = (whole: Bundle, cells: Record<string, Held>) => {
  const sheet = new Map(Object.entries(cells).map(([column, one]) => [`accuracy/0/${column}/0`, one]));
  return viewsOf(whole, sheet).get('accuracy/0');
};

test('the server’s result is shown where it covers the readings', () => {
  const found = view(bundle([result]), { up: held('9'), down: held('9') });
  assert.deepEqual([found?.from, found?.verdict, found?.early, found?.computed.get('e')], ['server', 'pass', false, '0.05']);
});

test('one unsent reading makes the whole row a preview', () => {
  const found = view(bundle([result]), { up: held('4.02', 'device'), down: held('4') });
  assert.deepEqual([found?.from, found?.verdict, found?.early, found?.computed.get('e')], ['preview', 'pass', true, '0.02']);
});

test('a failure shows early although the server still waits for the rest of the row', () => {
  const found = view(bundle([{ ...result, verdict: '' }]), { up: held('4.3') });
  assert.deepEqual([found?.from, found?.verdict, found?.early], ['server', 'fail', true]);
});

test('of the server’s forty digits those are shown that the preview would show', () => {
  const found = view(bundle([{ ...result, computed: { e: '0.0133333333333333333333333333' } }]), { up: held('9.01'), down: held('9') });
  assert.equal(found?.computed.get('e'), '0.0133');
});

test('a calibration reports and judges nothing', () => {
  const found = view(bundle([{ ...result, verdict: '' }], 'calibration'), { up: held('4.3') });
  assert.equal(found?.verdict, '');
});

test('a table has failed when one of its points has', () => {
  const whole = bundle([{ ...result, verdict: 'fail' }]);
  const laid = laidOut(whole.definition, whole.plan, false);
  assert.equal(failedIn(laid, viewsOf(whole, new Map()), 'accuracy'), true);
  assert.equal(failedIn(laid, viewsOf(bundle([result]), new Map()), 'accuracy'), false);
});

test('formulas see the tables before theirs, of their own channel, once those are complete', () => {
  const base = bundle([]);
  const definition = base.definition!;
  const before = { ...definition.tables[0]!, key: 'centre', acceptance: [], columns: [{ key: 'r', label, role: 'reading' as const, repeat: 2 }] };
  const after = {
    ...definition.tables[0]!,
    columns: [
      { key: 'up', label, role: 'reading' as const },
      { key: 'e', label, role: 'computed' as const, expr: 'up - mean(centre_r)' },
    ],
  };
  definition.tables = [before, after];
  const rows = [{ row: 0 }];
  base.plan = { unit: 'bar', tables: ['centre~1', 'accuracy~1', 'centre~2', 'accuracy~2'].map((key) => ({ key, rows })) };
  const cells = ['centre~1/0/r/0', 'centre~1/0/r/1', 'accuracy~1/0/up/0', 'centre~2/0/r/0', 'accuracy~2/0/up/0'];
  const sheet = new Map(cells.map((key, i) => [key, held(String(i + 1), 'device')]));
  const views = viewsOf(base, sheet);
  assert.equal(views.get('accuracy~1/0')?.computed.get('e'), '1.5');
  assert.equal(views.get('accuracy~2/0')?.computed.get('e'), undefined);
});

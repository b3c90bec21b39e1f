import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BatchBundle, Bundle, ItemAnswer } from '../core/types';
import { Api } from '../device/api';
import { MemoryStore } from '../device/store';
import { BatchDesk } from './batch';
import { Keying } from './keying';

const label = { vi: 'x', en: 'x' };

/** A water meter at three flows: its own reading, and the actual volume that all share. */
function meter(id: number): Bundle {
  return {
    job: { id, state: 'measuring', service: 'verification', instrument: { serial: `S${id}` }, customer: null, technician: null, due_on: null },
    definition: {
      code: 'water-meter', title: label,
      environment: [{ key: 'water', label, unit: 'degC', min: '15', max: '30', required: true }],
      checks: [{ key: 'leak', label, stop_on_fail: true }],
      tables: [
        {
          key: 'flow', title: label, error_unit: '%',
          columns: [
            { key: 'q', label, role: 'nominal' },
            { key: 'v_i', label, role: 'reading' },
            { key: 'v_a', label, role: 'reading', shared: true },
            { key: 'err', label, role: 'computed', expr: '100*(v_i-v_a)/v_a', unit: '%' },
          ],
          acceptance: [{ key: 'error', label, expr: 'abs(err) <= mpe' }],
        },
      ],
    },
    facts: {}, standards: { chosen: [], candidates: [] }, readings: [], returns: [], results: [], blocks: [],
    plan: { unit: 'L', tables: [{ key: 'flow', rows: [0, 1].map((row) => ({ row, limit: '2', values: { q: `Q${row}` } })) }] },
  };
}

async function opened(jobs = [11, 12, 13]) {
  const whole: BatchBundle = { name: 'Mẻ 1', places: jobs.map((job, i) => ({ position: i + 1, bundle: meter(job) })) };
  const sent: { job: number; column: string; row: number; value: string }[] = [];
  const submitted: number[] = [];
  const answer = (body: unknown, status = 200): Promise<Response> =>
    Promise.resolve(new Response(JSON.stringify(body), { status }));
  const api = new Api('/api/', 'vi', () => 'token', (url, init) => {
    if (url.endsWith('/me/')) return answer({ id: 5 });
    if (url.endsWith('/submit/')) {
      const job = Number(url.split('/')[3]);
      submitted.push(job);
      if (job === 12) return answer({ code: 'refused', message: 'no', faults: [] }, 409);
      const place = whole.places.find((one) => one.bundle.job.id === job);
      if (place) place.bundle.job.state = 'measured';
      return answer({});
    }
    if (!url.endsWith('/readings/batch/')) return answer(whole);
    const { readings } = JSON.parse(String(init.body)) as { readings: (typeof sent[number] & { id: string })[] };
    sent.push(...readings);
    for (const one of readings) {
      const place = whole.places.find((each) => each.bundle.job.id === one.job);
      place?.bundle.readings.push({ ...one, digits: one.value.replace(',', '.'), superseded: false } as never);
    }
    return answer({ items: readings.map((one): ItemAnswer => ({ id: one.id, status: 'accepted' })) });
  });
  const desk = new BatchDesk({ id: 1, language: 'vi', api, store: new MemoryStore(), durable: true, home: '/' });
  await desk.load();
  const keying = new Keying(desk);
  keying.begin();
  const record = (text: string): void => {
    for (const key of text) keying.key(key === ',' ? 'mark' : key);
    keying.next();
  };
  return { desk, keying, sent, submitted, record };
}

test('environment and checks once for all, then position by position, then the next point', async () => {
  const { desk, keying, record } = await opened();
  const way: (string | null)[] = [keying.current];
  record('20');
  way.push(keying.current);
  keying.check('pass');
  for (const text of ['10,1', '10,0', '9,9', '10', '20,1']) {
    way.push(keying.current);
    record(text);
  }
  assert.deepEqual(way, [
    '0:environment/0/water/0', '0:checks/0/leak/0', '1:flow/0/v_i/0', '2:flow/0/v_i/0', '3:flow/0/v_i/0',
    '0:flow/0/v_a/0', '1:flow/1/v_i/0',
  ]);
  assert.equal(keying.current, '2:flow/1/v_i/0');
  assert.deepEqual(desk.places.map(({ worksheet }) => worksheet.rows.get('flow/0')?.verdict), ['pass', 'pass', 'pass']);
});

test('one entry for all positions is a reading of each job', async () => {
  const { desk, keying, sent, record } = await opened();
  record('20,5');
  keying.check('pass');
  await desk.sync.flush();
  assert.deepEqual(sent.map((one) => [one.job, one.column, one.value]), [
    [11, 'water', '20,5'], [12, 'water', '20,5'], [13, 'water', '20,5'],
    [11, 'leak', 'pass'], [12, 'leak', 'pass'], [13, 'leak', 'pass'],
  ]);
});

test('an exception at one position leaves the others as they are, and its points are not wanted', async () => {
  const { desk, keying, record } = await opened();
  record('20');
  keying.check('pass');
  keying.select('2:checks/0/leak/0');
  keying.check('fail');
  assert.equal(desk.held('0:checks/0/leak/0')?.digits, 'mixed');
  assert.equal(desk.placeAt(1)?.worksheet.sheet.get('checks/0/leak/0')?.digits, 'pass');
  keying.select('1:flow/0/v_i/0');
  record('10');
  assert.equal(keying.current, '3:flow/0/v_i/0', 'position 2 is over');
  assert.deepEqual(desk.missing.map((one) => one.position), [3, 0, 1, 3, 0]);
});

test('all are handed in; one that is refused says why and the others go on', async () => {
  const { desk, submitted } = await opened();
  await desk.submit();
  assert.deepEqual([submitted, [...desk.refusals.keys()]], [[11, 12, 13], [2]]);
  assert.deepEqual(desk.measured.map((one) => one.position), [2]);
});

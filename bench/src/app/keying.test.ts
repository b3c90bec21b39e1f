import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Bundle } from '../core/types';
import { Api } from '../device/api';
import { MemoryStore } from '../device/store';
import { Bench } from './bench';
import { Keying } from './keying';

const label = { vi: 'x', en: 'x' };

/** A worksheet of one temperature and three points; the server of it keeps what it is sent. */
function worksheet(): Bundle {
  return {
    job: { id: 1, state: 'measuring', service: 'verification', instrument: null, customer: null, technician: null, due_on: null },
    definition: {
      code: 'x', title: label, environment: [{ key: 'temperature', label, unit: 'degC', min: '15', max: '25' }],
      tables: [
        {
          key: 'accuracy', title: label, reference: 'ref', order: ['up'],
          columns: [
            { key: 'ref', label, role: 'reference' },
            { key: 'up', label, role: 'reading', direction: 'up' },
            { key: 'e', label, role: 'computed', expr: 'up - ref' },
          ],
        },
      ],
    },
    facts: {}, standards: { chosen: [], candidates: [] }, readings: [], returns: [], results: [], blocks: [],
    plan: { unit: 'bar', tables: [{ key: 'accuracy', rows: ['0', '5', '10'].map((reference, row) => ({ row, reference, limit: '0.1' })) }] },
  };
}

async function opened(bundle = worksheet()) {
  const sent: Record<string, string>[] = [];
  const answer = (body: unknown): Promise<Response> => Promise.resolve(new Response(JSON.stringify(body)));
  const api = new Api('/api/', 'vi', () => 'token', (url, init) => {
    if (url.endsWith('/me/')) return answer({ id: 5 });
    if (!url.endsWith('/readings/')) return answer(bundle);
    const { readings } = JSON.parse(String(init.body)) as { readings: Record<string, string>[] };
    sent.push(...readings);
    for (const one of readings) {
      for (const old of bundle.readings) if (old.id === one['supersedes']) old.superseded = true;
      bundle.readings.push({ ...one, digits: one['value']?.replace(',', '.'), superseded: false } as never);
    }
    return answer({ accepted: readings.map((one) => one['id']), known: [] });
  });
  const store = new MemoryStore();
  const bench = new Bench({ job: 1, language: 'vi', api, store, durable: true, home: '/' });
  await bench.load();
  const keying = new Keying(bench);
  keying.begin();
  const type = (text: string): void => {
    for (const key of text) keying.key(key === ',' ? 'mark' : key);
  };
  return { bench, keying, store, sent, type };
}

test('what is keyed is captured and cleared before anything is awaited', async () => {
  const { bench, keying, store, sent, type } = await opened();
  type('20,5');
  keying.next();
  type('0,01');
  keying.next();
  type('5,02');
  assert.equal(keying.current, 'accuracy/1/up/0');
  assert.equal(keying.draft, '5,02');
  assert.deepEqual(['environment/0/temperature/0', 'accuracy/0/up/0'].map((key) => bench.digitsAt(key)), ['20.5', '0.01']);
  keying.next();
  await bench.sync.flush();
  assert.deepEqual(sent.map((one) => [one['column'], one['value'], one['unit']]), [
    ['temperature', '20,5', 'degC'], ['up', '0,01', 'bar'], ['up', '5,02', 'bar'],
  ]);
  assert.deepEqual([await store.entries(), bench.sent], [[], 3]);
});

test('a far value is asked about once and not recorded until answered', async () => {
  const { bench, keying, type } = await opened();
  keying.select('accuracy/1/up/0');
  type('502');
  keying.next();
  assert.equal(keying.question?.kind, 'doubt');
  assert.equal(bench.digitsAt('accuracy/1/up/0'), null);
  keying.sure('5,02');
  assert.deepEqual([bench.digitsAt('accuracy/1/up/0'), keying.question], ['5.02', null]);
});

test('a slip mended before sending leaves one reading; after sending it needs a reason', async () => {
  const { bench, keying, sent, type } = await opened();
  const record = (text: string): void => {
    keying.select('accuracy/0/up/0');
    type(text);
    keying.next();
  };
  record('0,01');
  record('0,02');
  await bench.sync.flush();
  record('0,03');
  assert.equal(keying.question?.kind, 'reason');
  keying.because('Gõ nhầm');
  await bench.sync.flush();
  assert.deepEqual(sent.map((one) => [one['value'], one['supersedes'], one['reason']]), [
    ['0,02', null, ''], ['0,03', sent[0]?.['id'], 'Gõ nhầm'],
  ]);
});

test('the same digits again are not a new reading', async () => {
  const { bench, keying, sent, type } = await opened();
  for (let i = 0; i < 2; i += 1) {
    keying.select('accuracy/0/up/0');
    type('0,01');
    keying.next();
    await bench.sync.flush();
  }
  assert.deepEqual([sent.length, keying.question], [1, null]);
});

test('a returned cell comes first and a confirmed value is its own reading', async () => {
  const bundle = worksheet();
  bundle.readings = [
    { id: 'a', section: 'accuracy', row: 2, column: 'up', repeat: 0, digits: '10.0', as_typed: '10,0', unit: 'bar', taken_at: '', by: 5, superseded: false },
  ];
  bundle.returns = [{ section: 'accuracy', row: 2, column: 'up', repeat: 0, comment: 'again', by: 7, at: '', settled: false }];
  const { bench, keying, sent } = await opened(bundle);
  assert.equal(keying.current, 'accuracy/2/up/0');
  keying.next();
  assert.equal(keying.question?.kind, 'reason');
  keying.because('Đo lại điểm này');
  assert.equal(bench.returns.length, 0);
  await bench.sync.flush();
  assert.deepEqual(sent.map((one) => [one['value'], one['supersedes']]), [['10,0', 'a']]);
});

test('moving away takes a good value and keeps a doubtful one half keyed', async () => {
  const { bench, keying, type } = await opened();
  keying.select('accuracy/1/up/0');
  type('5,1');
  keying.select('accuracy/2/up/0');
  type('1');
  keying.select('accuracy/0/up/0');
  assert.equal(bench.digitsAt('accuracy/1/up/0'), '5.1');
  assert.equal(bench.digitsAt('accuracy/2/up/0'), null);
  assert.equal(keying.drafts.get('accuracy/2/up/0'), '1');
});

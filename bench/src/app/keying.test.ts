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
      code: 'x', title: label, environment: [{ key: 'temperature', label, unit: 'degC', min: '15', max: '25', required: true }],
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
    if (!url.endsWith('/readings/batch/')) return answer(bundle);
    const { readings } = JSON.parse(String(init.body)) as { readings: Record<string, string>[] };
    sent.push(...readings);
    for (const one of readings) {
      for (const old of bundle.readings) if (old.id === one['supersedes']) old.superseded = true;
      bundle.readings.push({ ...one, digits: one['value']?.replace(',', '.'), superseded: false } as never);
    }
    return answer({ items: readings.map((one) => ({ id: one['id'], status: 'accepted' })) });
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
  assert.equal(bench.returned.length, 0);
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

test('an environment outside its limits is recorded with a reason, asked for at once', async () => {
  const { bench, keying, sent, type } = await opened();
  type('26');
  keying.next();
  assert.equal(keying.question?.kind, 'outside');
  assert.equal(bench.digitsAt('environment/0/temperature/0'), null);
  keying.because('Đo tại hiện trường');
  await bench.sync.flush();
  assert.deepEqual(sent.map((one) => [one['value'], one['reason'], one['supersedes']]), [['26', 'Đo tại hiện trường', null]]);
});

test('undo goes back to the reading recorded last, with its digits to mend', async () => {
  const { bench, keying, type } = await opened();
  keying.select('accuracy/0/up/0');
  type('0,02');
  keying.next();
  assert.equal(keying.current, 'accuracy/1/up/0');
  keying.undo();
  assert.deepEqual([keying.current, keying.draft], ['accuracy/0/up/0', '0,02']);
  keying.key('erase');
  keying.key('1');
  keying.next();
  assert.equal(bench.digitsAt('accuracy/0/up/0'), '0.01');
  assert.equal(bench.counts.waiting, 1);
});

test('what is adjusted is told in words, and opens what comes after it', async () => {
  const bundle = worksheet();
  const [table] = bundle.plan!.tables;
  bundle.definition!.adjustment = true;
  bundle.plan = { unit: 'bar', tables: [table!, { ...table!, key: 'accuracy!left' }] };
  const { bench, keying, sent } = await opened(bundle);
  assert.equal(bench.cells.some((one) => one.phase === 'left'), false);
  keying.select('adjustment/0/note/0');
  keying.write('  Chỉnh điểm không ');
  keying.next();
  assert.equal(bench.cells.filter((one) => one.phase === 'left').length, 3);
  assert.equal(keying.current, 'accuracy!left/0/up/0');
  await bench.sync.flush();
  assert.deepEqual(sent.map((one) => [one['section'], one['value'], one['unit']]), [['adjustment', 'Chỉnh điểm không', '']]);
});

test('a conflict is settled by a person: theirs stands, or ours with a reason', async () => {
  const theirs = { id: 't', digits: '5.03', unit: 'bar', by: 'A', taken_at: '' };
  const { bench, keying, sent, type } = await opened();
  const clash = async (): Promise<void> => {
    keying.select('accuracy/1/up/0');
    type('5,02');
    keying.next();
    const [entry] = bench.outbox.entries;
    await bench.outbox.answer([{ id: entry!.id, status: 'conflict', theirs }]);
    keying.select('accuracy/1/up/0');
  };
  await clash();
  assert.deepEqual([bench.counts.conflicts, bench.counts.waiting], [1, 0]);
  keying.keepTheirs();
  assert.deepEqual([bench.counts.conflicts, bench.counts.dropped, bench.digitsAt('accuracy/1/up/0')], [0, 1, null]);

  await bench.outbox.forget(bench.outbox.entries.map((one) => one.id));
  await clash();
  keying.keepMine();
  assert.equal(keying.question?.kind, 'mine');
  keying.because('Đọc lại số chỉ');
  await bench.sync.flush();
  assert.deepEqual(sent.map((one) => [one['value'], one['supersedes'], one['reason']]), [['5,02', 't', 'Đọc lại số chỉ']]);
});

test('what others recorded meanwhile is asked for while the page is looked at, and not too often', async (t) => {
  const { bench } = await opened();
  let now = Date.now();
  t.mock.method(Date, 'now', () => now);
  let asked = 0;
  t.mock.method(bench.api, 'bundle', () => {
    asked += 1;
    return Promise.resolve({ status: 200, ok: true, body: bench.bundle, refusal: null });
  });
  await bench.reconnect();
  assert.equal(asked, 0);
  now += 15_000;
  await bench.reconnect();
  await bench.reconnect();
  assert.equal(asked, 1);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doubtOf, larger } from './doubt';

const at10 = { nominal: '10', scale: '10', limit: '0.16' };

test('a value near its nominal value is not asked about, pass or fail', () => {
  assert.equal(doubtOf('10.05', at10), null);
  assert.equal(doubtOf('9.2', at10), null);
  assert.equal(doubtOf('13', at10), null);
});

test('a moved decimal mark is asked about, with what was meant', () => {
  assert.deepEqual(doubtOf('1.005', at10), { kind: 'shift', alternative: '10.05' });
  assert.deepEqual(doubtOf('100.5', at10), { kind: 'shift', alternative: '10.05' });
  assert.deepEqual(doubtOf('1005', at10), { kind: 'shift', alternative: '10.05' });
});

test('a wrong sign is asked about', () => {
  assert.deepEqual(doubtOf('10', { nominal: '-10', scale: '10' }), { kind: 'sign', alternative: '-10' });
});

test('far from the nominal value without a likely slip is asked about without an offer', () => {
  assert.deepEqual(doubtOf('33', at10), { kind: 'far', alternative: null });
  assert.deepEqual(doubtOf('0', at10), { kind: 'far', alternative: null });
});

test('at zero, near is a tenth of the scale', () => {
  const zero = { nominal: '0', scale: '10', limit: '0.16' };
  assert.equal(doubtOf('0.05', zero), null);
  assert.deepEqual(doubtOf('5', zero), { kind: 'shift', alternative: '0.5' });
});

test('a nominal value far below the limit asks nothing', () => {
  assert.equal(doubtOf('0.001', { nominal: '0.01', scale: '10', limit: '0.16' }), null);
});

test('surroundings are compared with their bounds', () => {
  const temperature = { min: '15', max: '25' };
  assert.equal(doubtOf('20.5', temperature), null);
  assert.deepEqual(doubtOf('205', temperature), { kind: 'shift', alternative: '20.5' });
  assert.equal(doubtOf('27', temperature), null);
  assert.equal(doubtOf('55', { max: '80' }), null);
});

test('without anything to compare with there is no doubt', () => {
  assert.equal(doubtOf('61', {}), null);
});

test('the larger reference counts by size', () => {
  assert.equal(larger('-20', '10'), '-20');
  assert.equal(larger('', '10'), '10');
});

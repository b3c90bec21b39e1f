import assert from 'node:assert/strict';
import { test } from 'node:test';
import { press, readKeyed, shifted, shown } from './numbers';

const keyed = (keys: string[], language: 'vi' | 'en'): string =>
  keys.reduce((text, key) => press(text, key, language), '');

test('keys write digits exactly, with the decimal mark of the language and only one of it', () => {
  assert.equal(keyed(['1', '0', 'mark', '0', '5', '0'], 'vi'), '10,050');
  assert.equal(keyed(['1', 'mark', 'mark', '5'], 'en'), '1.5');
  assert.equal(keyed(['5', 'minus'], 'vi'), '-5');
  assert.equal(keyed(['5', 'minus', 'minus', 'erase', '7'], 'vi'), '7');
});

test('thirty digits are kept, a thirty-first is not', () => {
  assert.equal(keyed(Array.from({ length: 31 }, () => '9'), 'vi'), '9'.repeat(30));
});

test('what was keyed is read as the server reads it', () => {
  const read = (text: string) => readKeyed(text);
  assert.deepEqual(read('10,050'), { digits: '10.050' });
  assert.deepEqual(read('10.05'), { digits: '10.05' });
  assert.deepEqual(read('007'), { digits: '7' });
  assert.deepEqual(read(',5'), { digits: '0.5' });
  assert.deepEqual(read('-0,0'), { digits: '0.0' });
  assert.deepEqual(read('-0,2'), { digits: '-0.2' });
});

test('a blank is not zero and half a number is not a number', () => {
  assert.deepEqual(readKeyed(''), { why: 'blank' });
  assert.deepEqual(readKeyed('-'), { why: 'blank' });
  assert.deepEqual(readKeyed('10,'), { why: 'unfinished' });
  assert.deepEqual(readKeyed(','), { why: 'unfinished' });
  assert.deepEqual(readKeyed('1,2,3'), { why: 'not_a_number' });
});

test('digits are shown the way the reader writes, none added or lost', () => {
  assert.equal(shown('-10.050', 'vi'), '−10,050');
  assert.equal(shown('10.050', 'en'), '10.050');
});

test('moving the mark keeps every digit', () => {
  assert.equal(shifted('1.005', 1), '10.05');
  assert.equal(shifted('1005', -2), '10.05');
  assert.equal(shifted('61', -1), '6.1');
  assert.equal(shifted('6', 1), '60');
  assert.equal(shifted('0.05', 1), '0.5');
  assert.equal(shifted('-5', -1), '-0.5');
  assert.equal(shifted('5', -3), '0.005');
});

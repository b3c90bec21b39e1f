import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitted, jpegName, sizeWords } from './photos';

test('a picture keeps its proportion and no side is longer than 2000 px; a small one is not grown', () => {
  assert.deepEqual(fitted(8000, 6000), { width: 2000, height: 1500 });
  assert.deepEqual(fitted(3000, 9000), { width: 667, height: 2000 });
  assert.deepEqual(fitted(800, 600), { width: 800, height: 600 });
  assert.deepEqual(fitted(100_000, 1), { width: 2000, height: 1 });
});

test('what was made a JPEG is called one', () => {
  assert.equal(jpegName('IMG_0021.HEIC'), 'IMG_0021.jpg');
  assert.equal(jpegName('ảnh mặt số.2.png'), 'ảnh mặt số.2.jpg');
  assert.equal(jpegName(''), 'photo.jpg');
});

test('sizes as people read them', () => {
  assert.equal(sizeWords(839_500, ','), '840 kB');
  assert.equal(sizeWords(3_140_000, ','), '3,1 MB');
  assert.equal(sizeWords(3, '.'), '1 kB');
});

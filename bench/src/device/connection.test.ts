import assert from 'node:assert/strict';
import { test } from 'node:test';
import { watchConnection } from './connection';

test('each change of the network is told once, and nothing after leaving', () => {
  const network = new EventTarget();
  const told: boolean[] = [];
  const leave = watchConnection(network, (online) => told.push(online));

  network.dispatchEvent(new Event('offline'));
  network.dispatchEvent(new Event('online'));
  leave();
  network.dispatchEvent(new Event('offline'));

  assert.deepEqual(told, [false, true]);
});

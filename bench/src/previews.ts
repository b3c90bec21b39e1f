/** Previews of whole worksheets, outside a browser: bundles on stdin, what the tablet shows on stdout. */

import { readFileSync } from 'node:fs';
import type { Bundle } from './core/types';
import { Worksheet } from './core/worksheet';

const bundles = JSON.parse(readFileSync(0, 'utf8')) as Bundle[];
const told = bundles.map((bundle) => {
  // As if the server had answered nothing: every number is made here.
  const worksheet = new Worksheet({ ...bundle, results: [], channels: [], verdict: '' }, []);
  const rows = [...worksheet.rows].map(([key, view]) => [
    key,
    { computed: Object.fromEntries(view.computed), limit: view.row.limit ?? '', verdict: view.verdict },
  ]);
  return { rows: Object.fromEntries(rows), missing: worksheet.missing.map((one) => one.key) };
});
process.stdout.write(JSON.stringify(told));

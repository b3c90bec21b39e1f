/** Environment, checks and standards on one strip; red, and with words, when one of them blocks. */

import { CHECKS, ENVIRONMENT, type Cell } from '../core/cells';
import { shown } from '../core/numbers';
import { outside } from '../core/preview';
import { dayOf, said, unitSymbol, type Words } from '../words';
import { CellButton } from './CellButton';
import { useHands } from './context';

export function Strip() {
  const { bench, words } = useHands();
  const environment = bench.cells.filter((one) => one.section === ENVIRONMENT);
  const checks = bench.cells.filter((one) => one.section === CHECKS);
  return (
    <div class="strip">
      {environment.length > 0 && (
        <section aria-label={words.strip.environment}>
          {environment.map((cell) => <Climate key={cell.key} cell={cell} />)}
        </section>
      )}
      {checks.length > 0 && (
        <section aria-label={words.strip.checks}>
          {checks.map((cell) => <CheckItem key={cell.key} cell={cell} />)}
        </section>
      )}
      <Standards />
    </div>
  );
}

function Climate({ cell }: { cell: Cell }) {
  const { bench, words, language } = useHands();
  const digits = bench.digitsAt(cell.key);
  const out = digits !== null && outside(digits, cell.min, cell.max) === true;
  const range = rangeWords(cell, words, (d) => shown(d, language));
  return (
    <div class={out ? (cell.blocking ? 'item bad' : 'item warn') : 'item'}>
      <span class="item-label">
        {said(cell.label, language)}
        <small class="item-note">{out ? `✕ ${words.strip.outside(range)}` : range || unitSymbol(cell.unit)}</small>
      </span>
      <CellButton cell={cell} />
    </div>
  );
}

export function rangeWords(cell: Cell, words: Words, show: (digits: string) => string): string {
  const unit = unitSymbol(cell.unit);
  if (cell.min && cell.max) return `${words.cell.between(show(cell.min), show(cell.max))} ${unit}`;
  if (cell.min) return `${words.cell.atLeast(show(cell.min))} ${unit}`;
  return cell.max ? `${words.cell.atMost(show(cell.max))} ${unit}` : '';
}

function CheckItem({ cell }: { cell: Cell }) {
  const { bench, language } = useHands();
  const failed = bench.digitsAt(cell.key) === 'fail';
  return (
    <div class={failed ? 'item bad' : 'item'}>
      <span class="item-label">{said(cell.label, language)}</span>
      <CellButton cell={cell} />
    </div>
  );
}

function Standards() {
  const { bench, words, language } = useHands();
  const chosen = bench.bundle?.standards.chosen ?? [];
  if (chosen.length === 0) return null;
  const blocked = (code: string): boolean => bench.bundle?.blocks.some((one) => one.what.includes(code)) ?? false;
  return (
    <section class="standards" aria-label={words.strip.standards}>
      <ul>
        {chosen.map((one) => (
          <li key={`${one.key}${one.standard}`} class={blocked(one.code) ? 'bad' : ''}>
            <b>
              {blocked(one.code) ? `✕ ${words.strip.blocks}: ` : ''}
              {one.code}
            </b>
            {one.valid_until ? <small>{words.start.until(dayOf(one.valid_until, language))}</small> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

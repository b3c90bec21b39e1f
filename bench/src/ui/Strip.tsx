/** Environment, checks and standards on one strip; red, and with words, when one of them blocks. */

import { CHECKS, ENVIRONMENT, keyOf, type Cell } from '../core/cells';
import { shown } from '../core/numbers';
import { outside } from '../core/preview';
import type { Desk } from '../app/desk';
import { dayOf, said, unitSymbol, type Words } from '../words';
import { CellButton } from './CellButton';
import { useHands } from './context';

export function Strip({ children }: { children?: preact.ComponentChildren }) {
  const { desk, keying, words } = useHands();
  const whole = desk.cells.filter((one) => one.position === 0);
  const all = whole.filter((one) => one.section === ENVIRONMENT || one.section === CHECKS);
  const settled = all.filter((one) => isSettled(desk, one));
  const inTables = keying.cell !== null && keying.cell.section !== ENVIRONMENT && keying.cell.section !== CHECKS;
  const folded = inTables && all.every((one) => settled.includes(one) || isBeyond(desk, one));
  const seen = folded ? all.filter((one) => !settled.includes(one)) : all;
  const environment = seen.filter((one) => one.section === ENVIRONMENT);
  const checks = seen.filter((one) => one.section === CHECKS);
  return (
    <div class="strip">
      {folded && settled.length > 0 && <Settled cells={settled} />}
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
      <Standards brief={folded} />
      {children && <div class="tools">{children}</div>}
    </div>
  );
}

/** Filled and nothing wrong with it, or left out where it may be. */
function isSettled(desk: Desk, cell: Cell): boolean {
  const held = desk.held(cell.key);
  if (!held) return !cell.required;
  if (held.state === 'refused' || held.state === 'conflict' || held.reviewed) return false;
  if (cell.kind === 'check') return held.digits === 'pass';
  return outside(held.digits, cell.min, cell.max) !== true;
}

/** Filled with something that is to be seen all the time: a failed check, a room too warm. */
function isBeyond(desk: Desk, cell: Cell): boolean {
  return desk.held(cell.key) !== null && !isSettled(desk, cell);
}

/** What is in order, in one line: the room is for the readings. A tap opens it again. */
function Settled({ cells }: { cells: Cell[] }) {
  const { desk, keying, words, language, act } = useHands();
  const checks = cells.filter((one) => one.kind === 'check').length;
  const values = cells.flatMap((one) => {
    const digits = one.kind === 'check' ? null : desk.digitsAt(one.key);
    if (digits === null) return [];
    return [one.kind === 'number' ? `${shown(digits, language)} ${unitSymbol(one.unit)}` : digits];
  });
  const told = [...values, checks > 0 ? `✓ ${words.strip.passed(checks)}` : ''].filter(Boolean).join(' · ');
  const [first] = cells;
  return (
    <button
      type="button"
      class="settled"
      aria-label={`${words.strip.environment}, ${words.strip.checks}: ${told}`}
      onClick={() => first && act(() => keying.select(first.key))}
    >
      {told || words.strip.environment}
    </button>
  );
}

function Climate({ cell }: { cell: Cell }) {
  const { desk, words, language } = useHands();
  const digits = desk.digitsAt(cell.key);
  const out = digits !== null && outside(digits, cell.min, cell.max) === true;
  const range = rangeWords(cell, words, (d) => shown(d, language));
  const reason = out ? reasonOf(cell) : '';
  return (
    <div class={out ? (cell.blocking ? 'item bad' : 'item warn') : 'item'}>
      <span class="item-label">
        {said(cell.label, language)}
        <small class="item-note">{out ? `✕ ${words.strip.outside(range)}` : range || unitSymbol(cell.unit)}</small>
        {reason && <small class="item-note">{words.strip.because(reason)}</small>}
      </span>
      <CellButton cell={cell} more={cell.kind === 'text' ? 'wide-text' : ''} />
    </div>
  );

  /** Why the work went on outside the limits: said here, or by the server. */
  function reasonOf(at: Cell): string {
    const [target] = desk.targets(at);
    const here = desk.outbox.entries.find((one) => one.id === target?.held?.id);
    const there = target?.worksheet.bundle.readings.find((one) => !one.superseded && keyOf(one) === keyOf(at));
    return here?.reason ?? there?.reason ?? '';
  }
}

export function rangeWords(cell: Cell, words: Words, show: (digits: string) => string): string {
  const unit = unitSymbol(cell.unit);
  if (cell.min && cell.max) return `${words.cell.between(show(cell.min), show(cell.max))} ${unit}`;
  if (cell.min) return `${words.cell.atLeast(show(cell.min))} ${unit}`;
  return cell.max ? `${words.cell.atMost(show(cell.max))} ${unit}` : '';
}

function CheckItem({ cell }: { cell: Cell }) {
  const { desk, language } = useHands();
  const failed = desk.digitsAt(cell.key) === 'fail';
  return (
    <div class={failed ? 'item bad' : 'item'}>
      <span class="item-label">{said(cell.label, language)}</span>
      <CellButton cell={cell} />
    </div>
  );
}

function Standards({ brief }: { brief: boolean }) {
  const { desk, words, language } = useHands();
  const bundles = desk.worksheets.map((one) => one.bundle);
  const chosen = bundles[0]?.standards.chosen ?? [];
  const codes = [...new Map(chosen.map((one) => [one.code, one])).values()];
  if (codes.length === 0) return null;
  const blocked = (code: string): boolean =>
    bundles.some((bundle) => bundle.blocks.some((one) => one.what.includes(code)));
  if (brief && !codes.some((one) => blocked(one.code))) {
    return <p class="brief"><small>{words.strip.standards}</small> {codes.map((one) => one.code).join(', ')}</p>;
  }
  return (
    <section class="standards" aria-label={words.strip.standards}>
      <ul>
        {codes.map((one) => (
          <li key={one.code} class={blocked(one.code) ? 'bad' : ''}>
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

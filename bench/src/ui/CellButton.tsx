/** One cell: its digits, where they are, and what is wrong with them, in shape and in words. */

import type { Cell } from '../core/cells';
import { shown } from '../core/numbers';
import type { Held } from '../core/sheet';
import { said, unitSymbol, type Words } from '../words';
import { useHands } from './context';

export function CellButton({ cell, more = '' }: { cell: Cell; more?: string }) {
  const { bench, keying, words, language, act } = useHands();
  const held = bench.sheet.get(cell.key);
  const draft = keying.drafts.get(cell.key) ?? '';
  const here = keying.current === cell.key;
  const text = draft ? shown(draft, language) : valueWords(cell, held, words, (d) => shown(d, language));
  const names = ['cell', more, here && 'here', draft && 'half', held && `is-${held.state}`,
    held?.reviewed && 'returned', cell.kind === 'check' && held && `is-${held.digits}`];
  return (
    <button
      type="button"
      class={names.filter(Boolean).join(' ')}
      data-cell={cell.key}
      tabIndex={here ? 0 : -1}
      aria-current={here ? 'true' : undefined}
      aria-label={labelOf()}
      onClick={() => act(() => keying.select(cell.key))}
    >
      {text}
      {held && <span class="mark" aria-hidden="true">{signOf(held)}</span>}
    </button>
  );

  function labelOf(): string {
    const where = cell.reference
      ? `${shown(cell.reference, language)} ${unitSymbol(cell.pointUnit)}`
      : '';
    const repeat = cell.repeats > 1 ? words.grid.repeat(cell.repeat + 1) : '';
    const value = text || words.grid.empty;
    const state = draft ? words.grid.drafted : held ? stateWords(held, words) : '';
    const optional = cell.required ? '' : words.grid.optional;
    return [said(cell.label, language), said(cell.rowLabel, language), where, repeat, optional, value, state]
      .filter(Boolean)
      .join(', ');
  }
}

export function valueWords(
  cell: Cell,
  held: Held | undefined,
  words: Words,
  show: (digits: string) => string,
): string {
  if (!held) return '';
  if (cell.kind === 'number') return show(held.digits);
  return held.digits === 'pass' ? words.pass : words.fail;
}

function signOf(held: Held): string {
  if (held.state === 'refused') return '✕';
  if (held.reviewed) return '↩';
  return held.state === 'device' ? '•' : '';
}

function stateWords(held: Held, words: Words): string {
  if (held.reviewed) return `${words.grid.returned}: ${held.reviewed.comment}`;
  if (held.state === 'refused') return `${words.sync.refused}: ${held.why}`;
  return held.state === 'device' ? words.sync.device : words.sync.sent;
}

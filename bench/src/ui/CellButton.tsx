/** One cell: its digits, when they were read, where they are, and what is wrong with them. */

import { MIXED } from '../app/batch';
import type { Cell } from '../core/cells';
import { shown } from '../core/numbers';
import type { Held } from '../core/sheet';
import type { Words } from '../words';
import { useHands } from './context';
import { cellWords, clock } from './say';

export function CellButton({ cell, more = '' }: { cell: Cell; more?: string }) {
  const { desk, keying, words, language, act } = useHands();
  const held = desk.held(cell.key);
  const draft = keying.drafts.get(cell.key) ?? '';
  const here = keying.current === cell.key;
  const text = draft ? draftWords() : valueWords(cell, held, words, (d) => shown(d, language));
  const names = ['cell', more, cell.kind, here && 'here', draft && 'half', held && `is-${held.state}`,
    held?.reviewed && 'returned', cell.kind === 'check' && held && `is-${held.digits}`];
  return (
    <button
      type="button"
      class={names.filter(Boolean).join(' ')}
      data-cell={cell.key}
      data-at={held && !draft && held.taken_at ? clock(held.taken_at) : undefined}
      tabIndex={here ? 0 : -1}
      aria-current={here ? 'true' : undefined}
      aria-label={labelOf()}
      onClick={() => act(() => keying.select(cell.key))}
    >
      {text}
      {held && <span class="mark" aria-hidden="true">{signOf(held)}</span>}
    </button>
  );

  function draftWords(): string {
    return cell.kind === 'number' ? shown(draft, language) : draft;
  }

  function labelOf(): string {
    const value = text || words.grid.empty;
    const state = draft ? words.grid.drafted : held ? stateWords(held, words) : '';
    const optional = cell.required ? '' : words.grid.optional;
    const at = held?.taken_at ? words.grid.at(clock(held.taken_at)) : '';
    return [cellWords(cell, words, language), optional, value, state, at].filter(Boolean).join(', ');
  }
}

export function valueWords(
  cell: Cell,
  held: Held | null,
  words: Words,
  show: (digits: string) => string,
): string {
  if (!held) return '';
  if (held.digits === MIXED && cell.position === 0) return words.batch.mixed;
  if (cell.kind === 'text') return held.digits;
  if (cell.kind === 'number') return show(held.digits);
  return held.digits === 'pass' ? words.pass : words.fail;
}

function signOf(held: Held): string {
  if (held.state === 'conflict') return '⇄';
  if (held.state === 'refused') return '✕';
  if (held.reviewed) return '↩';
  return held.state === 'device' ? '•' : '';
}

function stateWords(held: Held, words: Words): string {
  if (held.state === 'conflict') return words.grid.clash;
  if (held.reviewed) return `${words.grid.returned}: ${held.reviewed.comment}`;
  if (held.state === 'refused') return `${words.sync.refused}: ${held.why}`;
  return held.state === 'device' ? words.sync.device : words.sync.sent;
}

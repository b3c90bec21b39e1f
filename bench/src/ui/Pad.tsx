/** The keypad for a gloved hand; two large answers for a check; a place to write for words. */

import { useEffect, useRef } from 'preact/hooks';
import { ADJUSTMENT, type Cell } from '../core/cells';
import { markOf, shown } from '../core/numbers';
import { said } from '../words';
import { useHands } from './context';

const ROWS = [
  ['7', '8', '9', 'erase'],
  ['4', '5', '6', 'minus'],
  ['1', '2', '3', 'same'],
  ['0', 'mark', 'back', 'next'],
];

export function Pad() {
  const { keying, words } = useHands();
  const { cell } = keying;
  // A tap must not take the focus from the cell: the physical keyboard goes on from there.
  const keep = (event: Event): void => event.preventDefault();
  if (cell?.kind === 'check') return <Answers keep={keep} />;
  if (cell?.kind === 'text') return <Writing key={cell.key} cell={cell} />;
  return (
    <div class="pad" role="group" aria-label={words.pad.label} onMouseDown={keep}>
      {ROWS.flat().map((name) => <Key key={name} name={name} />)}
    </div>
  );
}

function Key({ name }: { name: string }) {
  const { keying, words, language, act } = useHands();
  if (/^[0-9]$/u.test(name)) {
    return <button type="button" onClick={() => act(() => keying.key(name))}>{name}</button>;
  }
  if (name === 'same') return <Same />;
  if (name === 'next' || name === 'back') return <Step way={name} />;
  const signs: Record<string, [string, string]> = {
    erase: ['⌫', words.pad.erase],
    minus: ['−', words.pad.minus],
    mark: [markOf(language), words.pad.mark],
  };
  const [sign = '', label = ''] = signs[name] ?? [];
  return (
    <button type="button" class="sign" aria-label={label} onClick={() => act(() => keying.key(name))}>
      {sign}
    </button>
  );
}

function Step({ way }: { way: 'next' | 'back' }) {
  const { keying, words, act } = useHands();
  const go = way === 'next' ? () => keying.next() : () => keying.back();
  return (
    <button type="button" class={way === 'next' ? 'primary word' : 'word'} onClick={() => act(go)}>
      {way === 'next' ? `${words.pad.next} →` : `← ${words.pad.back}`}
    </button>
  );
}

function Same() {
  const { keying, words, language, act } = useHands();
  const digits = keying.lastLike();
  const text = digits ? shown(digits, language) : '';
  return (
    <button
      type="button"
      class="word same"
      disabled={!digits}
      onClick={() => act(() => keying.same())}
    >
      <small>{words.pad.same}</small> {text}
    </button>
  );
}

function Answers({ keep }: { keep: (event: Event) => void }) {
  const { desk, keying, words, act } = useHands();
  const all = keying.cell?.position === 0 && desk.jobs.length > 1;
  return (
    <div class="pad answers" role="group" aria-label={words.strip.checks} onMouseDown={keep}>
      <button type="button" class="yes" onClick={() => act(() => keying.check('pass'))}>✓ {all ? words.batch.allPass : words.pass}</button>
      <button type="button" class="no" onClick={() => act(() => keying.check('fail'))}>✕ {all ? words.batch.allFail : words.fail}</button>
      <Step way="back" />
      <Step way="next" />
    </div>
  );
}

/** Words of a text cell: written by the device's own keyboard. */
function Writing({ cell }: { cell: Cell }) {
  const { desk, keying, words, language, act } = useHands();
  const box = useRef<HTMLTextAreaElement>(null);
  const draft = keying.drafts.get(cell.key);
  const text = draft ?? desk.digitsAt(cell.key) ?? '';
  const adjusting = cell.section === ADJUSTMENT;
  useEffect(() => {
    if (!keying.question) box.current?.focus({ preventScroll: true });
  }, [cell.key, keying.question]);
  return (
    <div class="pad writing" role="group" aria-label={words.cell.words}>
      {adjusting && <p class="hint">{words.phase.what}</p>}
      <textarea
        ref={box}
        rows={adjusting ? 2 : 3}
        maxLength={500}
        aria-label={said(cell.label, language)}
        value={text}
        onInput={(event) => {
          const written = event.currentTarget.value;
          act(() => keying.write(written));
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          act(() => keying.next());
        }}
      />
      {adjusting && (
        <p class="chips">
          {words.phase.examples.map((one) => (
            <button key={one} type="button" onClick={() => act(() => keying.write(text ? `${text}; ${one}` : one))}>{one}</button>
          ))}
        </p>
      )}
      <Step way="back" />
      <Step way="next" />
    </div>
  );
}

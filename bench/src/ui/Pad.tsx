/** The keypad for a gloved hand; two large answers where the cell is a check. */

import { markOf, shown } from '../core/numbers';
import { useHands } from './context';

const ROWS = [
  ['7', '8', '9', 'erase'],
  ['4', '5', '6', 'minus'],
  ['1', '2', '3', 'same'],
  ['0', 'mark', 'back', 'next'],
];

export function Pad() {
  const { keying, words } = useHands();
  // A tap must not take the focus from the cell: the physical keyboard goes on from there.
  const keep = (event: Event): void => event.preventDefault();
  if (keying.cell?.kind === 'check') return <Answers keep={keep} />;
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
  if (name === 'next' || name === 'back') {
    const go = name === 'next' ? () => keying.next() : () => keying.back();
    return (
      <button type="button" class={name === 'next' ? 'primary word' : 'word'} onClick={() => act(go)}>
        {name === 'next' ? `${words.pad.next} →` : `← ${words.pad.back}`}
      </button>
    );
  }
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

function Same() {
  const { keying, words, language, act } = useHands();
  const digits = keying.lastLike();
  const text = digits ? shown(digits, language) : '';
  return (
    <button
      type="button"
      class="word same"
      disabled={!digits}
      aria-label={digits ? words.pad.sameAs(text) : words.pad.same}
      onClick={() => act(() => keying.same())}
    >
      <small>{words.pad.same}</small>
      {text}
    </button>
  );
}

function Answers({ keep }: { keep: (event: Event) => void }) {
  const { keying, words, act } = useHands();
  return (
    <div class="pad answers" role="group" aria-label={words.strip.checks} onMouseDown={keep}>
      <button type="button" class="yes" onClick={() => act(() => keying.check('pass'))}>✓ {words.pass}</button>
      <button type="button" class="no" onClick={() => act(() => keying.check('fail'))}>✕ {words.fail}</button>
      <button type="button" class="word" onClick={() => act(() => keying.back())}>← {words.pad.back}</button>
      <button type="button" class="word" onClick={() => act(() => keying.next())}>{words.pad.next} →</button>
    </div>
  );
}

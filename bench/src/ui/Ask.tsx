/** The one question about a value, and the reason of a change: inline, never over the page. */

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Question } from '../app/keying';
import type { Cell } from '../core/cells';
import { readKeyed, shown, asKeyed } from '../core/numbers';
import { unitSymbol } from '../words';
import { valueWords } from './CellButton';
import { useHands } from './context';
import { rangeWords } from './Strip';

export function Ask({ cell, question }: { cell: Cell; question: Question }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The box, not a button: one Enter too many must not answer.
    box.current?.focus();
  }, [question]);
  return (
    <div class="under ask" ref={box} role="alert" tabIndex={-1}>
      {question.kind === 'doubt' ? (
        <Doubtful cell={cell} question={question} />
      ) : (
        <Why cell={cell} question={question} />
      )}
    </div>
  );
}

function Doubtful({ cell, question }: { cell: Cell; question: Question & { kind: 'doubt' } }) {
  const { keying, words, language, act } = useHands();
  const { keyed, doubt } = question;
  const meant = doubt.alternative ? asKeyed(doubt.alternative, language) : null;
  return (
    <>
      <p>{questionWords()}</p>
      <p class="row">
        {meant && (
          <button type="button" class="primary" onClick={() => act(() => keying.sure(meant))}>
            {shown(meant, language)} {unitSymbol(cell.unit)}
          </button>
        )}
        <button type="button" onClick={() => act(() => keying.sure(keyed))}>
          {words.doubt.yes(shown(keyed, language))}
        </button>
        <button type="button" onClick={() => act(() => keying.rekey())}>
          {words.doubt.rekey}
        </button>
      </p>
    </>
  );

  function questionWords(): string {
    const [a, b] = [shown(keyed, language), shown(meant ?? '', language)];
    if (doubt.kind === 'shift') return words.doubt.shift(a, b, words.doubt.times(factor()));
    if (doubt.kind === 'sign') return words.doubt.sign(a, b);
    return words.doubt.far(a, `${shown(cell.reference ?? '', language)} ${unitSymbol(cell.pointUnit)}`);
  }

  /** How many times off: 10, 100 or 1000. */
  function factor(): string {
    const read = readKeyed(keyed);
    const [x, y] = ['digits' in read ? Number(read.digits) : 1, Number(doubt.alternative)];
    return String(10 ** Math.round(Math.abs(Math.log10(Math.abs(x / y)))));
  }
}

type Reasoned = Exclude<Question, { kind: 'doubt' }>;

function Why({ cell, question }: { cell: Cell; question: Reasoned }) {
  const { keying, words, act } = useHands();
  const [other, setOther] = useState<string | null>(null);
  const { title, reasons } = useReasons(cell, question);
  const give = (reason: string): void => act(() => keying.because(reason));
  return (
    <>
      <p>{title}</p>
      {other === null ? (
        <p class="row">
          {reasons.map((reason) => (
            <button key={reason} type="button" onClick={() => give(reason)}>{reason}</button>
          ))}
          <button type="button" onClick={() => setOther('')}>{words.reason.other}…</button>
          <button type="button" class="quiet" onClick={() => act(() => keying.rekey())}>{words.reason.cancel}</button>
        </p>
      ) : (
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault();
            if (other.trim()) give(other);
          }}
        >
          <input
            aria-label={words.reason.other}
            placeholder={words.reason.other}
            maxLength={200}
            value={other}
            ref={(input) => input?.focus()}
            onInput={(event) => setOther(event.currentTarget.value)}
          />
          <button type="submit" class="primary" disabled={!other.trim()}>{words.reason.save}</button>
          <button type="button" class="quiet" onClick={() => setOther(null)}>{words.reason.cancel}</button>
        </form>
      )}
    </>
  );
}

/** What is asked, and the answers that are given most. */
function useReasons(cell: Cell, question: Reasoned): { title: string; reasons: string[] } {
  const { desk, words, language } = useHands();
  const held = desk.held(cell.key);
  const show = (digits: string): string => shown(digits, language);
  if (question.kind === 'mine') {
    const clash = desk.targets(cell).find((one) => one.held?.state === 'conflict')?.held;
    const [theirs, mine] = [show(clash?.theirs?.digits ?? ''), show(clash?.digits ?? '')];
    return { title: words.clash.why(theirs, mine), reasons: words.clash.list };
  }
  const { keyed } = question;
  if (question.kind === 'outside') {
    const value = `${show(keyed)} ${unitSymbol(cell.unit)}`;
    const title = words.reason.outside(value, rangeWords(cell, words, show));
    return { title, reasons: words.reason.outsideList };
  }
  const before = valueWords(cell, held, words, show);
  const after = cell.kind === 'check' ? (keyed === 'pass' ? words.pass : words.fail) : cell.kind === 'text' ? keyed : show(keyed);
  const [slip = '', ...others] = words.reason.list;
  const fitting = before === after ? others : [slip, ...others];
  return {
    title: before === after ? words.reason.same(before) : words.reason.title(before, after),
    reasons: held?.reviewed ? [words.reason.review, ...fitting] : fitting,
  };
}

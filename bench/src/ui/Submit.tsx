/** Handing over to the reviewer: what is still missing, each a way to its cell. */

import { useState } from 'preact/hooks';
import type { Cell } from '../core/cells';
import { shown } from '../core/numbers';
import { said, unitSymbol } from '../words';
import { useHands } from './context';
import { Refused } from './Refused';

const SHOWN = 12;

export function Submit() {
  const { bench, words } = useHands();
  const [open, setOpen] = useState(false);
  const left = bench.missing.length;
  const ready = left === 0 && bench.returns.length === 0 && bench.counts.refused === 0;

  function press(): void {
    if (!ready) setOpen(!open);
    else {
      setOpen(true);
      void bench.submit();
    }
  }

  return (
    <>
      <button
        type="button"
        class={ready ? 'submit primary' : 'submit'}
        aria-expanded={open}
        aria-controls="missing"
        disabled={bench.busy}
        onClick={press}
      >
        {bench.busy ? words.submit.busy : words.submit.button}
        {left > 0 && <small>{words.submit.missing(left)}</small>}
      </button>
      {open && <Missing close={() => setOpen(false)} />}
    </>
  );
}

function Missing({ close }: { close: () => void }) {
  const { bench, words } = useHands();
  const { missing, returns, counts, refusal, busy } = bench;
  const quiet = missing.length + returns.length + counts.refused === 0 && !refusal && counts.waiting === 0;
  if (busy || quiet) return null;
  return (
    <section
      id="missing"
      class="missing"
      aria-label={words.submit.missingTitle}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      {refusal && <Refused title={words.submit.failed} refusal={refusal} />}
      {returns.length > 0 && <p>↩ {words.submit.returned(returns.length)}</p>}
      {counts.refused > 0 && <p>✕ {words.submit.refused(counts.refused)}</p>}
      {counts.waiting > 0 && <p>• {words.submit.unsent(counts.waiting)}</p>}
      {missing.length > 0 && <h2>{words.submit.missingTitle}</h2>}
      <ul>
        {missing.slice(0, SHOWN).map((cell) => <li key={cell.key}><ToCell cell={cell} close={close} /></li>)}
      </ul>
      {missing.length > SHOWN && <p>{words.submit.more(missing.length - SHOWN)}</p>}
      <button type="button" class="quiet" onClick={close}>{words.submit.close}</button>
    </section>
  );
}

function ToCell({ cell, close }: { cell: Cell; close: () => void }) {
  const { keying, words, language, act } = useHands();
  const where = cell.reference ? `${shown(cell.reference, language)} ${unitSymbol(cell.pointUnit)}` : '';
  const repeat = cell.repeats > 1 ? words.grid.repeat(cell.repeat + 1) : '';
  function go(): void {
    close();
    act(() => keying.select(cell.key));
  }
  return (
    <button type="button" onClick={go}>
      {[said(cell.label, language), said(cell.rowLabel, language), where, repeat].filter(Boolean).join(' · ')}
    </button>
  );
}

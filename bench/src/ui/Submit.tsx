/** Handing over to the reviewer: what is still missing, each a way to its cell. */

import { useState } from 'preact/hooks';
import { BatchDesk } from '../app/batch';
import type { Cell } from '../core/cells';
import { useHands } from './context';
import { Refused } from './Refused';
import { cellWords, channelWords } from './say';

const SHOWN = 12;

export function Submit() {
  const { desk, words } = useHands();
  const [open, setOpen] = useState(false);
  const left = desk.missing.length;
  const ready = left === 0 && desk.returned.length === 0 && desk.counts.refused === 0;

  function press(): void {
    if (!ready) setOpen(!open);
    else {
      setOpen(true);
      void desk.submit();
    }
  }

  const label = desk instanceof BatchDesk ? words.batch.submit : words.submit.button;
  return (
    <>
      <button
        type="button"
        class={ready ? 'submit primary' : 'submit'}
        aria-expanded={open}
        aria-controls="missing"
        disabled={desk.busy}
        onClick={press}
      >
        {desk.busy ? words.submit.busy : label}
        {left > 0 && <small>{words.submit.missing(left)}</small>}
      </button>
      {open && <Missing close={() => setOpen(false)} />}
    </>
  );
}

function Missing({ close }: { close: () => void }) {
  const { desk, words } = useHands();
  const { missing, returned, counts, refusal, busy } = desk;
  const photos = desk.album.list.filter((one) => desk.jobs.includes(one.job) && one.state !== 'refused').length;
  const refusals = desk instanceof BatchDesk ? [...desk.refusals] : [];
  const turnedDown = counts.refused - counts.conflicts;
  const told = missing.length + returned.length + counts.refused + counts.waiting + refusals.length + photos;
  if (busy || (told === 0 && !refusal)) return null;
  return (
    <section
      id="missing"
      class="missing"
      aria-label={words.submit.missingTitle}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      {refusal && <Refused title={words.submit.failed} refusal={refusal} />}
      {refusals.map(([position, one]) => (
        <Refused key={position} title={`${words.batch.at(position)}: ${words.submit.failed}`} refusal={one} />
      ))}
      {returned.length > 0 && <p>↩ {words.submit.returned(returned.length)}</p>}
      {turnedDown > 0 && <p>✕ {words.submit.refused(turnedDown)}</p>}
      {counts.conflicts > 0 && <p>⇄ {words.submit.clashes(counts.conflicts)}</p>}
      {counts.waiting > 0 && <p>• {words.submit.unsent(counts.waiting)}</p>}
      {photos > 0 && <p>• {words.submit.photos(photos)}</p>}
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
  const { desk, keying, words, language, act } = useHands();
  const worksheet = desk.targets(cell)[0]?.worksheet;
  const channel = worksheet?.channels.find((one) => one.channel === cell.channel);
  const named = channel ? channelWords(channel.label, worksheet?.bundle.definition, words, language) : '';
  function go(): void {
    close();
    act(() => keying.select(cell.key));
  }
  return (
    <button type="button" onClick={go}>
      {cellWords(cell, words, language, named)}
    </button>
  );
}

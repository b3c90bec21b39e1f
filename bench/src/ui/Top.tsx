/** The line that is always there: the job, where the readings are, the way out and the way on. */

import { BatchDesk } from '../app/batch';
import { useHands } from './context';
import { clock } from './say';
import { subjectOf } from './subject';

export function Top({ children }: { children?: preact.ComponentChildren }) {
  const { desk, words } = useHands();
  const { title, lead } = useSubject();
  return (
    <header class="top">
      <a class="top-back" href={desk.home}>
        ← {words.back}
      </a>
      <div class="top-job">
        <h1>{title}</h1>
        <p>{lead}</p>
      </div>
      {children}
    </header>
  );
}

function useSubject(): { title: string; lead: string } {
  const { desk, words, language } = useHands();
  const [first] = desk.worksheets;
  const { title, lead } = subjectOf(first?.bundle ?? null, language, words);
  if (!(desk instanceof BatchDesk)) {
    return { title, lead: [first ? `#${first.job}` : '', lead].filter(Boolean).join(' · ') };
  }
  const service = words.service[first?.bundle.job.service ?? ''] ?? '';
  return {
    title: desk.batch?.name ?? '',
    lead: [words.batch.positions(desk.places.length), title, service].filter(Boolean).join(' · '),
  };
}

/** Saved on the device, sent, refused: with counts, in words, always. */
export function SyncCounts() {
  const { desk, keying, words, act } = useHands();
  const { waiting, refused, elsewhere, since } = desk.counts;
  const firstRefused = desk.cells.find((one) => {
    const state = desk.held(one.key)?.state;
    return state === 'refused' || state === 'conflict';
  })?.key;
  return (
    <div class="sync">
      <ul class="counts" aria-label={words.sync.label}>
        <li class={waiting > 0 ? 'count waits' : 'count'}>
          {words.sync.device} <b>{waiting}</b>
        </li>
        <li class="count">
          {words.sync.sent} <b>{desk.sent}</b>
        </li>
        <li class={refused > 0 ? 'count bad' : 'count'}>
          {refused > 0 && firstRefused ? (
            <button type="button" onClick={() => act(() => keying.select(firstRefused))}>
              ✕ {words.sync.refused} <b>{refused}</b>
            </button>
          ) : (
            <>
              {words.sync.refused} <b>{refused}</b>
            </>
          )}
        </li>
      </ul>
      <p class="link" role="status">
        {[linkWords(), waiting > 0 && since ? words.sync.since(clock(since)) : '',
          elsewhere > 0 ? words.sync.elsewhere(elsewhere) : ''].filter(Boolean).join(' · ')}
        {isSignedOut() && (
          <>
            {' '}
            <a href={location.href}>{words.signIn}</a>
          </>
        )}
      </p>
    </div>
  );

  function isSignedOut(): boolean {
    return desk.sync.link === 'signed_out' || desk.failure === 'signed_out';
  }

  function linkWords(): string {
    if (desk.outbox.failing) return words.sync.failing;
    if (!desk.durable) return words.sync.fragile;
    const { link } = desk.sync;
    if (link === 'sending') return words.sync.sending;
    if (isSignedOut()) return words.sync.signed_out;
    if (link === 'unreachable') return words.sync.unreachable;
    return desk.failure === 'unreachable' && desk.stale ? words.sync.stale : '';
  }
}

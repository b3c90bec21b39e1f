/** The line that is always there: the job, where the readings are, the way out and the way on. */

import { useHands } from './context';
import { subjectOf } from './subject';

export function Top({ children }: { children?: preact.ComponentChildren }) {
  const { bench, words, language } = useHands();
  const job = bench.bundle?.job;
  const { title, lead } = subjectOf(bench.bundle, language, words);
  return (
    <header class="top">
      <a class="top-back" href={bench.home}>
        ← {words.back}
      </a>
      <div class="top-job">
        <h1>{title}</h1>
        <p>{[`#${job?.id ?? bench.job}`, lead].filter(Boolean).join(' · ')}</p>
      </div>
      {children}
    </header>
  );
}

/** Saved on the device, sent, refused: with counts, in words, always. */
export function SyncCounts() {
  const { bench, keying, words, act } = useHands();
  const { waiting, refused, elsewhere, since } = bench.counts;
  const firstRefused = [...bench.sheet].find(([, held]) => held.state === 'refused')?.[0];
  return (
    <div class="sync">
      <ul class="counts" aria-label={words.sync.label}>
        <li class={waiting > 0 ? 'count waits' : 'count'}>
          {words.sync.device} <b>{waiting}</b>
        </li>
        <li class="count">
          {words.sync.sent} <b>{bench.sent}</b>
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
        {bench.sync.link === 'signed_out' && (
          <>
            {' '}
            <a href={location.href}>{words.signIn}</a>
          </>
        )}
      </p>
    </div>
  );

  function linkWords(): string {
    if (bench.outbox.failing) return words.sync.failing;
    if (!bench.durable) return words.sync.fragile;
    const { link } = bench.sync;
    if (link === 'sending') return words.sync.sending;
    if (link === 'unreachable' || link === 'signed_out') return words.sync[link];
    return bench.failure === 'unreachable' && bench.stale ? words.sync.stale : '';
  }
}

function clock(iso: string): string {
  const at = new Date(iso);
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
}

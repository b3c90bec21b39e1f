/** After submitting: what happened, and the way back. */

import { useHands } from './context';
import { SyncCounts, Top } from './Top';

export function Done() {
  const { bench, words } = useHands();
  const state = bench.bundle?.job.state;
  const [title, lead] =
    state === 'approved'
      ? [words.done.approved, words.done.approvedLead]
      : state === 'cancelled'
        ? [words.done.cancelled, words.done.cancelledLead]
        : [words.done.measured, words.done.measuredLead];
  const judged = (bench.bundle?.results ?? []).filter((one) => one.verdict === 'pass' || one.verdict === 'fail');
  const passed = judged.filter((one) => one.verdict === 'pass').length;
  const verdict = bench.bundle?.verdict;
  const left = bench.counts.waiting + bench.counts.refused;
  return (
    <div class="page">
      <Top />
      <main class="calm" aria-live="polite">
        <p class="seal" aria-hidden="true">
          {state === 'cancelled' ? '–' : '✓'}
        </p>
        <h2>{title}</h2>
        <p>{lead}</p>
        {verdict && (
          <p class={`verdict ${verdict}`}>
            {verdict === 'pass' ? '✓ ' : verdict === 'fail' ? '✕ ' : ''}
            {words[verdict]}
          </p>
        )}
        <p>
          {[words.done.readings(bench.sent), judged.length > 0 ? words.done.points(passed, judged.length) : '']
            .filter(Boolean)
            .join(' · ')}
        </p>
        {left > 0 && <SyncCounts />}
        <p class="calm-ways">
          <a class="big primary" href={bench.home}>
            {words.done.today}
          </a>
        </p>
      </main>
    </div>
  );
}

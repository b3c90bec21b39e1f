/** After submitting: what happened, and the way back. */

import { LEFT } from '../core/sections';
import { useBench } from './context';
import { SyncCounts, Top } from './Top';
import { Dropped } from './Clash';
import { Verdict } from './Grid';

export function Done() {
  const { desk, words } = useBench();
  const state = desk.bundle?.job.state;
  const [title, lead] =
    state === 'approved'
      ? [words.done.approved, words.done.approvedLead]
      : state === 'cancelled'
        ? [words.done.cancelled, words.done.cancelledLead]
        : [words.done.measured, words.done.measuredLead];
  // What was left decides, where something was adjusted.
  const phase = desk.worksheet?.adjusted ? LEFT : '';
  const deciding = (desk.bundle?.results ?? []).filter((one) => (one.phase ?? '') === phase);
  const judged = deciding.filter((one) => one.verdict !== '' && one.verdict !== 'reported');
  const passed = judged.filter((one) => one.verdict === 'pass').length;
  // A calibration reports values; where a statement was asked for, that is what is told.
  const verdict = desk.bundle?.conformity || desk.bundle?.verdict;
  const left = desk.counts.waiting + desk.counts.refused;
  return (
    <div class="page">
      <Top />
      <main class="calm" aria-live="polite">
        <p class="seal" aria-hidden="true">
          {state === 'cancelled' ? '–' : '✓'}
        </p>
        <h2>{title}</h2>
        <p>{lead}</p>
        {verdict && <p><Verdict view={{ verdict, early: false }} /></p>}
        <p>
          {[words.done.readings(desk.sent), judged.length > 0 ? words.done.points(passed, judged.length) : '']
            .filter(Boolean)
            .join(' · ')}
        </p>
        {left > 0 && <SyncCounts />}
        <Dropped />
        <p class="calm-ways">
          <a class="big primary" href={desk.home}>
            {words.done.today}
          </a>
        </p>
      </main>
    </div>
  );
}

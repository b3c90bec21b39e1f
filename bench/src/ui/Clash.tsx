/** Two people filled one cell: both values, who, when; a person chooses. Nothing is thrown away. */

import { keyOf, type Cell } from '../core/cells';
import { shown } from '../core/numbers';
import type { Entry } from '../core/outbox';
import { useHands } from './context';
import { cellWords, clock } from './say';
import { nameOf } from './subject';

export function Clash({ cell }: { cell: Cell }) {
  const { desk, keying, words, language, act } = useHands();
  const held = desk.targets(cell).find((one) => one.held?.state === 'conflict')?.held;
  const theirs = held?.theirs;
  if (!held || !theirs) return null;
  const say = (digits: string): string => digitWords(cell, digits);
  const name = nameOf(theirs.by, language) || words.clash.somebody;
  return (
    <div class="under clash" role="alert">
      <p>⇄ {words.clash.title}</p>
      <dl class="two">
        <div>
          <dt>{words.clash.mine}</dt>
          <dd>{say(held.digits)} <small>{clock(held.taken_at)}</small></dd>
        </div>
        <div>
          <dt>{words.clash.theirs(name)}</dt>
          <dd>{say(theirs.digits)} <small>{clock(theirs.taken_at)}</small></dd>
        </div>
      </dl>
      <p class="row">
        <button type="button" onClick={() => act(() => keying.keepTheirs())}>{words.clash.keepTheirs(say(theirs.digits))}</button>
        <button type="button" onClick={() => act(() => keying.keepMine())}>{words.clash.keepMine(say(held.digits))}</button>
      </p>
    </div>
  );

  function digitWords(at: Cell, digits: string): string {
    if (at.kind === 'check') return digits === 'pass' ? words.pass : words.fail;
    return at.kind === 'number' ? shown(digits, language) : digits;
  }
}

/** Readings of this device that were given up for somebody else's: seen until they are put away. */
export function Dropped() {
  const { desk, words, language, act } = useHands();
  const jobs = desk.jobs;
  const dropped = desk.outbox.entries.filter((one) => one.state === 'dropped' && jobs.includes(one.job));
  if (dropped.length === 0) return null;
  return (
    <details class="dropped">
      <summary>{words.dropped.title(dropped.length)}</summary>
      <ul>
        {dropped.map((one) => (
          <li key={one.id}>
            <span>{whereOf(one)}</span>{' '}
            <b>{shown(one.digits, language)}</b> <small>{clock(one.taken_at)}</small>{' '}
            {one.theirs && (
              <small>{words.dropped.stands(shown(one.theirs.digits, language), nameOf(one.theirs.by, language))}</small>
            )}
          </li>
        ))}
      </ul>
      <button type="button" class="quiet" onClick={() => act(() => void desk.outbox.forget(dropped.map((one) => one.id)))}>
        {words.dropped.seen}
      </button>
    </details>
  );

  function whereOf(entry: Entry): string {
    const cell = desk.cells.find(
      (one) => keyOf(one) === keyOf(entry) && desk.targets(one).some(({ worksheet }) => worksheet.job === entry.job),
    );
    return cell ? cellWords(cell, words, language) : keyOf(entry);
  }
}

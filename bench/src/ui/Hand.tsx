/** The cell in hand, large: what is expected, what is keyed, what it comes to. */

import { BatchDesk } from '../app/batch';
import type { Desk } from '../app/desk';
import { CHECKS, type Cell } from '../core/cells';
import { readKeyed, shown } from '../core/numbers';
import { previewOf, standardOf } from '../core/preview';
import { shownFor } from '../core/relations';
import { rowKey } from '../core/rows';
import { LEFT } from '../core/sections';
import { historyOf } from '../core/sheet';
import { said, unitSymbol } from '../words';
import { Ask } from './Ask';
import { valueWords } from './CellButton';
import { Clash } from './Clash';
import { useHands } from './context';
import { channelWords, clock, nominalWords } from './say';
import { rangeWords } from './Strip';

export function Hand() {
  const { desk, keying, words } = useHands();
  const { cell } = keying;
  if (!cell) return <section class="hand" aria-label={words.grid.point} />;
  return (
    <section class="hand" aria-label={words.grid.point}>
      <Where cell={cell} />
      <Value cell={cell} />
      {keying.question ? <Ask cell={cell} question={keying.question} /> : <Under cell={cell} />}
      <Live key={desk.jobs.join()} />
    </section>
  );
}

function Where({ cell }: { cell: Cell }) {
  const { desk, words, language } = useHands();
  const way = desk.cells.filter((one) => one.section === cell.section && one.onWay);
  const place = way.indexOf(cell) + 1;
  const nominal = cell.reference && cell.named ? `${shown(cell.reference, language)} ${unitSymbol(cell.pointUnit)}` : '';
  const worksheet = desk.targets(cell)[0]?.worksheet;
  const channel = worksheet?.channels.find((one) => one.channel === cell.channel);
  const point = desk.point(cell);
  const standard = point ? standardOf(point.laid, point.row) : null;
  const many = new Set((point?.laid.rows ?? []).map((row) => standardOf(point!.laid, row)?.code)).size > 1;
  return (
    <p class="where">
      {desk instanceof BatchDesk && (
        <strong class="spot">
          {cell.position > 0 ? `${words.batch.position} ${cell.position}` : words.cell.allPositions}
        </strong>
      )}
      {channel && <strong class="spot">{channelWords(channel.label, worksheet?.bundle.definition, words, language)}</strong>}
      <b>{said(cell.label, language)}</b>
      {cell.direction && <span class={`way ${cell.direction}`}>{words.cell[cell.direction]}</span>}
      {cell.phase === LEFT && <span class="way">{words.phase.left}</span>}
      {cell.rowLabel && <span>{said(cell.rowLabel, language)}</span>}
      {cell.nominals.map((one) => (
        <span key={one.key}>
          {said(one.label, language)} <strong>{nominalWords(one, language)}</strong>
        </span>
      ))}
      {cell.repeats > 1 && <span>{words.grid.repeat(cell.repeat + 1)}</span>}
      {nominal && (
        <span>
          {words.cell.nominal} <strong>{nominal}</strong>
        </span>
      )}
      {standard && many && <small>{words.grid.standard(standard.code)}</small>}
      {place > 0 && <span class="count-of">{words.cell.of(place, way.length)}</span>}
    </p>
  );
}

function Value({ cell }: { cell: Cell }) {
  const { desk, keying, words, language } = useHands();
  const held = desk.held(cell.key);
  const keyed = keying.draft;
  if (cell.kind === 'text') {
    return <p class="value spoken">{held && <small class="when">{clock(held.taken_at)}</small>}</p>;
  }
  const text = keyed ? shown(keyed, language) : valueWords(cell, held, words, (d) => shown(d, language));
  return (
    <p class={`value ${keyed ? 'keyed' : held ? 'held' : ''} ${cell.kind === 'check' && held ? `is-${held.digits}` : ''}`}>
      <output>{text || (cell.kind === 'number' ? '_' : '–')}</output>
      {cell.kind === 'number' && <span class="unit">{unitSymbol(cell.unit)}</span>}
      {held && !keyed && held.taken_at && <small class="when">{clock(held.taken_at)}</small>}
    </p>
  );
}

function Under({ cell }: { cell: Cell }) {
  const { desk, keying, words, language, act } = useHands();
  const held = desk.held(cell.key);
  if (keying.unreadable) return <p class="under wrong" role="alert">{words.unreadable[keying.unreadable]}</p>;
  if (held?.state === 'conflict') return <Clash cell={cell} />;
  if (held?.state === 'refused') return <RefusedHere cell={cell} why={held.why} />;
  if (held?.reviewed) {
    return (
      <p class="under warn">
        <b>↩ {words.cell.returned}:</b> {held.reviewed.comment} <small>{words.cell.confirm}</small>
      </p>
    );
  }
  if (desk.missing.length === 0 && !keying.draft) {
    if (desk.stopped) return <p class="under wrong">{words.cell.stopped(stopName(desk.stopped))}</p>;
    return <p class="under good">✓ {words.cell.all}</p>;
  }
  if (cell.section === CHECKS && cell.items) {
    return <ul class="under items">{cell.items[language].map((item) => <li key={item}>{item}</li>)}</ul>;
  }
  return (
    <div class="under">
      <Outcome cell={cell} />
      <Before cell={cell} />
      {keying.last && keying.last !== cell.key && !keying.draft && (
        <button type="button" class="quiet" onClick={() => act(() => keying.undo())}>↶ {words.cell.undo}</button>
      )}
    </div>
  );

  function stopName(stop: Cell): string {
    const table = desk.point(stop)?.laid.definition;
    return said(table ? table.title : stop.label, language);
  }
}

function RefusedHere({ cell, why }: { cell: Cell; why: string }) {
  const { desk, words, language, act } = useHands();
  const [target] = desk.targets(cell);
  const there = target?.worksheet.serverDigitsAt(cell.position > 0 ? cell.key.replace(/^[0-9]+:/u, '') : cell.key) ?? null;
  return (
    <div class="under wrong" role="alert">
      <p>
        ✕ {words.cell.refused}: {why}
        {there !== null && <small> {words.cell.there(shownIn(there))}</small>}
      </p>
      <p class="row">
        <button type="button" onClick={() => void again()}>{words.cell.resend}</button>
        <button type="button" onClick={() => act(() => void desk.drop(cell))}>{words.cell.drop}</button>
      </p>
    </div>
  );

  async function again(): Promise<void> {
    for (const { worksheet } of desk.targets(cell)) await desk.outbox.retry(worksheet.job);
    await desk.sync.flush();
  }

  function shownIn(digits: string): string {
    if (cell.kind === 'check') return digits === 'pass' ? words.pass : words.fail;
    return cell.kind === 'number' ? shown(digits, language) : digits;
  }
}

/** What stood in this cell before, each with its reason. */
function Before({ cell }: { cell: Cell }) {
  const { desk, words, language } = useHands();
  const [target] = desk.targets(cell);
  const key = cell.key.replace(/^[0-9]+:/u, '');
  const before = target && cell.kind === 'number' ? historyOf(target.worksheet.bundle, key) : [];
  if (before.length === 0) return null;
  return (
    <small class="before">
      {words.cell.before}: {before.map((one) => `${shown(one.digits, language)} (${clock(one.taken_at)})`).join('; ')}
    </small>
  );
}

/** Error and verdict of what is being keyed; with nothing keyed, of what was recorded last. */
function Outcome({ cell }: { cell: Cell }) {
  const { desk, keying, words, language } = useHands();
  const digits = keying.draft && cell.kind === 'number' ? readKeyed(keying.draft) : null;
  if (cell.min || cell.max) return <span>{rangeWords(cell, words, (d) => shown(d, language))}</span>;
  const found = digits && 'digits' in digits ? tellOf(cell, digits.digits) : null;
  const last = keying.last ? desk.cellAt(keying.last) : null;
  const before = last && !keying.draft ? tellOf(last, null) : null;
  const told = found ?? before;
  const of = before && last ? last : cell;
  return (
    <>
      {told && (
        <>
          {before && last && <span class="last">{lastWords(last)}</span>}
          {told.errors.map((line) => <span key={line}>{line}</span>)}
        </>
      )}
      {of.limit && (
        <span>{words.grid.limit} <b>±{shown(of.limit, language)}</b> {unitSymbol(of.limitUnit)}</span>
      )}
      {told?.verdict && (
        <span class={`verdict ${told.verdict}`}>
          {told.verdict === 'pass' ? '✓ ' : '✕ '}
          {words.soFar[told.verdict]}
        </span>
      )}
      {told && <small>{told.preview ? words.preview : words.stated}</small>}
    </>
  );

  function lastWords(one: Cell): string {
    const spot = one.position > 0 ? `${words.batch.position} ${one.position}` : '';
    const point = one.reference && one.named ? `${shown(one.reference, language)} ${unitSymbol(one.pointUnit)}` : said(one.rowLabel, language);
    return `${[spot, point].filter(Boolean).join(' · ')}:`;
  }

  function tellOf(at: Cell, keyed: string | null): Told | null {
    return tell(desk, at, keyed, (label) => said(label, language), (d) => shown(d, language));
  }
}

interface Told {
  errors: string[];
  verdict: 'pass' | 'fail' | null;
  preview: boolean;
}

function tell(
  desk: Desk,
  cell: Cell,
  keyed: string | null,
  label: (words: { vi: string; en: string }) => string,
  show: (digits: string) => string,
): Told | null {
  const point = desk.point(cell);
  const view = point?.worksheet.rows.get(rowKey(cell.section, cell.row));
  if (!point || !view) return null;
  const { worksheet, laid, row } = point;
  const preview = previewOf(laid, row, worksheet.givenAt(cell.section), (column, repeat) =>
    keyed !== null && column === cell.column && repeat === cell.repeat
      ? keyed
      : (worksheet.sheet.get(`${cell.section}/${cell.row}/${column}/${repeat}`)?.digits ?? null),
  );
  const values = keyed === null && view.from === 'server' ? view.computed : preview.computed;
  const errors = shownFor(laid.definition, cell.column)
    .filter((column) => values.has(column.key))
    .map((column) =>
      [label(column.label), show(values.get(column.key) ?? ''), column.unit ? unitSymbol(column.unit) : '']
        .filter(Boolean)
        .join(' '),
    );
  if (errors.length === 0) return null;
  return { errors, verdict: preview.soFar(cell.column), preview: keyed !== null || view.from === 'preview' };
}

/** Read aloud after each reading: the point, its error, its verdict. */
function Live() {
  const { desk, keying, words, language } = useHands();
  const last = keying.last ? desk.cellAt(keying.last) : null;
  const told = last && tell(desk, last, null, (l) => said(l, language), (d) => shown(d, language));
  const point = last ? `${said(last.label, language)} ${shown((last.named && last.reference) || '', language)}` : '';
  const verdict = told?.verdict ? `${words.soFar[told.verdict]} (${told.preview ? words.preview : words.stated})` : '';
  return (
    <p class="sr" aria-live="polite">
      {told ? words.live(point, told.errors[0] ?? '', verdict) : ''}
    </p>
  );
}

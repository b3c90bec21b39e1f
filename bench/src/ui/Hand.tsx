/** The cell in hand, large: what is expected, what is keyed, what it comes to. */

import { CHECKS, type Cell } from '../core/cells';
import { readKeyed, shown } from '../core/numbers';
import { previewOf } from '../core/preview';
import { shownFor } from '../core/relations';
import { rowKey } from '../core/rows';
import { said, unitSymbol } from '../words';
import { Ask } from './Ask';
import { valueWords } from './CellButton';
import { useHands } from './context';
import { rangeWords } from './Strip';

export function Hand() {
  const { bench, keying } = useHands();
  const { cell } = keying;
  if (!cell) return <section class="hand" />;
  return (
    <section class="hand">
      <Where cell={cell} />
      <Value cell={cell} />
      {keying.question ? <Ask cell={cell} question={keying.question} /> : <Under cell={cell} />}
      <Live key={bench.job} />
    </section>
  );
}

function Where({ cell }: { cell: Cell }) {
  const { bench, words, language } = useHands();
  const way = bench.cells.filter((one) => one.section === cell.section && one.onWay);
  const place = way.indexOf(cell) + 1;
  const nominal = cell.reference ? `${shown(cell.reference, language)} ${unitSymbol(cell.pointUnit)}` : '';
  return (
    <p class="where">
      <b>{said(cell.label, language)}</b>
      {cell.direction && <span class={`way ${cell.direction}`}>{words.cell[cell.direction]}</span>}
      {cell.rowLabel && <span>{said(cell.rowLabel, language)}</span>}
      {cell.repeats > 1 && <span>{words.grid.repeat(cell.repeat + 1)}</span>}
      {nominal && (
        <span>
          {words.cell.nominal} <strong>{nominal}</strong>
        </span>
      )}
      {place > 0 && <span class="count-of">{words.cell.of(place, way.length)}</span>}
    </p>
  );
}

function Value({ cell }: { cell: Cell }) {
  const { bench, keying, words, language } = useHands();
  const held = bench.sheet.get(cell.key);
  const keyed = keying.draft;
  const text = keyed ? shown(keyed, language) : valueWords(cell, held, words, (d) => shown(d, language));
  return (
    <p class={`value ${keyed ? 'keyed' : held ? 'held' : ''} ${cell.kind === 'check' && held ? `is-${held.digits}` : ''}`}>
      <output>{text || (cell.kind === 'number' ? '_' : '–')}</output>
      {cell.kind === 'number' && <span class="unit">{unitSymbol(cell.unit)}</span>}
    </p>
  );
}

function Under({ cell }: { cell: Cell }) {
  const { bench, keying, words, language, act } = useHands();
  const held = bench.sheet.get(cell.key);
  if (keying.unreadable) return <p class="under wrong" role="alert">{words.unreadable[keying.unreadable]}</p>;
  if (held?.state === 'refused') {
    const there = bench.serverDigitsAt(cell.key);
    return (
      <div class="under wrong" role="alert">
        <p>
          ✕ {words.cell.refused}: {held.why}
          {there !== null && <small> {words.cell.there(shownIn(there))}</small>}
        </p>
        <p class="row">
          <button type="button" onClick={() => void bench.outbox.retry(bench.job).then(() => bench.sync.flush())}>
            {words.cell.resend}
          </button>
          <button type="button" onClick={() => act(() => void bench.drop(cell.key))}>{words.cell.drop}</button>
        </p>
      </div>
    );
  }
  if (held?.reviewed) {
    return (
      <p class="under warn">
        <b>↩ {words.cell.returned}:</b> {held.reviewed.comment} <small>{words.cell.confirm}</small>
      </p>
    );
  }
  if (bench.stopped) return <p class="under wrong">{words.cell.stopped(stopName(bench.stopped))}</p>;
  if (bench.missing.length === 0 && !keying.draft) return <p class="under good">✓ {words.cell.all}</p>;
  if (cell.section === CHECKS && cell.items) {
    return <ul class="under items">{cell.items[language].map((item) => <li key={item}>{item}</li>)}</ul>;
  }
  return <Outcome cell={cell} />;

  function shownIn(digits: string): string {
    if (cell.kind === 'check') return digits === 'pass' ? words.pass : words.fail;
    return shown(digits, language);
  }

  function stopName(stop: Cell): string {
    const table = bench.bundle?.definition?.tables.find((one) => one.key === stop.section);
    return said(table ? table.title : stop.label, language);
  }
}

/** Error and verdict of what is being keyed; with nothing keyed, of what was recorded last. */
function Outcome({ cell }: { cell: Cell }) {
  const { bench, keying, words, language } = useHands();
  const digits = keying.draft ? readKeyed(keying.draft) : null;
  if (cell.min || cell.max) {
    return <p class="under">{rangeWords(cell, words, (d) => shown(d, language))}</p>;
  }
  const found = digits && 'digits' in digits ? tellOf(cell, digits.digits) : null;
  const last = keying.last ? bench.cellAt(keying.last) : null;
  const before = last && !keying.draft ? tellOf(last, null) : null;
  const told = found ?? before;
  const limit = before && last ? last.limit : cell.limit;
  return (
    <p class="under">
      {told && (
        <>
          {before && last && <span class="last">{shown(last.reference ?? '', language)} {unitSymbol(last.pointUnit)}:</span>}
          {told.errors.map((line) => <span key={line}>{line}</span>)}
        </>
      )}
      {limit && <span>{words.grid.limit} <b>±{shown(limit, language)}</b></span>}
      {told?.verdict && (
        <span class={`verdict ${told.verdict}`}>
          {told.verdict === 'pass' ? '✓ ' : '✕ '}
          {words.soFar[told.verdict]}
        </span>
      )}
      {told && <small>{told.preview ? words.preview : words.stated}</small>}
    </p>
  );

  function tellOf(at: Cell, keyed: string | null) {
    return tell(bench, at, keyed, (label) => said(label, language), (d) => shown(d, language));
  }
}

interface Told {
  errors: string[];
  verdict: 'pass' | 'fail' | null;
  preview: boolean;
}

function tell(
  bench: ReturnType<typeof useHands>['bench'],
  cell: Cell,
  keyed: string | null,
  label: (words: { vi: string; en: string }) => string,
  show: (digits: string) => string,
): Told | null {
  const { bundle } = bench;
  const table = bundle?.definition?.tables.find((one) => one.key === cell.section);
  const view = bench.rows.get(rowKey(cell.section, cell.row));
  if (!bundle || !table || !view) return null;
  const row = view.row;
  const preview = previewOf(table, row, bench.given, (column, repeat) =>
    keyed !== null && column === cell.column && repeat === cell.repeat
      ? keyed
      : bench.digitsAt(`${cell.section}/${cell.row}/${column}/${repeat}`),
  );
  const values = keyed === null && view.from === 'server' ? view.computed : preview.computed;
  const errors = shownFor(table, cell.column)
    .filter((column) => values.has(column.key))
    .map((column) => `${label(column.label)} ${show(values.get(column.key) ?? '')}`);
  if (errors.length === 0) return null;
  return { errors, verdict: preview.soFar(cell.column), preview: keyed !== null || view.from === 'preview' };
}

/** Read aloud after each reading: the point, its error, its verdict. */
function Live() {
  const { bench, keying, words, language } = useHands();
  const last = keying.last ? bench.cellAt(keying.last) : null;
  const told = last && tell(bench, last, null, (l) => said(l, language), (d) => shown(d, language));
  const point = last ? `${said(last.label, language)} ${shown(last.reference ?? '', language)}` : '';
  const verdict = told?.verdict ? `${words.soFar[told.verdict]} (${told.preview ? words.preview : words.stated})` : '';
  return (
    <p class="sr" aria-live="polite">
      {told ? words.live(point, told.errors[0] ?? '', verdict) : ''}
    </p>
  );
}

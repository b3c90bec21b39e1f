/** A batch: the positions of the bench down the page, what is read at the current point across. */

import { useRef } from 'preact/hooks';
import type { Place } from '../app/batch';
import { CHECKS, ENVIRONMENT, isKeyed, keyOf, nextEmpty, type Cell } from '../core/cells';
import { shown } from '../core/numbers';
import { rowKey } from '../core/rows';
import { repeatsOf } from '../core/sections';
import type { Block, Column, PlanRow, Verdict as Word } from '../core/types';
import type { Worksheet } from '../core/worksheet';
import { said, unitSymbol } from '../words';
import { CellButton } from './CellButton';
import { Dropped } from './Clash';
import { useBatch } from './context';
import { Frame } from './Frame';
import { commonUnit, computedOf, Verdict } from './Grid';
import { pointWords } from './say';
import { subjectOf } from './subject';
import { SyncCounts, Top } from './Top';

/** A point of the work: a row of a table, at every position. */
interface Spot {
  section: string;
  row: number;
}

export function BatchSheet() {
  const { desk, keying } = useBatch();
  const last = useRef<Spot | null>(null);
  const { cell } = keying;
  const spots = spotsOf(desk.cells);
  const inHand = cell && isTable(cell) ? spots.find((one) => isAt(one, cell)) : undefined;
  if (inHand) last.current = inHand;
  const spot = last.current ?? spots[0] ?? null;
  const checking = cell?.section === CHECKS;
  return (
    <Frame blocks={blocksOf(desk.places)} tabs={<Points spots={spots} spot={checking ? null : spot} />}>
      {checking && cell ? <Exceptions cell={cell} /> : spot && <Positions spot={spot} />}
      <Dropped />
    </Frame>
  );
}

const isTable = (cell: Cell): boolean => cell.section !== ENVIRONMENT && cell.section !== CHECKS;
const isAt = (spot: Spot, cell: Cell): boolean => spot.section === cell.section && spot.row === cell.row;

function spotsOf(cells: Cell[]): Spot[] {
  const found = new Map<string, Spot>();
  for (const { section, row, ...cell } of cells) {
    if (isTable({ ...cell, section, row })) found.set(rowKey(section, row), { section, row });
  }
  return [...found.values()];
}

function blocksOf(places: Place[]): Block[] {
  const all = places.flatMap((one) => one.worksheet.bundle.blocks);
  return [...new Map(all.map((one) => [one.what, one])).values()];
}

/** The points one after another, with how many cells of each are empty. */
function Points({ spots, spot }: { spots: Spot[]; spot: Spot | null }) {
  const { desk, keying, words, language, act } = useBatch();
  return (
    <nav class="tabs" aria-label={words.batch.points}>
      {spots.map((one) => {
        const cells = desk.cells.filter((cell) => isAt(one, cell));
        const left = desk.missing.filter((cell) => isAt(one, cell)).length;
        const [first] = cells;
        return (
          <button
            key={rowKey(one.section, one.row)}
            type="button"
            class="tab"
            aria-current={one.section === spot?.section && one.row === spot.row ? 'true' : undefined}
            onClick={() => act(() => go(cells))}
          >
            <b>{(first && pointWords(first, language)) || words.grid.number(one.row + 1)}</b>{' '}
            <small>{left > 0 ? words.batch.missing(left) : '✓'}</small>
          </button>
        );
      })}
    </nav>
  );

  function go(cells: Cell[]): void {
    const next = nextEmpty(cells, '', (key) => desk.digitsAt(key) !== null) ?? cells[0];
    if (next) keying.select(next.key);
  }
}

/** One check, at every position: for the one that is different. */
function Exceptions({ cell }: { cell: Cell }) {
  const { desk, words, language } = useBatch();
  return (
    <section class="grid" aria-label={said(cell.label, language)}>
      <h2>
        {said(cell.label, language)} <small>{words.batch.exceptions}</small>
      </h2>
      <ul class="spots">
        {desk.measured.map(({ position }) => {
          const single = desk.cellAt(`${position}:${keyOf(cell)}`);
          return single && <li key={position}><b>{position}</b> <CellButton cell={single} /></li>;
        })}
      </ul>
    </section>
  );
}

function Positions({ spot }: { spot: Spot }) {
  const { desk, words, language } = useBatch();
  const pattern = desk.measured.find((one) => one.worksheet.laidAt(spot.section)?.rows.some((row) => row.row === spot.row));
  const laid = pattern?.worksheet.laidAt(spot.section);
  const row = laid?.rows.find((one) => one.row === spot.row);
  if (!pattern || !laid || !row) return null;
  const keyed = laid.definition.columns.filter(isKeyed);
  const shared = keyed.filter((column) => column.shared);
  const single = keyed.filter((column) => !column.shared);
  const unit = row.unit || commonUnit(laid);
  const limited = Boolean(row.limit);
  const { judged } = pattern.worksheet.given;
  const heading = desk.cells.find((one) => isAt(spot, one));
  return (
    <section class="grid" aria-label={said(laid.definition.title, language)}>
      <h2>
        {said(laid.definition.title, language)} {heading && <small>{pointWords(heading, language)}</small>}
      </h2>
      {shared.length > 0 && <Shared spot={spot} columns={shared} row={row} />}
      <div class="scroll">
        <table class="bench-places">
          <thead>
            <tr>
              <th scope="col">{words.batch.position}</th>
              {single.map((column) => (
                <th key={column.key} scope="col" colSpan={repeatsOf(column, row)}>
                  {said(column.label, language)}
                  {column.role === 'reading' && <small> {unitSymbol(column.unit || unit)}</small>}
                </th>
              ))}
              {computedOf(laid).map((column) => (
                <th key={column.key} scope="col">
                  {said(column.label, language)} <small>{unitSymbol(column.unit ?? '')}</small>
                </th>
              ))}
              {limited && <th scope="col">{words.grid.limit} <small>{unitSymbol(laid.errorUnit || unit)}</small></th>}
              {judged && <th scope="col">{words.grid.verdict}</th>}
              <th scope="col">{words.batch.verdict}</th>
            </tr>
          </thead>
          <tbody>
            {desk.places.map((place) => (
              <Line key={place.position} place={place} spot={spot} columns={single} limited={limited} judged={judged} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** One entry for the whole bench: the actual volume of the run. */
function Shared({ spot, columns, row }: { spot: Spot; columns: Column[]; row: PlanRow }) {
  const { desk, language } = useBatch();
  return (
    <div class="noted">
      {columns.flatMap((column) =>
        Array.from({ length: repeatsOf(column, row) }, (_, repeat) => {
          const at = { section: spot.section, row: spot.row, column: column.key, repeat };
          const cell = desk.cellAt(`0:${keyOf(at)}`);
          return (
            cell && (
              <span key={cell.key} class="item">
                <span class="item-label">
                  {said(column.label, language)} <small class="item-note">{unitSymbol(cell.unit)}</small>
                </span>
                <CellButton cell={cell} />
              </span>
            )
          );
        }),
      )}
    </div>
  );
}

interface LineParts {
  place: Place;
  spot: Spot;
  columns: Column[];
  limited: boolean;
  judged: boolean;
}

function Line({ place, spot, columns, limited, judged }: LineParts) {
  const { desk, keying, words, language } = useBatch();
  const { position, worksheet } = place;
  const laid = worksheet.laidAt(spot.section);
  const row = laid?.rows.find((one) => one.row === spot.row);
  const view = worksheet.rows.get(rowKey(spot.section, spot.row));
  const here = keying.cell;
  const current = here?.position === position;
  const serial = serialOf(worksheet);
  const measuring = worksheet.bundle.job.state === 'measuring';
  return (
    <tr class={current ? 'now' : ''}>
      <th scope="row">
        {position} {serial && <small>{serial}</small>}
      </th>
      {columns.flatMap((column) => cellsIn(column))}
      {laid && computedOf(laid).map((column) => (
        <td key={column.key} class={view?.from === 'preview' ? 'number preview' : 'number'}>
          {shown(view?.computed.get(column.key) ?? '–', language)}
        </td>
      ))}
      {limited && <td class="number">{row?.limit ? `±${shown(row.limit, language)}` : '–'}</td>}
      {judged && <td class="judged"><Verdict view={view} /></td>}
      <td class="judged">
        {measuring ? <Verdict view={{ verdict: wholeOf(worksheet), early: false }} /> : <small>{words.batch.notMeasuring}</small>}
      </td>
    </tr>
  );

  function cellsIn(column: Column) {
    return Array.from({ length: row ? repeatsOf(column, row) : 1 }, (_, repeat) => {
      const key = `${position}:${keyOf({ section: spot.section, row: spot.row, column: column.key, repeat })}`;
      const cell = desk.cellAt(key);
      return <td key={key} class={`keyed ${column.role}`}>{cell && !desk.isOver(key) ? <CellButton cell={cell} /> : '–'}</td>;
    });
  }
}

function serialOf(worksheet: Worksheet): string {
  const thing = worksheet.bundle.job.instrument;
  const serial = typeof thing === 'object' && thing ? thing['serial'] : '';
  return typeof serial === 'string' ? serial : '';
}

/** The server's verdict on a worksheet; a failure that shows here already counts too. */
function wholeOf(worksheet: Worksheet): Word {
  const failed = [...worksheet.rows.values()].some((one) => one.verdict === 'fail');
  const checks = [...worksheet.sheet].some(([key, held]) => key.startsWith(`${CHECKS}/`) && held.digits === 'fail');
  return failed || checks ? 'fail' : (worksheet.bundle.verdict ?? '');
}

export function BatchDone() {
  const { desk, words, language } = useBatch();
  const handed = desk.places.filter((one) => one.worksheet.bundle.job.state !== 'cancelled');
  const left = desk.counts.waiting + desk.counts.refused;
  return (
    <div class="page">
      <Top />
      <main class="calm" aria-live="polite">
        <p class="seal" aria-hidden="true">✓</p>
        <h2>{words.batch.done(handed.length)}</h2>
        <ul class="outcomes">
          {desk.places.map(({ position, worksheet }) => (
            <li key={position}>
              <b>{position}</b> {serialOf(worksheet) || subjectOf(worksheet.bundle, language, words).title}{' '}
              <Verdict view={{ verdict: worksheet.bundle.verdict ?? '', early: false }} />
            </li>
          ))}
        </ul>
        {left > 0 && <SyncCounts />}
        <p class="calm-ways">
          <a class="big primary" href={desk.home}>{words.done.today}</a>
        </p>
      </main>
    </div>
  );
}


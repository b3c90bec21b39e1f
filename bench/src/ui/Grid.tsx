/** The readings of one table, with what they come to. */

import { isKeyed, keyOf, nominalsOf } from '../core/cells';
import { shown } from '../core/numbers';
import { rowKey, type RowView } from '../core/rows';
import { LEFT, repeatsOf, type Laid } from '../core/sections';
import type { Column, PlanRow } from '../core/types';
import type { Worksheet } from '../core/worksheet';
import { said, unitSymbol } from '../words';
import { CellButton } from './CellButton';
import { useHands } from './context';
import { nominalWords } from './say';

interface Shown {
  worksheet: Worksheet;
  laid: Laid;
}

export function Grid({ worksheet, laid }: Shown) {
  const { words, language } = useHands();
  const table = laid.definition;
  const phase = laid.phase === LEFT ? words.phase.left : worksheet.adjusted ? words.phase.found : '';
  const title = [said(table.title, language), phase].filter(Boolean).join(' · ');
  const titled = worksheet.laid.length > 1;
  return (
    <section class={laid.phase === LEFT ? 'grid left' : 'grid'} aria-label={title}>
      {titled && <h2>{title}{table.optional ? <small> {words.grid.optional}</small> : null}</h2>}
      <div class="scroll">
        <table>
          <Head worksheet={worksheet} laid={laid} />
          <tbody>
            {laid.rows.map((row) => <Line key={row.row} worksheet={worksheet} laid={laid} row={row} />)}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const hasLimit = (laid: Laid): boolean => laid.rows.some((row) => row.limit);
const isReferenced = (laid: Laid): boolean => laid.rows.some((row) => row.reference);
const nominalColumns = (laid: Laid): Column[] =>
  laid.definition.columns.filter(
    (column) =>
      column.role === 'nominal' && laid.rows.some((row) => row.values?.[column.key] != null),
  );

/** The unit that all rows share; "" where they differ and each row says its own. */
export function commonUnit(laid: Laid): string {
  const units = new Set(laid.rows.map((row) => row.unit || laid.unit));
  return units.size === 1 ? ([...units][0] ?? '') : '';
}

function Head({ worksheet, laid }: Shown) {
  const { words, language } = useHands();
  const unit = commonUnit(laid);
  const lead = leadColumn(laid);
  const limitUnit = laid.errorUnit || unit;
  return (
    <thead>
      <tr>
        <th scope="col">
          {lead ? said(lead.label, language) : words.grid.point}{' '}
          <small>{lead?.role === 'label' || !isReferenced(laid) ? '' : unitSymbol(unit)}</small>
        </th>
        {nominalColumns(laid).map((column) => (
          <th key={column.key} scope="col">{said(column.label, language)}</th>
        ))}
        {laid.definition.columns.filter(isKeyed).map((column) => (
          <th key={column.key} scope="col" colSpan={spanOf(laid, column)} class={column.required === false ? 'keyed optional' : 'keyed'}>
            {said(column.label, language)} {column.direction === 'up' ? '↑' : column.direction === 'down' ? '↓' : ''}
            {column.role === 'reading' && <small> {unitSymbol(column.unit || unit)}</small>}
          </th>
        ))}
        {computedOf(laid).map((column) => (
          <th key={column.key} scope="col">
            {said(column.label, language)}
            {column.unit && column.unit !== unit ? <small> {unitSymbol(column.unit)}</small> : null}
          </th>
        ))}
        {hasLimit(laid) && <th scope="col">{words.grid.limit} <small>{unitSymbol(limitUnit)}</small></th>}
        {worksheet.given.judged && <th scope="col">{words.grid.verdict}</th>}
      </tr>
    </thead>
  );
}

const spanOf = (laid: Laid, column: Column): number =>
  Math.max(1, ...laid.rows.map((row) => repeatsOf(column, row)));

function leadColumn(laid: Laid): Column | undefined {
  const { columns } = laid.definition;
  const label = columns.find((column) => column.role === 'label');
  return label ?? columns.find((column) => column.role === 'reference');
}

export const computedOf = (laid: Laid): Column[] =>
  laid.definition.columns.filter((column) => column.role === 'computed');

function Line({ worksheet, laid, row }: Shown & { row: PlanRow }) {
  const { keying, language } = useHands();
  const view = worksheet.rows.get(rowKey(laid.key, row.row));
  const here = keying.cell;
  const current = here?.section === laid.key && here.row === row.row;
  return (
    <tr class={current ? 'now' : ''}>
      <th scope="row" class={row.label ? 'named' : ''}>{judgedSign(view?.verdict)} {leadWords()}</th>
      {nominalColumns(laid).map((column) => <td key={column.key} class="nominal">{nominalIn(column)}</td>)}
      {laid.definition.columns.filter(isKeyed).flatMap(cellsIn)}
      {computedOf(laid).map((column) => (
        <td key={column.key} class={view?.from === 'preview' ? 'number preview' : 'number'}>
          {shown(view?.computed.get(column.key) ?? '–', language)}
        </td>
      ))}
      {hasLimit(laid) && <td class="number">{row.limit ? `±${shown(row.limit, language)}` : '–'}</td>}
      {worksheet.given.judged && (
        <td class="judged">
          <Verdict view={view} />
        </td>
      )}
    </tr>
  );

  function leadWords() {
    const label = row.label ? said(row.label, language) : '';
    const own = label || !commonUnit(laid) ? unitSymbol(row.unit || laid.unit) : '';
    const reference = row.reference && (!label || leadColumn(laid)?.role === 'reference') ? shown(row.reference, language) : '';
    if (label) return <>{label} {reference && <small>{reference} {own}</small>}</>;
    return reference ? <>{reference}{own && <small> {own}</small>}</> : String(row.row + 1);
  }

  function nominalIn(column: Column): string {
    const one = nominalsOf(laid, row).find((each) => each.key === column.key);
    return one ? nominalWords(one, language) : '–';
  }

  function cellsIn(column: Column) {
    return Array.from({ length: spanOf(laid, column) }, (_, repeat) => {
      const key = keyOf({ section: laid.key, row: row.row, column: column.key, repeat });
      const cell = worksheet.cellAt(key);
      return <td key={key} class={`keyed ${column.role}`}>{cell && <CellButton cell={cell} />}</td>;
    });
  }
}

/** The verdict before the point, by shape: it stays in sight where the table scrolls sideways. */
export function judgedSign(verdict: string | undefined) {
  if (verdict !== 'pass' && verdict !== 'fail') return null;
  return <span class={`mini ${verdict}`} aria-hidden="true">{verdict === 'pass' ? '✓' : '✕'}</span>;
}

export function Verdict({ view }: { view: Pick<RowView, 'verdict' | 'early'> | undefined }) {
  const { words } = useHands();
  if (!view?.verdict) return <span class="none">–</span>;
  const good = view.verdict === 'pass' || view.verdict === 'conditional_pass';
  return (
    <span class={`verdict ${good ? 'pass' : view.verdict === 'reported' ? '' : 'fail'}`}>
      {good ? '✓ ' : view.verdict === 'reported' ? '' : '✕ '}
      {words[view.verdict]}
      {view.early && <small>{words.preview}</small>}
    </span>
  );
}

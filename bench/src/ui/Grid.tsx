/** The readings of one table, with what they come to. */

import { isKeyed, keyOf, rowsOf } from '../core/cells';
import { shown } from '../core/numbers';
import { rowKey, type RowView } from '../core/rows';
import type { Column, PlanRow, Table } from '../core/types';
import { said, unitSymbol } from '../words';
import { CellButton } from './CellButton';
import { useHands } from './context';

export function Grid({ table }: { table: Table }) {
  const { bench, language } = useHands();
  const rows = rowsOf(table, bench.bundle?.plan ?? null);
  const titled = (bench.bundle?.definition?.tables.length ?? 0) > 1;
  return (
    <section class="grid" aria-label={said(table.title, language)}>
      {titled && <h2>{said(table.title, language)}</h2>}
      <div class="scroll">
        <table>
          <Head table={table} limited={hasLimit(rows)} />
          <tbody>
            {rows.map((row) => <Line key={row.row} table={table} row={row} limited={hasLimit(rows)} />)}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const hasLimit = (rows: PlanRow[]): boolean => rows.some((row) => row.limit);

function Head({ table, limited }: { table: Table; limited: boolean }) {
  const { bench, words, language } = useHands();
  const unit = unitSymbol(bench.bundle?.plan?.unit ?? '');
  return (
    <thead>
      <tr>
        <th scope="col">{leadLabel(table) ? said(leadLabel(table)?.label, language) : words.grid.point}{' '}
          <small>{leadLabel(table)?.role === 'label' ? '' : unit}</small>
        </th>
        {table.columns.filter(isKeyed).map((column) => (
          <th key={column.key} scope="col" colSpan={Math.max(1, column.repeat ?? 1)} class={column.required === false ? 'keyed optional' : 'keyed'}>
            {said(column.label, language)} {column.direction === 'up' ? '↑' : column.direction === 'down' ? '↓' : ''}
          </th>
        ))}
        {computedOf(table).map((column) => (
          <th key={column.key} scope="col">{said(column.label, language)}</th>
        ))}
        {limited && <th scope="col">{words.grid.limit}</th>}
        {bench.given.judged && <th scope="col">{words.grid.verdict}</th>}
      </tr>
    </thead>
  );
}

function leadLabel(table: Table): Column | undefined {
  const label = table.columns.find((column) => column.role === 'label');
  return label ?? table.columns.find((column) => column.role === 'reference');
}

const computedOf = (table: Table): Column[] =>
  table.columns.filter((column) => column.role === 'computed');

function Line({ table, row, limited }: { table: Table; row: PlanRow; limited: boolean }) {
  const { bench, language } = useHands();
  const view = bench.rows.get(rowKey(table.key, row.row));
  const here = useHands().keying.cell;
  const current = here?.section === table.key && here.row === row.row;
  return (
    <tr class={current ? 'now' : ''}>
      <th scope="row">{row.label ? said(row.label, language) : shown(row.reference ?? '', language)}</th>
      {table.columns.filter(isKeyed).flatMap((column) => cellsIn(table, row, column))}
      {computedOf(table).map((column) => (
        <td key={column.key} class={view?.from === 'preview' ? 'number preview' : 'number'}>
          {shown(view?.computed.get(column.key) ?? '–', language)}
        </td>
      ))}
      {limited && <td class="number">{row.limit ? `±${shown(row.limit, language)}` : '–'}</td>}
      {bench.given.judged && (
        <td class="judged">
          <Verdict view={view} />
        </td>
      )}
    </tr>
  );

  function cellsIn(table_: Table, row_: PlanRow, column: Column) {
    return Array.from({ length: Math.max(1, column.repeat ?? 1) }, (_, repeat) => {
      const at = { section: table_.key, row: row_.row, column: column.key, repeat };
      const cell = bench.cellAt(keyOf(at));
      return <td key={keyOf(at)} class="keyed">{cell && <CellButton cell={cell} />}</td>;
    });
  }
}

export function Verdict({ view }: { view: RowView | undefined }) {
  const { words } = useHands();
  if (!view?.verdict) return <span class="none">–</span>;
  return (
    <span class={`verdict ${view.verdict}`}>
      {view.verdict === 'pass' ? '✓ ' : view.verdict === 'fail' ? '✕ ' : ''}
      {words[view.verdict]}
      {view.early && <small>{words.preview}</small>}
    </span>
  );
}

/** The worksheet: strip on top, readings in the middle, the cell in hand and the keypad below. */

import { useEffect, useRef } from 'preact/hooks';
import { useHands } from './context';
import { Grid } from './Grid';
import { Hand } from './Hand';
import { onKey } from './keys';
import { Pad } from './Pad';
import { Blocks } from './Refused';
import { Strip } from './Strip';
import { Submit } from './Submit';
import { SyncCounts, Top } from './Top';

export function Sheet() {
  const { bench, keying, act } = useHands();
  const box = useRef<HTMLDivElement>(null);
  useFocusOnCell(box, keying.current, keying.question !== null);

  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      let used = false;
      act(() => {
        used = onKey(event, bench, keying);
      });
      if (used) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [bench, keying]);

  return (
    <div class="sheet" ref={box}>
      <Top>
        <SyncCounts />
        <Submit />
      </Top>
      <div class="above">
        <Blocks blocks={bench.bundle?.blocks ?? []} />
        <Strip />
      </div>
      <main class="grids">
        {bench.bundle?.definition?.tables.map((table) => <Grid key={table.key} table={table} />)}
      </main>
      <div class="below">
        <Hand />
        <Pad />
      </div>
    </div>
  );
}

/** The cell in hand has the focus, unless somebody is writing a reason. */
function useFocusOnCell(
  box: { current: HTMLDivElement | null },
  key: string | null,
  asking: boolean,
): void {
  useEffect(() => {
    if (asking || key === null || document.activeElement instanceof HTMLInputElement) return;
    const cell = box.current?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(key)}"]`);
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    // On a phone the strip scrolls sideways: back to its start, where what blocks is seen.
    const strip = box.current?.querySelector('.above');
    if (strip && !strip.contains(cell ?? null)) strip.scrollLeft = 0;
  }, [key, asking]);
}

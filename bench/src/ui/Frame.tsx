/** The frame of a page that is keyed: the top line, the strip, the readings, the hand and the keypad. */

import { useEffect, useRef } from 'preact/hooks';
import type { Block } from '../core/types';
import { useHands } from './context';
import { Hand } from './Hand';
import { onKey } from './keys';
import { Pad } from './Pad';
import { Blocks } from './Refused';
import { Strip } from './Strip';
import { Submit } from './Submit';
import { SyncCounts, Top } from './Top';

interface Parts {
  blocks: Block[];
  /** What stays above the readings while they scroll: one at a time of channels or points. */
  tabs?: preact.ComponentChildren;
  /** What else can be done, at the end of the strip. */
  tools?: preact.ComponentChildren;
  children: preact.ComponentChildren;
}

export function Frame({ blocks, tabs, tools, children }: Parts) {
  const { keying, act } = useHands();
  const box = useRef<HTMLDivElement>(null);
  useFocusOnCell(box, keying.current, keying.question !== null);

  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      let used = false;
      act(() => {
        used = onKey(event, keying);
      });
      if (used) event.preventDefault();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [keying]);

  return (
    <div class="sheet" ref={box}>
      <Top>
        <SyncCounts />
        <Submit />
      </Top>
      <main class="whole">
        <div class="above">
          <Blocks blocks={blocks} />
          <Strip>{tools}</Strip>
        </div>
        <div class="readings">
          {tabs}
          <div class="grids">{children}</div>
        </div>
        <div class="below">
          <Hand />
          <Pad />
        </div>
      </main>
    </div>
  );
}

/** The cell in hand has the focus, unless somebody is writing. */
function useFocusOnCell(
  box: { current: HTMLDivElement | null },
  key: string | null,
  asking: boolean,
): void {
  useEffect(() => {
    if (asking || key === null) return;
    const cell = box.current?.querySelector<HTMLElement>(`[data-cell="${CSS.escape(key)}"]`);
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    // On a phone the strip scrolls sideways: back to its start, where what blocks is seen.
    const strip = box.current?.querySelector('.above');
    if (strip && !strip.contains(cell ?? null)) strip.scrollLeft = 0;
    if (!isWriting(document.activeElement)) cell?.focus({ preventScroll: true });
  }, [key, asking]);
}

const isWriting = (element: Element | null): boolean =>
  element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement;

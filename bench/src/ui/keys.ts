/** The physical keyboard: digits, comma or point, minus, Enter, Tab, arrows, Escape. */

import type { Keying } from '../app/keying';

/** Does what a key means; true when it meant something here. */
export function onKey(event: KeyboardEvent, keying: Keying): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  const writing = target?.closest('input, textarea, select') != null;
  if (isUndo(event)) return !writing && undo(keying);
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  if (writing) return event.key === 'Escape' && keying.escape();
  if (event.key === 'Escape') return keying.escape();
  if (event.key === 'Tab') return onTab(event, keying, target);
  if (event.key === 'Enter' || event.key === ' ') return onEnter(event, keying, target);
  if (onCharacter(event.key, keying)) return true;
  return keying.question === null && onArrow(event.key, keying);
}

const isUndo = (event: KeyboardEvent): boolean =>
  (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z';

function undo(keying: Keying): boolean {
  if (!keying.last) return false;
  keying.undo();
  return true;
}

/** Tab takes a keyed value to the next cell; with nothing keyed it walks the page as ever. */
function onTab(event: KeyboardEvent, keying: Keying, target: HTMLElement | null): boolean {
  if (event.shiftKey || keying.question || keying.draft === '' || !isCell(target)) return false;
  keying.next();
  return true;
}

/** On a button Enter presses it; on a cell, or nowhere, it records and goes on. */
function onEnter(event: KeyboardEvent, keying: Keying, target: HTMLElement | null): boolean {
  const elsewhere = target?.closest('button, a, summary, label');
  if (elsewhere && !isCell(target)) return false;
  if (event.key === ' ' || keying.question) return isCell(target);
  if (!event.repeat) keying.next();
  return true;
}

const isCell = (target: HTMLElement | null): boolean => target?.closest('[data-cell]') != null;

function onCharacter(key: string, keying: Keying): boolean {
  if (keying.cell?.kind === 'check') return onVerdict(key, keying);
  if (keying.cell?.kind !== 'number') return false;
  if (/^[0-9]$/u.test(key)) keying.key(key);
  else if (key === ',' || key === '.') keying.key('mark');
  else if (key === '-' || key === '−') keying.key('minus');
  else if (key === 'Backspace' || key === 'Delete') keying.key('erase');
  else return false;
  return true;
}

/** A check from the keyboard: + or 1 passes, − or 0 fails. */
function onVerdict(key: string, keying: Keying): boolean {
  if (key === '1' || key === '+') keying.check('pass');
  else if (key === '0' || key === '-') keying.check('fail');
  else return false;
  return true;
}

const STEPS: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

function onArrow(key: string, keying: Keying): boolean {
  const step = STEPS[key];
  if (!step) return false;
  const map = mapOf(document);
  const at = map.findIndex((line) => line.includes(keying.current ?? ''));
  const line = map[at + step[0]] ?? map[at] ?? [];
  const column = map[at]?.indexOf(keying.current ?? '') ?? 0;
  const next = line[Math.min(Math.max(column + step[1], 0), line.length - 1)];
  if (next !== undefined) keying.select(next);
  return true;
}

/** The cells as they lie on the page, line by line. */
function mapOf(page: Document): string[][] {
  const lines = [...page.querySelectorAll('.strip, .noted, .grids tr')].map((line) =>
    [...line.querySelectorAll<HTMLElement>('[data-cell]')].map((one) => one.dataset['cell'] ?? ''),
  );
  return lines.filter((line) => line.length > 0);
}

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { BatchDesk } from '../app/batch';
import { Bench } from '../app/bench';
import type { Desk } from '../app/desk';
import type { Keying } from '../app/keying';
import type { Language } from '../core/types';
import type { Words } from '../words';

export interface Hands {
  desk: Desk;
  keying: Keying;
  words: Words;
  language: Language;
  /** Does something with the cell in hand and shows what came of it. */
  act: (what: () => void) => void;
}

export const HandsContext = createContext<Hands | null>(null);

export function useHands(): Hands {
  const hands = useContext(HandsContext);
  if (!hands) throw new Error('outside the bench');
  return hands;
}

/** The page of one worksheet. */
export function useBench(): Hands & { desk: Bench } {
  const hands = useHands();
  if (!(hands.desk instanceof Bench)) throw new Error('not one worksheet');
  return { ...hands, desk: hands.desk };
}

/** The page of a batch. */
export function useBatch(): Hands & { desk: BatchDesk } {
  const hands = useHands();
  if (!(hands.desk instanceof BatchDesk)) throw new Error('not a batch');
  return { ...hands, desk: hands.desk };
}

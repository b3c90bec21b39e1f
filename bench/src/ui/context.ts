import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Bench } from '../app/bench';
import type { Keying } from '../app/keying';
import type { Language } from '../core/types';
import type { Words } from '../words';

export interface Hands {
  bench: Bench;
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

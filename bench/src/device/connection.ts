/** What the tablet knows of its network: told by the browser, asked by whoever shows it. */

export type Listener = (online: boolean) => void;

/** The part of `window` that is needed; a test hands in an EventTarget. */
export interface NetworkEvents {
  addEventListener(type: 'online' | 'offline', listener: () => void): void;
  removeEventListener(type: 'online' | 'offline', listener: () => void): void;
}

/** Calls `listener` at each change until the returned function is called. */
export function watchConnection(events: NetworkEvents, listener: Listener): () => void {
  const up = (): void => listener(true);
  const down = (): void => listener(false);
  events.addEventListener('online', up);
  events.addEventListener('offline', down);
  return () => {
    events.removeEventListener('online', up);
    events.removeEventListener('offline', down);
  };
}

import { useEffect, useMemo, useReducer } from 'preact/hooks';
import { BatchDesk } from '../app/batch';
import type { Desk } from '../app/desk';
import { Keying } from '../app/keying';
import { wordsOf } from '../words';
import { BatchDone, BatchSheet } from './BatchSheet';
import { HandsContext, useHands, type Hands } from './context';
import { Done } from './Done';
import { Sheet } from './Sheet';
import { Start } from './Start';

export function App({ desk }: { desk: Desk }) {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => desk.subscribe(() => again(undefined)), [desk]);
  const keying = useMemo(() => new Keying(desk), [desk]);
  const hands: Hands = {
    desk,
    keying,
    words: wordsOf(desk.language),
    language: desk.language,
    act(what) {
      what();
      desk.tell();
    },
  };
  if (desk.phase === 'sheet') keying.begin();
  return (
    <HandsContext.Provider value={hands}>
      <Screen />
    </HandsContext.Provider>
  );
}

function Screen() {
  const { desk } = useHands();
  const many = desk instanceof BatchDesk;
  if (desk.phase === 'sheet') return many ? <BatchSheet /> : <Sheet />;
  if (desk.phase === 'start') return <Start />;
  if (desk.phase === 'done') return many ? <BatchDone /> : <Done />;
  return <Opening />;
}

function Opening() {
  const { desk, words } = useHands();
  if (desk.phase === 'loading') {
    return (
      <main class="calm">
        <p role="status">{words.loading}</p>
      </main>
    );
  }
  const failure = desk.failure ?? 'refused';
  return (
    <main class="calm">
      <p role="alert">{words.failure[failure]}</p>
      {desk.refusal?.message && <p>{desk.refusal.message}</p>}
      <p class="calm-ways">
        <button type="button" class="big" onClick={() => void desk.load()}>
          {words.retry}
        </button>
        {failure === 'signed_out' && (
          <a class="big primary" href={location.href}>
            {words.signIn}
          </a>
        )}
        <a class="big" href={desk.home}>
          ← {words.back}
        </a>
      </p>
    </main>
  );
}

import { useEffect, useMemo, useReducer } from 'preact/hooks';
import type { Bench } from '../app/bench';
import { Keying } from '../app/keying';
import { wordsOf } from '../words';
import { HandsContext, useHands, type Hands } from './context';
import { Done } from './Done';
import { Sheet } from './Sheet';
import { Start } from './Start';

export function App({ bench }: { bench: Bench }) {
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => bench.subscribe(() => again(undefined)), [bench]);
  const keying = useMemo(() => new Keying(bench), [bench]);
  const hands: Hands = {
    bench,
    keying,
    words: wordsOf(bench.language),
    language: bench.language,
    act(what) {
      what();
      bench.tell();
    },
  };
  if (bench.phase === 'sheet') keying.begin();
  return (
    <HandsContext.Provider value={hands}>
      <Screen />
    </HandsContext.Provider>
  );
}

function Screen() {
  const { bench } = useHands();
  if (bench.phase === 'sheet') return <Sheet />;
  if (bench.phase === 'start') return <Start />;
  if (bench.phase === 'done') return <Done />;
  return <Opening />;
}

function Opening() {
  const { bench, words } = useHands();
  if (bench.phase === 'loading') {
    return (
      <main class="calm">
        <p role="status">{words.loading}</p>
      </main>
    );
  }
  const failure = bench.failure ?? 'refused';
  return (
    <main class="calm">
      <p role="alert">{words.failure[failure]}</p>
      {bench.refusal?.message && <p>{bench.refusal.message}</p>}
      <p class="calm-ways">
        <button type="button" class="big" onClick={() => void bench.load()}>
          {words.retry}
        </button>
        {failure === 'signed_out' && (
          <a class="big primary" href={location.href}>
            {words.signIn}
          </a>
        )}
        <a class="big" href={bench.home}>
          ← {words.back}
        </a>
      </p>
    </main>
  );
}

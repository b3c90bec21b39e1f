/** No worksheet yet: which standards, where, then begin. */

import { useState } from 'preact/hooks';
import { shown } from '../core/numbers';
import type { Candidate } from '../core/types';
import { dayOf, said, unitSymbol } from '../words';
import { useHands } from './context';
import { Blocks, Refused } from './Refused';
import { nameOf } from './subject';
import { Top } from './Top';

export function Start() {
  const { bench, words, language } = useHands();
  const { candidates = [] } = bench.bundle?.standards ?? {};
  const blocks = bench.bundle?.blocks ?? [];
  const slots = bench.bundle?.definition?.standards ?? [];
  const [chosen, setChosen] = useState<number[]>(() => onlyOnes(candidates));
  const [place, setPlace] = useState('');
  const [asked, setAsked] = useState(false);
  const unfilled = slots.filter((slot) => !candidates.some((one) => one.key === slot.key && chosen.includes(one.id)));

  function begin(event: Event): void {
    event.preventDefault();
    setAsked(true);
    if (unfilled.length === 0) void bench.start(chosen, place.trim());
  }

  function toggle(id: number): void {
    setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  }

  return (
    <div class="page">
      <Top />
      <main class="start">
        <Facts />
        <Blocks blocks={blocks} />
        {bench.refusal && <Refused title={words.start.blocked} refusal={bench.refusal} />}
        {bench.failure === 'unreachable' && <p class="note bad" role="alert">{words.sync.unreachable}</p>}
        <form onSubmit={begin} noValidate>
          {slots.map((slot) => (
            <Choices
              key={slot.key}
              label={said(slot.label, language)}
              candidates={candidates.filter((one) => one.key === slot.key)}
              chosen={chosen}
              toggle={toggle}
            />
          ))}
          {blocks.length === 0 && <Place place={place} set={setPlace} />}
          {asked && unfilled.length > 0 && (
            <p class="wrong" role="alert">
              {words.start.choose(unfilled.map((slot) => said(slot.label, language)).join('; '))}
            </p>
          )}
          {blocks.length === 0 ? (
            <button type="submit" class="big primary wide" disabled={bench.busy}>
              {words.start.begin}
            </button>
          ) : (
            <button type="button" class="big wide" onClick={() => void bench.fetchBundle()}>
              {words.start.again}
            </button>
          )}
        </form>
      </main>
    </div>
  );
}

/** Where a slot has one usable standard, it is chosen already. */
function onlyOnes(candidates: Candidate[]): number[] {
  const usable = candidates.filter((one) => one.usable);
  return usable.filter((one) => usable.filter((other) => other.key === one.key).length === 1).map((one) => one.id);
}

interface Choosing {
  label: string;
  candidates: Candidate[];
  chosen: number[];
  toggle: (id: number) => void;
}

function Choices({ label, candidates, chosen, toggle }: Choosing) {
  const { words } = useHands();
  return (
    <fieldset>
      <legend>
        {words.start.standards}: {label}
      </legend>
      {candidates.length === 0 && <p class="note">{words.start.noCandidate}</p>}
      {candidates.map((one) => (
        <Choice key={one.id} one={one} on={chosen.includes(one.id)} toggle={() => toggle(one.id)} />
      ))}
    </fieldset>
  );
}

function Facts() {
  const { bench, words, language } = useHands();
  const { definition, facts } = bench.bundle ?? {};
  const fields = (definition?.fields ?? []).filter((field) => facts?.[field.key]);
  if (fields.length === 0) return null;
  return (
    <section aria-label={words.start.facts}>
      <dl class="facts">
        {fields.map((field) => (
          <div key={field.key}>
            <dt>{said(field.label, language)}</dt>
            <dd>{factWords(facts?.[field.key] ?? '', language)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function factWords(text: string, language: 'vi' | 'en'): string {
  const [number = '', unit = ''] = text.split(/\s+/u, 2);
  return /^-?[0-9.]+$/u.test(number) ? `${shown(number, language)} ${unitSymbol(unit)}`.trim() : text;
}

function Choice({ one, on, toggle }: { one: Candidate; on: boolean; toggle: () => void }) {
  const { words, language } = useHands();
  return (
    <label class={one.usable ? 'choice' : 'choice off'}>
      <input type="checkbox" checked={on} disabled={!one.usable} onChange={toggle} />
      <span>
        <b>{one.code}</b> {nameOf(one.name, language)}
        <small>
          {one.valid_until ? words.start.until(dayOf(one.valid_until, language)) : ''}
          {one.usable && one.why ? `. ${one.why}` : ''}
          {!one.usable && (
            <em>
              {one.valid_until ? '. ' : ''}✕ {words.start.unusable}
              {one.why ? `: ${one.why}` : ''}
            </em>
          )}
        </small>
      </span>
    </label>
  );
}

function Place({ place, set }: { place: string; set: (place: string) => void }) {
  const { words } = useHands();
  return (
    <div class="place">
      <label for="place">{words.start.place}</label>
      <input id="place" value={place} maxLength={200} autocomplete="off" onInput={(event) => set(event.currentTarget.value)} />
      <p class="chips">
        {words.start.places.map((one) => (
          <button key={one} type="button" class="chip" aria-pressed={place === one} onClick={() => set(one)}>
            {one}
          </button>
        ))}
      </p>
    </div>
  );
}

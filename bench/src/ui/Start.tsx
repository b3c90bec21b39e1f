/** No worksheet yet: which standards, where, then begin. */

import { useState } from 'preact/hooks';
import { shown } from '../core/numbers';
import type { Block, Candidate, FactField, Mode, Room } from '../core/types';
import { dayOf, said, unitSymbol } from '../words';
import { useHands } from './context';
import { Blocks, Refused } from './Refused';
import { nameOf } from './subject';
import { Top } from './Top';

/** A candidate in the slot it would fill: one item may fill several. */
const keyOf = (one: Candidate): string => `${one.key}:${one.id}`;

export function Start() {
  const { desk, words, language } = useHands();
  const bundles = desk.worksheets.map((one) => one.bundle).filter((one) => one.job.state === 'open');
  const [bundle] = bundles;
  const { candidates = [] } = bundle?.standards ?? {};
  const blocks = uniqueBlocks(bundles.flatMap((one) => one.blocks));
  const slots = bundle?.definition?.standards ?? [];
  const adjustable = bundle?.definition?.adjustment === true;
  const [chosen, setChosen] = useState<string[]>(() => onlyOnes(candidates));
  const [place, setPlace] = useState('');
  const [mode, setMode] = useState<Mode>('as_found');
  const [asked, setAsked] = useState(false);
  const filled = (slot: string): Candidate[] => candidates.filter((one) => one.key === slot && chosen.includes(keyOf(one)));
  const unfilled = slots.filter((slot) => slot.required !== false && filled(slot.key).length === 0);

  function begin(event: Event): void {
    event.preventDefault();
    setAsked(true);
    if (unfilled.length > 0) return;
    const wanted = candidates.filter((one) => chosen.includes(keyOf(one)));
    const standards = [...new Set(wanted.map((one) => one.id))];
    const shared = candidates.some((one) => candidates.some((other) => other.id === one.id && other.key !== one.key));
    void desk.start({
      standards,
      place: place.trim(),
      ...(adjustable ? { mode } : {}),
      ...(shared ? { slots: bySlot(wanted) } : {}),
    });
  }

  function toggle(one: Candidate): void {
    const key = keyOf(one);
    setChosen(chosen.includes(key) ? chosen.filter((each) => each !== key) : [...chosen, key]);
  }

  return (
    <div class="page">
      <Top />
      <main class="start">
        {bundles.length === 1 && <Facts />}
        <Blocks blocks={blocks} />
        {desk.refusal && <Refused title={words.start.blocked} refusal={desk.refusal} />}
        {desk.failure === 'unreachable' && <p class="note bad" role="alert">{words.sync.unreachable}</p>}
        <form onSubmit={begin} noValidate>
          {slots.map((slot) => (
            <Choices
              key={slot.key}
              label={`${said(slot.label, language)}${slot.required === false ? ` (${words.start.optional})` : ''}`}
              candidates={candidates.filter((one) => one.key === slot.key)}
              chosen={chosen}
              toggle={toggle}
            />
          ))}
          {blocks.length === 0 && adjustable && <Modes mode={mode} set={setMode} />}
          {blocks.length === 0 && <Place place={place} rooms={bundle?.rooms ?? []} set={setPlace} />}
          {asked && unfilled.length > 0 && (
            <p class="wrong" role="alert">
              {words.start.choose(unfilled.map((slot) => said(slot.label, language)).join('; '))}
            </p>
          )}
          {blocks.length === 0 ? (
            <button type="submit" class="big primary wide" disabled={desk.busy}>
              {words.start.begin}
            </button>
          ) : (
            <button type="button" class="big wide" onClick={() => void desk.ask()}>
              {words.start.again}
            </button>
          )}
        </form>
      </main>
    </div>
  );
}

function uniqueBlocks(blocks: Block[]): Block[] {
  return [...new Map(blocks.map((one) => [one.what, one])).values()];
}

function bySlot(wanted: Candidate[]): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const one of wanted) (found[one.key] ??= []).push(one.id);
  return found;
}

/** As found, or a first calibration: chosen before anything is measured. */
function Modes({ mode, set }: { mode: Mode; set: (mode: Mode) => void }) {
  const { words } = useHands();
  const ways: [Mode, string, string][] = [
    ['as_found', words.start.asFound, words.start.asFoundHint],
    ['first', words.start.first, words.start.firstHint],
  ];
  return (
    <fieldset>
      <legend>{words.start.mode}</legend>
      {ways.map(([value, label, hint]) => (
        <label key={value} class="choice">
          <input type="radio" name="mode" checked={mode === value} onChange={() => set(value)} />
          <span>
            <b>{label}</b>
            <small>{hint}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Where a slot has one usable standard, it is chosen already. */
function onlyOnes(candidates: Candidate[]): string[] {
  const usable = candidates.filter((one) => one.usable);
  return usable.filter((one) => usable.filter((other) => other.key === one.key).length === 1).map(keyOf);
}

interface Choosing {
  label: string;
  candidates: Candidate[];
  chosen: string[];
  toggle: (one: Candidate) => void;
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
        <Choice key={one.id} one={one} on={chosen.includes(keyOf(one))} toggle={() => toggle(one)} />
      ))}
    </fieldset>
  );
}

function Facts() {
  const { desk, words, language } = useHands();
  const { definition, facts } = desk.worksheets[0]?.bundle ?? {};
  const fields = (definition?.fields ?? []).filter((field) => facts?.[field.key] && field.type !== 'table');
  if (fields.length === 0) return null;
  return (
    <section aria-label={words.start.facts}>
      <dl class="facts">
        {fields.map((field) => (
          <div key={field.key}>
            <dt>{said(field.label, language)}</dt>
            <dd>{factWords(field, facts?.[field.key] ?? '', language)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function factWords(field: FactField, text: string, language: 'vi' | 'en'): string {
  for (const one of field.choices ?? []) {
    if (typeof one !== 'string' && one.value === text) return said(one.label, language);
  }
  if (field.type === 'text') return text;
  if (field.type === 'boolean') return text === 'yes' ? '✓' : '–';
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

interface Placing {
  place: string;
  rooms: Room[];
  set: (place: string) => void;
}

/** A room of the centre, or any place in words. */
function Place({ place, rooms, set }: Placing) {
  const { words } = useHands();
  const [laboratory = '', ...elsewhere] = words.start.places;
  const choices = [...(rooms.length > 0 ? rooms.map((one) => one.name) : [laboratory]), ...elsewhere];
  return (
    <div class="place">
      <label for="place">{words.start.place}</label>
      <p class="chips">
        {choices.map((one) => (
          <button
            key={one}
            type="button"
            class="chip"
            aria-pressed={place === one}
            onClick={() => set(one)}
          >
            {one}
          </button>
        ))}
      </p>
      <input
        id="place"
        value={place}
        maxLength={200}
        autocomplete="off"
        placeholder={rooms.length > 0 ? words.start.elsewhere : ''}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </div>
  );
}

/** One worksheet: its channels one at a time, what was found, what was left. */

import { useRef, useState } from 'preact/hooks';
import { ADJUSTED, nextEmpty } from '../core/cells';
import { LEFT } from '../core/sections';
import type { ChannelView } from '../core/worksheet';
import { said } from '../words';
import { CellButton } from './CellButton';
import { Dropped } from './Clash';
import { useBench } from './context';
import { Frame } from './Frame';
import { Grid, Verdict } from './Grid';
import { PhotosButton, PhotosPanel } from './Photos';
import { channelWords } from './say';

export function Sheet() {
  const { desk, keying, words, language } = useBench();
  const [photos, setPhotos] = useState(false);
  const shown = useRef(0);
  const { worksheet } = desk;
  if (!worksheet) return null;
  const { channels } = worksheet;
  const inHand = keying.cell?.channel ?? 0;
  if (inHand > 0) shown.current = inHand;
  else if (!channels.some((one) => one.channel === shown.current)) shown.current = channels[0]?.channel ?? 0;
  const seen = worksheet.laid.filter((one) => one.wanted && (one.channel === 0 || one.channel === shown.current));
  const found = seen.filter((one) => one.phase !== LEFT);
  const left = seen.filter((one) => one.phase === LEFT);
  const outside = worksheet.bundle.scope?.outside ?? worksheet.bundle.plan?.scope?.outside;
  return (
    <Frame
      blocks={worksheet.bundle.blocks}
      tabs={channels.length > 0 && <Channels channels={channels} shown={shown.current} />}
      tools={
        <>
          {worksheet.adjustable && !worksheet.adjusted && <Adjust />}
          <PhotosButton open={photos} set={setPhotos} />
        </>
      }
    >
      {photos && <PhotosPanel close={() => setPhotos(false)} />}
      {worksheet.bundle.batch && (
        <p class="hint">
          <a href={`/bench/batch/${worksheet.bundle.batch.id}/`}>{worksheet.bundle.batch.name}</a>,{' '}
          {words.batch.at(worksheet.bundle.batch.position)}
        </p>
      )}
      {outside && (
        <p class="note">
          <b>{words.start.outsideScope}:</b> {typeof outside === 'string' ? outside : said(outside, language)}
        </p>
      )}
      {worksheet.bundle.plan?.mode === 'first' && worksheet.bundle.definition?.adjustment && (
        <p class="hint">{words.phase.first}</p>
      )}
      {found.map((one) => <Grid key={one.key} worksheet={worksheet} laid={one} />)}
      <Noted />
      {left.map((one) => <Grid key={one.key} worksheet={worksheet} laid={one} />)}
      <Dropped />
    </Frame>
  );
}

/** One tab for each channel, with its verdict; a tap goes to its first empty cell. */
function Channels({ channels, shown }: { channels: ChannelView[]; shown: number }) {
  const { desk, keying, words, language, act } = useBench();
  return (
    <nav class="tabs" aria-label={words.channel.tabs}>
      {channels.map((one) => (
        <button
          key={one.channel}
          type="button"
          class="tab"
          aria-current={one.channel === shown ? 'true' : undefined}
          onClick={() => act(() => go(one.channel))}
        >
          <b>{channelWords(one.label, desk.bundle?.definition, words, language)}</b>{' '}
          {one.verdict ? <Verdict view={{ verdict: one.verdict, early: false }} /> : null}
          {one.missing > 0 && <small>{words.channel.left(one.missing)}</small>}
        </button>
      ))}
    </nav>
  );

  function go(channel: number): void {
    const cells = desk.cells.filter((one) => one.channel === channel);
    const next = nextEmpty(cells, '', (key) => desk.digitsAt(key) !== null) ?? cells[0];
    if (next) keying.select(next.key);
  }
}

function Adjust() {
  const { keying, words, act } = useBench();
  return (
    <button type="button" class="tool" onClick={() => act(() => keying.select(ADJUSTED))}>
      {words.phase.adjust}
    </button>
  );
}

/** What was adjusted, between what was found and what was left. */
function Noted() {
  const { desk, keying, words } = useBench();
  const cell = desk.cellAt(ADJUSTED);
  if (!cell || (!desk.worksheet?.adjusted && keying.current !== ADJUSTED)) return null;
  return (
    <div class="noted">
      <b>{words.phase.adjusted}</b>
      <CellButton cell={cell} />
    </div>
  );
}

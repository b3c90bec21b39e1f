/** Photos and files: kept on the device first, made small here, sent when there is a network. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { newId } from '../app/id';
import { markOf } from '../core/numbers';
import { sizeWords, type Photo } from '../core/photos';
import { ADJUSTMENT, CHECKS, ENVIRONMENT } from '../core/sections';
import type { Attached } from '../core/types';
import { tooLarge } from '../device/album';
import { prepared } from '../device/picture';
import { said } from '../words';
import { useBench } from './context';
import { clock, pointWords } from './say';

export function PhotosButton({ open, set }: { open: boolean; set: (open: boolean) => void }) {
  const { desk, words } = useBench();
  const count = desk.album.of(desk.job).length + (desk.bundle?.attachments?.length ?? 0);
  return (
    <button type="button" class="tool" aria-expanded={open} onClick={() => set(!open)}>
      {words.photos.open(count)}
    </button>
  );
}

export function PhotosPanel({ close }: { close: () => void }) {
  const { desk, words } = useBench();
  const mine = desk.album.of(desk.job);
  const there = desk.bundle?.attachments ?? [];
  return (
    <section class="photos" aria-label={words.photos.title}>
      <div class="row">
        <h2>{words.photos.title}</h2>
        <Taking />
        <button type="button" class="quiet" onClick={close}>{words.photos.close}</button>
      </div>
      {mine.length + there.length === 0 && <p class="hint">{words.photos.none}</p>}
      <ul>
        {mine.map((one) => <Here key={one.id} photo={one} />)}
        {there.map((one) => <There key={one.id} file={one} />)}
      </ul>
    </section>
  );
}

/** The camera, or a file; safe on the device before anything else is asked. */
function Taking() {
  const { desk, keying, words } = useBench();
  const [state, setState] = useState('');
  const take = async (input: HTMLInputElement): Promise<void> => {
    const files = [...(input.files ?? [])];
    input.value = '';
    setState(words.photos.working);
    let wrong = '';
    for (const file of files) wrong = (await keepOne(file)) || wrong;
    setState(wrong);
  };
  return (
    <>
      <label class="pick">
        {words.photos.camera}
        <input type="file" accept="image/*" capture="environment" onChange={(event) => void take(event.currentTarget)} />
      </label>
      <label class="pick">
        {words.photos.file}
        <input type="file" multiple onChange={(event) => void take(event.currentTarget)} />
      </label>
      {state && <small role="status">{state}</small>}
    </>
  );

  /** What is wrong with the file, or "". */
  async function keepOne(file: File): Promise<string> {
    const ready = await prepared(file);
    const mark = markOf(desk.language);
    if (tooLarge(ready.content.size)) return words.photos.tooLarge(sizeWords(ready.content.size, mark));
    const { cell } = keying;
    const inTable = cell && ![ENVIRONMENT, CHECKS, ADJUSTMENT].includes(cell.section);
    const photo: Photo = {
      id: newId(),
      job: desk.job,
      by: desk.person,
      name: ready.name.slice(0, 200),
      kind: ready.kind,
      size: ready.content.size,
      caption: '',
      section: cell?.section ?? '',
      row: inTable ? cell.row : null,
      taken_at: new Date().toISOString(),
      state: 'fresh',
      why: '',
    };
    try {
      await desk.album.add(photo, ready.content);
      return '';
    } catch {
      return words.photos.failed;
    }
  }
}

function Here({ photo }: { photo: Photo }) {
  const { desk, words } = useBench();
  const [caption, setCaption] = useState(photo.caption);
  const [whole, setWhole] = useState(photo.section === '');
  const about = useAbout(photo);
  const save = async (): Promise<void> => {
    const place = whole ? { section: '', row: null } : {};
    await desk.album.amend(photo.id, { caption: caption.trim(), state: 'waiting', ...place });
    await desk.sendPhotos();
  };
  return (
    <li>
      <Thumb photo={photo} />
      <div>
        <p>
          <b>{photo.name}</b>{' '}
          <small>
            {[sizeWords(photo.size, markOf(desk.language)), clock(photo.taken_at), photo.state === 'fresh' ? '' : photo.caption,
              photo.state === 'fresh' ? '' : about].filter(Boolean).join(' · ')}
          </small>
        </p>
        <p class={photo.state === 'refused' ? 'wrong' : 'warn'}>
          {photo.state === 'refused' ? `✕ ${words.photos.refused}: ${photo.why}` : `• ${words.photos[photo.state]}`}
        </p>
        {photo.state === 'fresh' && (
          <form
            class="row"
            onSubmit={(event) => {
              event.preventDefault();
              void save();
            }}
          >
            <input
              aria-label={words.photos.caption}
              placeholder={words.photos.caption}
              maxLength={200}
              value={caption}
              onInput={(event) => setCaption(event.currentTarget.value)}
            />
            {photo.section !== '' && (
              <select
                aria-label={words.photos.about}
                value={whole ? 'whole' : 'here'}
                onChange={(event) => setWhole(event.currentTarget.value === 'whole')}
              >
                <option value="here">{about}</option>
                <option value="whole">{words.photos.whole}</option>
              </select>
            )}
            <button type="submit" class="primary">{words.photos.keep}</button>
            <button type="button" class="quiet" onClick={() => void desk.album.drop(photo.id)}>{words.photos.remove}</button>
          </form>
        )}
        {photo.state === 'refused' && (
          <p class="row">
            <button type="button" onClick={() => void save()}>{words.photos.retry}</button>
            <button type="button" class="quiet" onClick={() => void desk.album.drop(photo.id)}>{words.photos.remove}</button>
          </p>
        )}
      </div>
    </li>
  );
}

function There({ file }: { file: Attached }) {
  const { desk, words } = useBench();
  const about = useAbout(file);
  const address = desk.api.fileAt(desk.job, file.id);
  return (
    <li>
      {file.kind.startsWith('image/') ? (
        <a href={address} target="_blank" rel="noopener">
          <img class="thumb" src={address} alt={file.caption || file.name} loading="lazy" />
        </a>
      ) : (
        <span class="thumb" aria-hidden="true">{file.name.split('.').at(-1)?.slice(0, 4)}</span>
      )}
      <div>
        <p>
          <a href={address} target="_blank" rel="noopener">{file.name}</a>{' '}
          <small>{[sizeWords(file.size, markOf(desk.language)), clock(file.taken_at), about].filter(Boolean).join(' · ')}</small>
        </p>
        {file.caption && <p>{file.caption}</p>}
        <p class="good">✓ {words.photos.sent}</p>
      </div>
    </li>
  );
}

/** What a photo shows: the point of a table, a check, the environment, or the whole. */
function useAbout(at: { section: string; row: number | null }): string {
  const { desk, words, language } = useBench();
  if (at.section === '') return words.photos.whole;
  if (at.section === ENVIRONMENT) return words.strip.environment;
  if (at.section === CHECKS) return words.strip.checks;
  const cell = desk.cells.find((one) => one.section === at.section && one.row === (at.row ?? 0));
  const title = said(desk.worksheet?.laidAt(at.section)?.definition.title, language);
  return [title || at.section, cell && at.row !== null ? pointWords(cell, language) : ''].filter(Boolean).join(' · ');
}

const THUMB = 96;

/** Drawn from the bytes on the device. */
function Thumb({ photo }: { photo: Photo }) {
  const { desk } = useBench();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    void draw().catch(() => undefined);
  }, [photo.id]);
  if (!photo.kind.startsWith('image/')) {
    return <span class="thumb" aria-hidden="true">{photo.name.split('.').at(-1)?.slice(0, 4)}</span>;
  }
  return <canvas class="thumb" width={THUMB} height={THUMB} ref={canvas} aria-hidden="true" />;

  async function draw(): Promise<void> {
    const content = await desk.album.content(photo.id);
    const brush = canvas.current?.getContext('2d');
    if (!content || !brush || !photo.kind.startsWith('image/')) return;
    const picture = await createImageBitmap(content);
    const scale = Math.max(THUMB / picture.width, THUMB / picture.height);
    const [width, height] = [picture.width * scale, picture.height * scale];
    brush.drawImage(picture, (THUMB - width) / 2, (THUMB - height) / 2, width, height);
    picture.close();
  }
}

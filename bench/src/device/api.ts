/** The server, by session cookie. An answer is an answer; no answer is `Unreachable`. */

import type { Attached, BatchBundle, Bundle, ItemAnswer, Language, Refusal } from '../core/types';
import type { Entry } from '../core/outbox';
import type { Photo } from '../core/photos';

export class Unreachable extends Error {}

export interface Answer<T> {
  status: number;
  ok: boolean;
  body: T | null;
  refusal: Refusal | null;
}

/** What was sent is answered reading by reading. */
export interface Taken {
  items: ItemAnswer[];
}

/** How a worksheet is begun. */
export interface Beginning {
  standards: number[];
  place: string;
  slots?: Record<string, number[]>;
  mode?: 'as_found' | 'first';
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const PATIENCE_MS = 20_000;
const PATIENCE_WITH_FILES_MS = 180_000;

export class Api {
  constructor(
    private readonly base: string,
    private readonly language: Language,
    private readonly token: () => string,
    private readonly fetcher: Fetch = (url, init) => fetch(url, init),
  ) {}

  me(): Promise<Answer<{ id: number; full_name: string }>> {
    return this.ask('GET', 'me/');
  }

  bundle(job: number): Promise<Answer<Bundle>> {
    return this.ask('GET', `jobs/${job}/worksheet/`);
  }

  start(job: number, beginning: Beginning): Promise<Answer<Bundle>> {
    return this.ask('POST', `jobs/${job}/start/`, beginning);
  }

  submit(job: number): Promise<Answer<unknown>> {
    return this.ask('POST', `jobs/${job}/submit/`, {});
  }

  batch(id: number): Promise<Answer<BatchBundle>> {
    return this.ask('GET', `batches/${id}/`);
  }

  startBatch(id: number, beginning: Beginning): Promise<Answer<unknown>> {
    return this.ask('POST', `batches/${id}/start/`, beginning);
  }

  /** Readings of any jobs, written one way; each gets its own answer. */
  send(batch: Entry[], device: string): Promise<Answer<Taken>> {
    const readings = batch.map((one) => ({
      job: one.job,
      id: one.id,
      section: one.section,
      row: one.row,
      column: one.column,
      repeat: one.repeat,
      value: one.value,
      unit: one.unit,
      taken_at: one.taken_at,
      supersedes: one.supersedes,
      reason: one.reason,
    }));
    const locale = batch[0]?.locale ?? this.language;
    return this.ask('POST', 'readings/batch/', { device, locale, readings });
  }

  attach(photo: Photo, content: Blob): Promise<Answer<Attached>> {
    const form = new FormData();
    form.append('id', photo.id);
    form.append('caption', photo.caption);
    form.append('section', photo.section);
    if (photo.row !== null) form.append('row', String(photo.row));
    form.append('taken_at', photo.taken_at);
    form.append('file', content, photo.name);
    return this.ask('POST', `jobs/${photo.job}/attachments/`, form);
  }

  /** Where a file of a job is read. */
  fileAt(job: number, id: string): string {
    return `${this.base}jobs/${job}/attachments/${id}/`;
  }

  private async ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer<T>> {
    const response = await this.reach(method, path, body);
    const data: unknown = await response.json().catch(() => null);
    if (response.ok) return { status: response.status, ok: true, body: data as T, refusal: null };
    return { status: response.status, ok: false, body: null, refusal: refusalFrom(data) };
  }

  private async reach(method: string, path: string, body: unknown): Promise<Response> {
    const headers: Record<string, string> = {
      Accept: 'application/json',
      'Accept-Language': this.language,
    };
    const files = body instanceof FormData;
    if (method !== 'GET') headers['X-CSRFToken'] = this.token();
    if (method !== 'GET' && !files) headers['Content-Type'] = 'application/json';
    const init: RequestInit = {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(files ? PATIENCE_WITH_FILES_MS : PATIENCE_MS),
    };
    if (body !== undefined) init.body = files ? body : JSON.stringify(body);
    try {
      return await this.fetcher(this.base + path, init);
    } catch (problem) {
      throw new Unreachable(String(problem));
    }
  }
}

function refusalFrom(data: unknown): Refusal {
  const found = (typeof data === 'object' && data !== null ? data : {}) as Partial<Refusal>;
  return { code: found.code ?? '', message: found.message ?? '', faults: found.faults ?? [] };
}

/** The CSRF token of this session: from the cookie, else from the page's form. */
export function csrfToken(page: Document): string {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/u.exec(page.cookie)?.[1];
  const field = page.querySelector<HTMLInputElement>('input[name=csrfmiddlewaretoken]');
  return cookie ? decodeURIComponent(cookie) : (field?.value ?? '');
}

/** The server, by session cookie. An answer is an answer; no answer is `Unreachable`. */

import type { Bundle, Language, Refusal } from '../core/types';
import type { Entry } from '../core/outbox';

export class Unreachable extends Error {}

export interface Answer<T> {
  status: number;
  ok: boolean;
  body: T | null;
  refusal: Refusal | null;
}

export interface Taken {
  accepted: string[];
  known: string[];
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const PATIENCE_MS = 20_000;

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

  start(job: number, standards: number[], place: string): Promise<Answer<Bundle>> {
    return this.ask('POST', `jobs/${job}/start/`, { standards, place });
  }

  submit(job: number): Promise<Answer<unknown>> {
    return this.ask('POST', `jobs/${job}/submit/`, {});
  }

  send(job: number, batch: Entry[]): Promise<Answer<Taken>> {
    const readings = batch.map((one) => ({
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
    return this.ask('POST', `jobs/${job}/readings/`, { readings, locale });
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
    if (method !== 'GET') {
      headers['Content-Type'] = 'application/json';
      headers['X-CSRFToken'] = this.token();
    }
    const init: RequestInit = {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE_MS),
    };
    if (body !== undefined) init.body = JSON.stringify(body);
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

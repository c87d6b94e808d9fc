import type { Operations } from './operations.ts'

/** A refusal of the API (RFC 9457), or that it could not be reached. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly mend: string
  /** To quote when asking for help. */
  readonly instance: string
  readonly more: Record<string, unknown>

  constructor(problem: Record<string, unknown>) {
    const text = (key: string): string => (typeof problem[key] === 'string' ? problem[key] : '')
    super(text('detail') || text('title') || 'something went wrong')
    this.status = typeof problem['status'] === 'number' ? problem['status'] : 0
    this.code = text('code') || 'unreachable'
    this.mend = text('mend')
    this.instance = text('instance').replace('urn:uuid:', '')
    this.more = problem
  }
}

type Sent<Line extends keyof Operations> = (Operations[Line]['path'] extends undefined
  ? { path?: undefined }
  : { path: Operations[Line]['path'] }) &
  (Operations[Line]['body'] extends undefined ? { body?: undefined } : { body: Operations[Line]['body'] }) & {
    query?: Operations[Line]['query']
    signal?: AbortSignal
    headers?: Record<string, string>
  }

const quietMs = 60_000
let touchedAt = Date.now()
for (const kind of ['pointerdown', 'keydown']) {
  window.addEventListener(kind, () => (touchedAt = Date.now()), { capture: true, passive: true })
}

/** One call of the API, typed by its own description. Throws `Refusal`. */
export async function call<Line extends keyof Operations>(
  line: Line,
  { path, query, body, signal, headers }: Sent<Line>,
): Promise<Operations[Line]['answer']> {
  const [method = 'GET', pattern = ''] = line.split(' ')
  const given = new Map(Object.entries((path ?? {}) as Record<string, string>))
  const url = pattern.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(given.get(name) ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value as string))
  }
  let response: Response
  try {
    response = await fetch(search.size > 0 ? `${url}?${search}` : url, {
      method,
      credentials: 'same-origin',
      ...(signal && { signal }),
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        // What a tab that nobody touches fetches does not keep its session alive.
        ...(Date.now() - touchedAt > quietMs && { 'x-dex-unattended': '1' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new Refusal({
      detail: 'Dex cannot be reached',
      mend: 'check your connection; this page tries again',
    })
  }
  const text = await response.text()
  const parsed: unknown = text === '' ? undefined : parse(text)
  if (!response.ok) throw new Refusal({ status: response.status, ...(parsed as Record<string, unknown>) })
  return parsed as Operations[Line]['answer']
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return { detail: 'the answer cannot be read' }
  }
}

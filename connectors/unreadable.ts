import { DexError } from '#contract/error.ts'

/** JSON, also by a structured suffix (RFC 6839). */
export const anyJson = /^application\/(?:[\w.+-]+\+)?json\b/i

/**
 * A 2xx that is not JSON, is cut off, or holds an error body must never pass for a success; an SDK would hand it on.
 * `errorMember` is what the platform's error bodies have. Throws `platform_bad_answer`.
 */
export function refuseUnreadable(
  answer: Response,
  text: string,
  { platform, type, errorMember }: { platform: string; type: RegExp; errorMember: string },
): void {
  const refuse = (log: string): never => {
    throw new DexError('platform_bad_answer', undefined, { log: `${platform}: ${log}` })
  }
  if (text === '') return
  if (!type.test(answer.headers.get('content-type') ?? '')) refuse('not JSON')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    refuse('cut off or not JSON')
  }
  if (typeof value === 'object' && value !== null && errorMember in value) refuse('an error body with a 2xx')
}

/** Statuses whose answer a `Response` must not be given a body for. */
export const bodyless = (status: number): boolean => status === 204 || status === 205 || status === 304

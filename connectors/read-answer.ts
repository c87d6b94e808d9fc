import { DexError } from '#contract/error.ts'

/** JSON, also by a structured suffix (RFC 6839). */
export const anyJson = /^application\/(?:[\w.+-]+\+)?json\b/i

/**
 * An answer whose text is here already, to be read by an SDK as one that has not been read: what it says is parsed once.
 * A 2xx that is not JSON, is cut off, or holds an error body must never pass for a success; an SDK would hand it on.
 * `errorMember` is what the platform's error bodies have. Throws `platform_bad_answer`. The way out bounds its size.
 */
export async function readAnswer(
  answer: Response,
  { platform, type, errorMember }: { platform: string; type: RegExp; errorMember: string },
): Promise<Response> {
  const text = await answer.text()
  const refuse = (log: string): never => {
    throw new DexError('platform_bad_answer', undefined, { log: `${platform}: ${log}` })
  }
  let json = async (): Promise<unknown> => JSON.parse(text)
  if (answer.ok && text !== '') {
    if (!type.test(answer.headers.get('content-type') ?? '')) refuse('not JSON')
    const value = parsed(text)
    if (value === undefined) refuse('cut off or not JSON')
    if (typeof value === 'object' && value !== null && errorMember in value)
      refuse('an error body with a 2xx')
    json = async () => value
  }
  return Object.defineProperties(answer, {
    text: { value: async () => text },
    json: { value: json },
    blob: { value: async () => new Blob([text]) },
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

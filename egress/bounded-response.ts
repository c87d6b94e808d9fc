import type { Response as UndiciResponse } from 'undici'
import { DexError } from '#contract/error.ts'

const tooLarge = (bytes: number) => new DexError('egress_refused', `the answer is larger than ${bytes} bytes`)

/** Statuses whose answer has no body (fetch, "null body status"). */
const bodiless = new Set([204, 205, 304])

/**
 * The platform's own `Response`, whose body ends with `egress_refused` once more than `bytes` came (after decompression).
 * `done` is called once, when the body has ended in any way.
 */
export async function boundedResponse(
  answer: UndiciResponse,
  bytes: number,
  done: () => void,
): Promise<Response> {
  const announced = Number(answer.headers.get('content-length') ?? '0')
  if (announced > bytes) {
    await answer.body?.cancel()
    done()
    throw tooLarge(bytes)
  }
  const body = answer.body && !bodiless.has(answer.status) ? bounded(answer.body, bytes, done) : null
  if (!body) done()
  const response = new Response(body, {
    status: answer.status,
    statusText: answer.statusText,
    headers: [...answer.headers],
  })
  Object.defineProperty(response, 'url', { value: answer.url })
  return response
}

function bounded(
  body: NonNullable<UndiciResponse['body']>,
  bytes: number,
  done: () => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  let seen = 0
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done: ended } = await reader.read()
        if (ended) {
          done()
          controller.close()
          return
        }
        const chunk: Uint8Array = value
        seen += chunk.byteLength
        if (seen > bytes) throw tooLarge(bytes)
        controller.enqueue(chunk)
      } catch (error) {
        done()
        controller.error(error)
        await reader.cancel(error).catch(() => undefined)
      }
    },
    async cancel(reason) {
      done()
      await reader.cancel(reason)
    },
  })
}

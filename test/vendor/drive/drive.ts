import type { Exchange } from '../traffic.ts'

/** What has been said to an emulator, and all that it has to say something about. */
export interface Drive {
  exchanges: Exchange[]
  routes: string[]
}

/** What a drive is about are the exchanges, whatever comes of them: refusals are held against the vendor as well. */
export async function whatever(...works: readonly (() => Promise<unknown> | undefined)[]): Promise<void> {
  for (const work of works) await work()?.catch(() => undefined)
}

/** Asks for `[method, path, body]` with this bearer. */
export const asking =
  (send: typeof fetch, origin: string, bearer: string) =>
  async (method: string, path: string, body?: unknown): Promise<void> => {
    await send(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }

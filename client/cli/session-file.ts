import { resolve } from 'node:path'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { readJsonFile } from './json-file.ts'
import { placesOf } from './up/places.ts'

/** Who is signed in from this terminal; the file is 0600, and the token is a session of the api, not of the provider. */
export const Session = z.strictObject({
  api: z.string(),
  token: z.string(),
  email: z.string(),
  expiresAt: z.string(),
})
export type Session = z.infer<typeof Session>

/** Throws `unauthenticated` when nobody is signed in, or not any more. */
export async function readSession(data: string): Promise<Session> {
  const session = await readJsonFile(placesOf(resolve(data)).session, Session)
  if (session === null)
    throw new DexError('unauthenticated', 'nobody is signed in from this terminal', { mend: mend(data) })
  if (Date.parse(session.expiresAt) <= Date.now()) {
    throw new DexError('unauthenticated', 'the sign-in has ended', { mend: mend(data) })
  }
  return session
}

const mend = (data: string): string => `run \`dex login${data === '.dex' ? '' : ` --data ${data}`}\``

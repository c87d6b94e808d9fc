import { writeFile } from 'node:fs/promises'
import { placesOf } from '#client/cli/up/places.ts'
import type { Session, TestApi } from '#test/api/support/test-api.ts'
import { scratchNow } from './scratch.ts'
import { dex, type Spoken } from './terminal.ts'

/** Command lines as these people, each signed in from a terminal of their own, at an api that listens. */
export async function terminalsAt(
  api: TestApi,
): Promise<(session: Session) => Promise<(...argv: string[]) => Promise<Spoken>>> {
  const address = api.app.server.address()
  const url =
    address !== null && typeof address === 'object'
      ? `http://127.0.0.1:${address.port}`
      : await api.app.listen({ port: 0, host: '127.0.0.1' })
  return async (session) => {
    const data = scratchNow()
    const token = (session.headers['authorization'] ?? '').replace('Bearer ', '')
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString()
    await writeFile(
      placesOf(data).session,
      JSON.stringify({ api: url, token, email: 'somebody@acme.example', expiresAt }),
    )
    return (...argv) => dex([...argv, '--data', data])
  }
}

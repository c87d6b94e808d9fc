import { oktaUserId } from '#sandbox/company/company.ts'
import type { World } from './world.ts'

interface JournalEntry {
  method: string
  path: string
  status: number
  requestId: string
  actor: { id: string; login: string } | null
}

const get = async (url: string, path: string): Promise<unknown> => {
  const response = await fetch(new URL(path, url), {
    headers: { authorization: 'Bearer a-desk-token-of-the-test-only' },
  })
  if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  return response.json()
}

/** Factor resets that took effect, by the platform's own journal. */
export async function resetsOf(
  world: World,
): Promise<{ actor: string | undefined; path: string; requestId: string }[]> {
  const { entries } = (await get(world.okta.url, '/_sandbox/journal')) as { entries: JournalEntry[] }
  return entries
    .filter(
      (each) => each.path.endsWith('/lifecycle/reset_factors') && each.status >= 200 && each.status < 300,
    )
    .map((each) => ({ actor: each.actor?.login, path: each.path, requestId: each.requestId }))
}

/** What the platform says that a person is enrolled with. */
export async function enrolledBy(world: World, login: string): Promise<unknown[]> {
  const { directory } = (await get(world.okta.url, '/_sandbox/snapshot')) as {
    directory: { users: { id: string; factors: unknown[] }[] }
  }
  const id = oktaUserId(world.company, login)
  return directory.users.find((user) => user.id === id)?.factors ?? []
}

export const factorsOf = async (world: World, login: string): Promise<number> =>
  (await enrolledBy(world, login)).length

export async function commentsOf(
  world: World,
  externalId: string,
): Promise<{ body: string; public: boolean }[]> {
  const { comments } = (await get(world.desk.url, `/api/tickets/${externalId}/comments`)) as {
    comments: { body: string; public: boolean }[]
  }
  return comments
}

/** Makes the next calls that match go wrong. */
export async function plantFault(url: string, ...faults: object[]): Promise<void> {
  const response = await fetch(new URL('/_sandbox/faults', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  })
  if (!response.ok) throw new Error(`faults answered ${response.status}: ${await response.text()}`)
}

/** Puts an emulated platform into a state that its own API would not lead to. */
export async function editPlatform(url: string, ...edits: object[]): Promise<void> {
  const response = await fetch(new URL('/_sandbox/edit', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(edits),
  })
  if (!response.ok) throw new Error(`edits answered ${response.status}: ${await response.text()}`)
}

export async function clearFaults(url: string): Promise<void> {
  await fetch(new URL('/_sandbox/faults', url), { method: 'DELETE' })
}

/** How many faults are still to come. */
export async function faultsLeft(url: string): Promise<number> {
  const { faults } = (await get(url, '/_sandbox/faults')) as { faults: { times: number }[] }
  return faults.reduce((sum, each) => sum + each.times, 0)
}

/** The id of the account with this login. */
export async function accountOf(url: string, login: string): Promise<string> {
  const { directory } = (await get(url, '/_sandbox/snapshot')) as {
    directory: { users: { id: string; profile: { login: string } }[] }
  }
  const user = directory.users.find(({ profile }) => profile.login === login)
  if (!user) throw new Error(`nobody signs in as ${login}`)
  return user.id
}

import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { DexError } from '#contract/error.ts'
import { type ApiClient, createApiClient } from '../api-client.ts'
import { type Approval, Approvals } from '../approval/approvals.ts'
import { login } from '../login/login.ts'
import { Request } from '../request/requests.ts'
import type { ReadyDocument, SandboxDocument } from '../up/ready.ts'
import { z } from 'zod'
import { createPlatforms, type Platforms } from './platforms.ts'
import type { Teller } from './teller.ts'

export type SandboxPerson = SandboxDocument['people'][number]

/** What a scene works with: the house that runs, the people in it, and the platforms' own view of what happened. */
export interface Stage {
  readonly data: string
  readonly sandbox: SandboxDocument
  readonly apiUrl: string
  readonly platforms: Platforms
  readonly tell: Teller
  /** The api as this person, signed in by device grant. */
  as(person: SandboxPerson): Promise<ApiClient>
  /** Somebody of the cast. */
  person(role: 'approver' | 'identityLead' | 'operator' | 'auditor' | 'privileged'): SandboxPerson
  /** Employees with an enrolled factor and no rights, each handed out once. */
  nextEmployee(): Promise<SandboxPerson>
  /** The request that a ticket opened, as it is once `holds` does. Throws when that takes too long. */
  requestOf(ticket: string, holds: (request: Request) => boolean, seconds?: number): Promise<Request>
  /** The approval that a request waits for. */
  approvalOf(request: string): Promise<Approval>
  /** Whether the key that the request's content was sealed with is still there. */
  keyExists(request: string): Promise<boolean>
}
export type Request = z.infer<typeof Request>

const patienceSeconds = 30

export function createStage(options: { data: string; ready: ReadyDocument; tell: Teller }): Stage {
  const { data, ready, tell } = options
  const { sandbox, urls } = ready
  const { desk, okta, microsoft, google } = urls
  if (!sandbox || !urls.api || !desk || !okta || !microsoft || !google) {
    throw new DexError('bootstrap_failed', 'the sandbox is not complete')
  }
  const apiUrl = urls.api
  const platforms = createPlatforms({ desk, okta, microsoft, google })
  const clients = new Map<string, Promise<ApiClient>>()
  const cast: string[] = []

  const signIn = async (person: SandboxPerson): Promise<ApiClient> => {
    const own = join(data, 'terminals', person.email)
    await mkdir(own, { recursive: true, mode: 0o700 })
    const session = await login({ api: apiUrl, data: own, as: person.email, signIn: null, say: () => {} })
    return createApiClient({ url: session.api, token: session.token })
  }
  const as = (person: SandboxPerson): Promise<ApiClient> => {
    const standing = clients.get(person.email) ?? signIn(person)
    clients.set(person.email, standing)
    return standing
  }
  const person: Stage['person'] = (role) => {
    const title = {
      approver: 'Service Desk Engineer',
      identityLead: 'Identity Lead',
      operator: 'Platform Operator',
      auditor: 'Security Analyst',
      privileged: 'Head of IT',
    }
    const found = sandbox.people.find((each) => each.title === title[role])
    if (!found) throw new DexError('bootstrap_failed', `the sandbox has no ${title[role]}`)
    return found
  }

  return {
    data,
    sandbox,
    apiUrl,
    platforms,
    tell,
    as,
    person,
    async nextEmployee() {
      const users = await platforms.users()
      const found = sandbox.people.find((each) => {
        const user = users.get(each.oktaId)
        const plain = each.roles.includes('employee') && user?.status === 'ACTIVE' && user.roles.length === 0
        return plain && user.factors > 0 && !cast.includes(each.email)
      })
      if (!found) throw new DexError('bootstrap_failed', 'the sandbox has no more employees for the tour')
      cast.push(found.email)
      return found
    },
    async requestOf(ticket, holds, seconds = patienceSeconds) {
      const client = await as(person('approver'))
      const id = `${sandbox.tenant}/${sandbox.source}/${ticket}`
      const Requests = z.looseObject({ items: z.array(Request.extend({ workflowId: z.string() })) })
      return until(`the request of ${ticket}`, seconds, async () => {
        const { items } = await client.get('/api/requests?limit=50', Requests)
        const found = items.find((each) => each.workflowId === id)
        return found && holds(found) ? found : null
      })
    },
    async approvalOf(request) {
      const client = await as(person('approver'))
      return until('the approval', patienceSeconds, async () => {
        const { items } = await client.get(`/api/approvals?request=${request}`, Approvals)
        return items[0] ?? null
      })
    },
    keyExists: (request) =>
      access(join(data, 'request-keys', sandbox.tenant, `${request}.key`)).then(
        () => true,
        () => false,
      ),
  }
}

/** Looks again and again; throws what was waited for. */
export async function until<Result>(
  what: string,
  seconds: number,
  look: () => Promise<Result | null>,
): Promise<Result> {
  const end = Date.now() + seconds * 1_000
  for (;;) {
    const found = await look()
    if (found !== null) return found
    if (Date.now() > end) throw new DexError('bootstrap_failed', `${what} did not come within ${seconds} s`)
    await wait(100)
  }
}

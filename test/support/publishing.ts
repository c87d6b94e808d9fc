import { oktaUserId } from '#sandbox/company/company.ts'
import { createTestApi, pathOf, publicUrl, type Session, type TestApi } from '../api/support/test-api.ts'
import { walk } from '../sandbox/browser.ts'
import { startWorkers } from './cast.ts'
import { until } from './door.ts'

export interface Answer {
  status: number
  state?: 'in_force' | 'waiting' | 'proposed'
  code?: string
  digest: string
  united: string
  inForce: string
  publication: string
  approval: { id: string } | null
  change: { loosens: boolean; review: string; changes: { kind: string; action: string }[] }
  problems?: object[]
}

export interface Office {
  api: TestApi
  /** Two administrators, both entitled by the directory, and one who is not. */
  author: Session
  second: Session
  stranger: Session
  own(effect: string, action: string, id?: string): { path: string; text: string }[]
  publish(session: Session, change: object): Promise<Answer>
  decide(session: Session, id: string, verdict: string): Promise<{ status: number; code?: string }>
  show(session: Session, id: string): Promise<Record<string, unknown> & { hash: string; version: number }>
  inForce(): Promise<string | null>
  settled(publication: string): Promise<{ state: string; code: string | null }>
  log(kind: string): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

/** A tenant whose people publish: the api, gate and think, and who is entitled as the directory says. */
export async function createOffice(env: Record<string, string> = {}): Promise<Office> {
  const api = await createTestApi({
    world: { env },
    // The analysis is advice, takes the longest, and is looked at where the judge itself is.
    deps: { judging: { deadlineMs: 60_000, analysisMs: 1 } },
  })
  const { world } = api
  const owner = world.company.accounts.find((each) => each.oktaRoles.includes('SUPER_ADMIN'))?.login ?? ''
  await world.addPerson(owner, ['admin'], ['admin', 'investigate'])
  const workers = await startWorkers(world)
  const enter = async (title: string): Promise<Session> => {
    const email = api.person(title)
    const session = await api.cliSession(email)
    await world.admin.query(
      `insert into accounts (tenant, person, platform, org, account_id) values ($1, $2, 'okta', $3, $4) on conflict do nothing`,
      [world.tenant, session.person, world.okta.url, oktaUserId(world.company, email)],
    )
    return session
  }
  const show: Office['show'] = async (session, id) => {
    const answer = await api.call({ url: `/api/approvals/${id}`, headers: session.headers })
    return answer.json<Record<string, unknown> & { hash: string; version: number }>()
  }
  return {
    api,
    author: await enter('Identity Lead'),
    second: await enter('Service Desk Lead'),
    stranger: await enter('Platform Operator'),
    own: (effect, action, id = 'own') => [
      {
        path: 'own.yaml',
        text: `apiVersion: dex/v1\nkind: Policy\nlayer: tenant\nrules:\n  - { id: ${id}, effect: ${effect}, actions: ["${action}"] }\n`,
      },
    ],
    async publish(session, change) {
      const answer = await api.call({
        method: 'POST',
        url: '/api/policy/publish',
        headers: session.headers,
        payload: { kind: 'tenant', reason: 'a test', ...change },
      })
      return { status: answer.statusCode, ...answer.json<Omit<Answer, 'status'>>() }
    },
    async decide(session, id, verdict) {
      const { hash, version } = await show(session, id)
      const answer = await api.call({
        method: 'POST',
        url: `/api/approvals/${id}/${verdict}`,
        headers: session.headers,
        payload: { hash, version },
      })
      return { status: answer.statusCode, ...answer.json<{ code?: string }>() }
    },
    show,
    async inForce() {
      const [row] = await api.rows<{ digest: string }>('select digest from tenant_bundle_in_force')
      return row?.digest ?? null
    },
    settled: (publication) =>
      until('a publication to be settled', async () => {
        const [row] = await api.rows<{ state: string; code: string | null }>(
          'select state, code from publications where id = $1 and settled_at is not null',
          [publication],
        )
        return row
      }),
    async log(kind) {
      const rows = await api.rows<{ entry: string }>(
        `select entry from activity_log where entry::jsonb ->> 'kind' = $1 order by seq`,
        [kind],
      )
      return rows.map((row) => JSON.parse(row.entry) as Record<string, unknown>)
    },
    async close() {
      await workers.stop()
      await api.close()
    },
  }
}

/** A delegation of this person's own on the emulated Okta, through the real flow. */
export async function connectAs({ api }: Office, session: Session): Promise<void> {
  const [row] = await api.rows<{ account_id: string }>('select account_id from accounts where person = $1', [
    session.person,
  ])
  const email = api.world.company.accounts.find(
    (each) => oktaUserId(api.world.company, each.login) === row?.account_id,
  )?.email
  const query = new URLSearchParams({
    kind: 'admin',
    login_hint: email ?? '',
    acr_values: 'urn:sandbox:unattended',
    returnTo: '/',
  })
  const started = await api.call({
    url: `/connect/okta?${query}`,
    headers: { ...session.headers, accept: 'application/json' },
  })
  const end = await walk(started.json<{ url: string }>().url, `${publicUrl}/connect/okta/callback`)
  await api.call({ url: pathOf(end.url), headers: session.headers })
}

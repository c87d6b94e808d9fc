import Anthropic from '@anthropic-ai/sdk'
import { Client, DefaultRequestExecutor } from '@okta/okta-sdk-nodejs'
import { catalog } from '#catalog/index.ts'
import { toToolParams } from '#model/anthropic-tools.ts'
import { systemPrompt } from '#model/prompt.ts'
import { toolsFor } from '#model/tools.ts'

export type Message = Anthropic.Messages.MessageParam
export type Answer = Anthropic.Messages.ContentBlock[]
export type BareGate = ReturnType<typeof createBareGate>
/** What an agent loop hands to each turn when the worker keeps nothing: who it is, what it can call, all that was said. */
export interface WholeTurn {
  system: string
  tools: Anthropic.Messages.ToolUnion[]
  messages: Message[]
}
export type BareThink = ReturnType<typeof createBareThink>

class BearerExecutor extends DefaultRequestExecutor {
  readonly #token: string

  constructor(token: string) {
    super({ maxRetries: 0, requestTimeout: 20_000 })
    this.#token = token
  }

  override fetch(request: Parameters<DefaultRequestExecutor['fetch']>[0]) {
    const { headers } = request as { headers?: Record<string, string> }
    return super.fetch({
      ...request,
      headers: { ...headers, Authorization: `Bearer ${this.#token}` },
    } as typeof request)
  }
}

const oktaClient = (orgUrl: string, token: string): Client =>
  new Client({
    orgUrl,
    token: 'delegated',
    authorizationMode: 'SSWS',
    cacheMiddleware: null,
    requestExecutor: new BearerExecutor(token),
  })

async function collect<Item>(pages: {
  each(visit: (item: Item) => void): Promise<unknown>
}): Promise<Item[]> {
  const items: Item[] = []
  await pages.each((item) => void items.push(item))
  return items
}

/** The platform calls that Dex makes, and nothing else: one client a token, kept. */
export function createBareGate(options: {
  okta: string
  investigateToken: string
  adminToken: string
  desk: string
  deskToken: string
}) {
  const investigate = oktaClient(options.okta, options.investigateToken)
  const admin = oktaClient(options.okta, options.adminToken)

  const look = async (userId: string) => {
    const [user, roles] = await Promise.all([
      investigate.userApi.getUser({ userId }),
      investigate.roleAssignmentApi.listAssignedRolesForUser({ userId }).then(collect),
    ])
    return { id: user.id, status: user.status, privileged: roles.length > 0 }
  }
  const factorsOf = async (userId: string) => collect(await admin.userFactorApi.listFactors({ userId }))

  return {
    async find(email: string) {
      const search = `(profile.email eq "${email}" or profile.login eq "${email}")`
      const users = await collect(await admin.userApi.listUsers({ search, limit: 25 }))
      return {
        users: users.map(({ id, status, profile }) => ({
          id,
          login: profile?.login,
          email: profile?.email,
          name: `${profile?.firstName} ${profile?.lastName}`,
          department: profile?.department ?? null,
          status,
        })),
      }
    },
    async listFactors(userId: string) {
      await look(userId)
      const factors = await factorsOf(userId)
      return {
        factors: factors.map(({ id, factorType, provider, status, created }) => ({
          id,
          type: factorType,
          provider,
          status,
          created,
        })),
      }
    },
    /** Where Dex decides. */
    async look(userId: string) {
      await look(userId)
      return new Date().toISOString()
    },
    async resetFactors(userId: string) {
      await look(userId)
      await admin.userApi.resetFactors({ userId })
      const left = await factorsOf(userId)
      const readBack = await factorsOf(userId)
      return { factorsLeft: Math.max(left.length, readBack.length), requestId: null as string | null }
    },
    /** Where Dex compares its record with the platform's. */
    async findEvent({ target, since }: { target: string; since: string; requestId: string | null }) {
      const pages = await investigate.systemLogApi.listLogEvents({
        since,
        until: new Date(Date.now() + 300_000).toISOString(),
        filter: `target.id eq "${target}" and eventType eq "user.mfa.factor.reset_all"`,
        limit: 100,
        sortOrder: 'ASCENDING',
      })
      const events = await collect(pages)
      return events.at(-1)?.uuid ?? null
    },
    async reply({ externalId, template }: { externalId: string; template: string }) {
      const answer = await fetch(new URL(`/api/tickets/${externalId}/comments`, options.desk), {
        method: 'POST',
        headers: { authorization: `Bearer ${options.deskToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ body: template, public: true, idempotencyKey: `${externalId}/${template}` }),
      })
      if (!answer.ok) throw new Error(`the desk answered ${answer.status}`)
      return ((await answer.json()) as { id: string }).id
    },
    /** Where Dex destroys the content. */
    async close() {},
  }
}

/** The same model call with the same prompt and tools, made ready once. */
export function createBareThink(options: { baseURL: string; model: string }) {
  const client = new Anthropic({
    apiKey: 'stand-in',
    baseURL: options.baseURL,
    maxRetries: 0,
    timeout: 60_000,
  })
  const definitions = [...catalog.values()]
  const system = systemPrompt({ definitions })
  const tools = toToolParams(toolsFor(definitions))
  return {
    async think(messages: Message[]): Promise<Answer> {
      const answer = await client.messages.create({
        model: options.model,
        max_tokens: 4_096,
        system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }],
        messages,
        tools,
      })
      return answer.content
    },
    async turn(whole: WholeTurn): Promise<Answer> {
      const answer = await client.messages.create({ model: options.model, max_tokens: 4_096, ...whole })
      return answer.content
    },
  }
}

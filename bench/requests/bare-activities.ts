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

  const userOf = (userId: string) => investigate.userApi.getUser({ userId })
  const rolesOf = async (userId: string) =>
    collect(await investigate.roleAssignmentApi.listAssignedRolesForUser({ userId }))
  const groupsOf = async (userId: string) => collect(await investigate.userApi.listUserGroups({ userId }))
  const search = async (email: string) =>
    collect(
      await investigate.userApi.listUsers({
        search: `(profile.email eq "${email}" or profile.login eq "${email}")`,
        limit: 25,
      }),
    )

  /** What Dex knows before it decides, and again before it calls: the target, the requester, who answers for it. */
  const facts = (userId: string, email: string) =>
    Promise.all([
      Promise.all([userOf(userId), rolesOf(userId)]),
      search(email).then(() => groupsOf(userId)),
      Promise.all([userOf(userId), groupsOf(userId)]),
    ])
  const events = async (target: string, since: string) =>
    collect(
      await investigate.systemLogApi.listLogEvents({
        since,
        until: new Date(Date.now() + 300_000).toISOString(),
        filter: `target.id eq "${target}" and eventType eq "user.session.clear"`,
        limit: 100,
        sortOrder: 'ASCENDING',
      }),
    )

  return {
    async find(email: string) {
      const users = await search(email)
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
    /** Where Dex decides. */
    async decide(userId: string, email: string) {
      await facts(userId, email)
      return new Date().toISOString()
    },
    async clearSessions(userId: string, email: string, since: string) {
      await facts(userId, email)
      await admin.userApi.revokeUserSessions({ userId, oauthTokens: false, forgetDevices: false })
      return { cleared: true, seen: (await events(userId, since)).length > 0 }
    },
    /** Where Dex compares its record with the platform's. */
    async findEvent({ target, since }: { target: string; since: string }) {
      return (await events(target, since)).at(-1)?.uuid ?? null
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

import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { type Child, startChild } from './child.ts'
import { environmentOf } from './environment.ts'
import { type Kept, keepAlive } from './keep.ts'
import { type Places, programs } from './places.ts'
import type { Ports } from './ports.ts'
import type { Secrets } from './secrets.ts'

const Person = z.looseObject({
  email: z.string(),
  name: z.string(),
  groups: z.array(z.string()),
  department: z.string(),
  title: z.string(),
  oktaId: z.string(),
  oktaRoles: z.array(z.string()),
  oktaStatus: z.string(),
  microsoftId: z.string(),
  googleId: z.string(),
})
export type SandboxPerson = z.infer<typeof Person>

/** What the sandbox says once it answers. */
const SandboxReady = z.looseObject({
  urls: z.object({
    desk: z.string(),
    okta: z.string(),
    microsoft: z.string(),
    google: z.string(),
    scim: z.string(),
    idp: z.string(),
    model: z.string(),
  }),
  /** Microsoft's authorization server is not its address alone: the tenant is part of it. */
  issuers: z.object({ microsoft: z.string() }),
  clients: z.object({
    okta: z.string(),
    microsoft: z.string(),
    google: z.string(),
    scim: z.string(),
    console: z.string(),
    cli: z.string(),
  }),
  company: z.looseObject({ domain: z.string() }),
  people: z.array(Person),
  groups: z.array(z.object({ name: z.string(), oktaId: z.string() })),
  accounts: z.array(
    z.object({
      kind: z.enum(['service', 'break_glass']),
      login: z.string(),
      oktaId: z.string(),
      microsoftId: z.string(),
      googleId: z.string(),
    }),
  ),
})
export type SandboxReady = z.infer<typeof SandboxReady>

export interface HeldSandbox {
  ready: SandboxReady
  kept: Kept
}

/** The stand-ins, as a program of their own; its secrets travel in its environment, which others cannot read. */
export async function holdSandbox(options: {
  data: string
  places: Places
  ports: Ports
  secrets: Secrets
  apiUrl: string
  company: { people: number; seed: number } | null
  graceMs: number
  env: Readonly<Record<string, string | undefined>>
  say: (text: string) => void
}): Promise<HeldSandbox> {
  const { data, places, ports, secrets, apiUrl, company, graceMs, say } = options
  const env = environmentOf('sandbox', options.env, {
    DEX_SANDBOX_DESK_TOKEN: secrets.deskToken,
    DEX_SANDBOX_OKTA_CLIENT_SECRET: secrets.oktaClientSecret,
    DEX_SANDBOX_MICROSOFT_CLIENT_SECRET: secrets.microsoftClientSecret,
    DEX_SANDBOX_GOOGLE_CLIENT_SECRET: secrets.googleClientSecret,
    DEX_SANDBOX_SCIM_CLIENT_SECRET: secrets.scimClientSecret,
    DEX_SANDBOX_CONSOLE_CLIENT_SECRET: secrets.consoleClientSecret,
    DEX_SANDBOX_HOOK_SECRET: secrets.hookSecret,
  })
  const args = [
    ...['--data', data, '--api-url', apiUrl, '--hook-url', hookUrl(apiUrl, secrets.source)],
    ...['--desk-port', String(ports.desk), '--okta-port', String(ports.okta)],
    ...['--microsoft-port', String(ports.microsoft), '--google-port', String(ports.google)],
    ...['--scim-port', String(ports.scim)],
    ...['--idp-port', String(ports.idp), '--model-port', String(ports.model)],
    ...(company ? ['--people', String(company.people), '--seed', String(company.seed)] : []),
  ]
  let said: Child['ready'] = {}
  const kept = await keepAlive({
    name: 'sandbox',
    say,
    start: async () => {
      const { logs, processes } = places
      const child = await startChild({
        name: 'sandbox',
        program: programs.sandbox,
        args,
        env,
        data,
        logs,
        processes,
        graceMs,
      })
      said = child.ready
      return child
    },
  })
  const ready = SandboxReady.safeParse(said)
  if (ready.success) return { ready: ready.data, kept }
  await kept.stop()
  throw new DexError('bootstrap_failed', 'the sandbox answers in another form', { cause: ready.error })
}

export const hookUrl = (apiUrl: string, source: string): string => `${apiUrl}/hooks/tickets/${source}`

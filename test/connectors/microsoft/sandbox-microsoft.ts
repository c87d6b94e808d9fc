import { catalog } from '#catalog/index.ts'
import { createMicrosoftConnector } from '#connectors/microsoft/index.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { scopesFor } from '#delegation/index.ts'
import { createCompany } from '#sandbox/company/company.ts'
import { entraGroupId, entraUserId, intuneDeviceId } from '#sandbox/microsoft/ids.ts'
import { createMicrosoft, type MicrosoftOptions } from '#sandbox/microsoft/microsoft.ts'
import type { MicrosoftState } from '#sandbox/microsoft/model.ts'
import { createMicrosoftState } from '#sandbox/microsoft/seed.ts'
import { sandboxFetchFor } from '../support/fetch-for.ts'
import { clientOf, standIn } from '../support/stand-in.ts'

const client = clientOf('microsoft')
export const redirectUri = client.redirectUris[0] ?? ''

/** All that an admin's and an investigating connection ask for. */
export const everyScope = [
  ...new Set(
    (['admin', 'investigate'] as const).flatMap((kind) => scopesFor('microsoft', kind, catalog.values())),
  ),
]

export type SandboxMicrosoft = Awaited<ReturnType<typeof sandboxMicrosoft>>

export async function sandboxMicrosoft(options: Partial<MicrosoftOptions> & { fetchFor?: FetchFor } = {}) {
  const { fetchFor = sandboxFetchFor, company = createCompany(), ...own } = options
  const microsoft = await createMicrosoft({ port: 0, company, clients: [client], auditLagMs: 0, ...own })
  const seeded = createMicrosoftState(company, Date.now()).directory
  const base = standIn(microsoft, {
    platform: 'microsoft',
    company,
    connector: createMicrosoftConnector({ fetchFor, clock: Date.now }),
    scopes: everyScope,
    api: /^\/v1\.0\//,
    idOf: entraUserId,
  })
  const userOf = (title: string) => seeded.users.find(({ id }) => id === base.person(title).id)
  return {
    ...base,
    group: (name: string) => entraGroupId(company, name),
    deviceOf: (title: string) => intuneDeviceId(company, base.person(title).login),
    deviceOn: (system: string): string =>
      seeded.devices.find((device) => device.shown['operatingSystem'] === system)?.id ?? '',
    ruleId: (title: string, name: string): string =>
      userOf(title)?.rules.find((rule) => rule.displayName === name)?.id ?? '',
    methodId: (title: string, type: string): string =>
      userOf(title)?.methods.find((method) => method.type === type)?.id ?? '',
    state: async () => (await base.snapshot()) as MicrosoftState,
  }
}

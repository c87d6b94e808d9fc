import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { Platform } from './case.ts'
import type { Emulators } from './emulators.ts'

/** Somebody of the company as all platforms know them. */
export interface Person {
  email: string
  first: string
  last: string
  name: string
  title: string
  department: string | null
  ids: Record<Platform, string>
  /** Ids of their company laptop and phone; empty where there is none. */
  devices: Record<Platform, string>
  /** One of many without any right; others are shared between cases. */
  ofTheCrowd: boolean
}

export interface Company {
  domain: string
  people: Person[]
  /** Ids by name, such as `group:vpn-users` or `sku:SPE_E3`. */
  things: Record<Platform, Map<string, string>>
}

const Named = z.looseObject({ id: z.string() })
const Okta = z.looseObject({
  directory: z.looseObject({
    users: z.array(
      z.looseObject({
        id: z.string(),
        status: z.string(),
        profile: z.looseObject({
          login: z.string(),
          firstName: z.string(),
          lastName: z.string(),
          title: z.string().nullable(),
          department: z.string().nullable(),
        }),
      }),
    ),
    groups: z.array(Named.extend({ name: z.string() })),
    apps: z.array(Named.extend({ label: z.string() })),
  }),
})
const Microsoft = z.looseObject({
  directory: z.looseObject({
    users: z.array(Named.extend({ shown: z.looseObject({ userPrincipalName: z.string() }) })),
    groups: z.array(Named.extend({ shown: z.looseObject({ displayName: z.string() }) })),
    devices: z.array(Named.extend({ userId: z.string() })),
    skus: z.array(z.looseObject({ skuId: z.string(), skuPartNumber: z.string() })),
  }),
})
const Google = z.looseObject({
  directory: z.looseObject({
    users: z.array(Named.extend({ primaryEmail: z.string() })),
    groups: z.array(Named.extend({ name: z.string() })),
    devices: z.array(z.looseObject({ resourceId: z.string(), owner: z.string() })),
  }),
})

/** Employees of the crowd have a number in their address. */
const crowd = /\.\d+@/

/** The company as the platforms themselves have it, before anything happens. */
export async function readCompany(emulators: Emulators): Promise<Company> {
  const okta = Okta.parse(await emulators.snapshot('okta')).directory
  const microsoft = Microsoft.parse(await emulators.snapshot('microsoft')).directory
  const google = Google.parse(await emulators.snapshot('google')).directory
  const upns = new Map(microsoft.users.map((user) => [user.shown.userPrincipalName, user.id]))
  const mails = new Map(google.users.map((user) => [user.primaryEmail, user.id]))
  const laptops = new Map(microsoft.devices.map((device) => [device.userId, device.id]))
  const phones = new Map(google.devices.map((device) => [device.owner, device.resourceId]))
  const people = okta.users.map(({ id, status, profile }): Person => {
    const microsoftId = upns.get(profile.login) ?? ''
    const googleId = mails.get(profile.login) ?? ''
    return {
      email: profile.login,
      first: profile.firstName,
      last: profile.lastName,
      name: `${profile.firstName} ${profile.lastName}`,
      title: profile.title ?? '',
      department: profile.department,
      ids: { okta: id, microsoft: microsoftId, google: googleId },
      devices: { okta: '', microsoft: laptops.get(microsoftId) ?? '', google: phones.get(googleId) ?? '' },
      ofTheCrowd: status === 'ACTIVE' && crowd.test(profile.login),
    }
  })
  const domain = people[0]?.email.split('@')[1]
  if (domain === undefined) throw new DexError('bootstrap_failed', 'the sandbox has nobody')
  return {
    domain,
    people,
    things: {
      okta: new Map([
        ...okta.groups.map(({ id, name }) => [`group:${name}`, id] as const),
        ...okta.apps.map(({ id, label }) => [`app:${label}`, id] as const),
      ]),
      microsoft: new Map([
        ...microsoft.groups.map(({ id, shown }) => [`group:${shown.displayName}`, id] as const),
        ...microsoft.skus.map(({ skuId, skuPartNumber }) => [`sku:${skuPartNumber}`, skuId] as const),
      ]),
      google: new Map(google.groups.map(({ id, name }) => [`group:${name}`, id])),
    },
  }
}

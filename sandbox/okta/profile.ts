import { OktaRefusal } from './errors.ts'
import type { User } from './model.ts'

/** The vendor's base schema, as far as it is emulated, with its greatest lengths. */
export const profileAttributes: Readonly<Record<string, number>> = {
  login: 100,
  email: 100,
  secondEmail: 100,
  firstName: 50,
  lastName: 50,
  displayName: 256,
  nickName: 256,
  title: 256,
  department: 256,
  manager: 256,
  managerId: 256,
  mobilePhone: 100,
  preferredLanguage: 100,
  timezone: 256,
  userType: 256,
}
const required = ['login', 'email', 'firstName', 'lastName']

const refuse = (cause: string): never => {
  throw new OktaRefusal('E0000001', { causes: [cause] })
}

/** The vendor takes a login for the same whatever its case and accents. */
const folded = (login: string) => login.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** What a request's body gives for a profile; refuses what the schema does not know, by the vendor's words. */
export function readProfile(body: unknown): User['profile'] {
  const given = (body as { profile?: unknown } | null | undefined)?.profile
  if (given === undefined) return {}
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new OktaRefusal('E0000003')
  for (const [name, value] of Object.entries(given as Record<string, unknown>)) {
    const longest = Object.hasOwn(profileAttributes, name) ? profileAttributes[name] : undefined
    if (longest === undefined) refuse(`Property name '${name}' is not defined in profile`)
    else if (value !== null && typeof value !== 'string') refuse(`${name}: must be a string`)
    else if ((value ?? '').length > longest) refuse(`${name}: The field is too long`)
  }
  return given as User['profile']
}

/** A whole profile: what must be there is, an address is one, and nobody else has the login. */
export function assertProfile(profile: User['profile'], users: readonly User[], self: string | null): void {
  for (const name of required) if (!profile[name]) refuse(`${name}: The field cannot be left blank`)
  for (const name of ['login', 'email', 'secondEmail']) {
    const value = profile[name]
    if (value && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) refuse(`${name}: must be in the form of an email`)
  }
  const login = folded(profile['login'] ?? '')
  const taken = users.some((user) => user.id !== self && folded(user.profile['login'] ?? '') === login)
  if (taken) refuse('login: An object with this field already exists in the current organization')
}

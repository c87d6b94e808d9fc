import { DexError } from '#contract/error.ts'
import type { Case, Platform, Role } from './case.ts'
import type { Company, Person } from './company.ts'
import { createRandom, shuffled } from './random.ts'

/** The people of one case; those of the crowd are in no other. */
export type Cast = ReadonlyMap<string, Person>

/** Gives every case its people, as the seed decides. Throws `input_invalid` when the company has too few. */
export function castAll(company: Company, cases: readonly Case[], seed: number): Map<string, Cast> {
  const free = shuffled(
    company.people.filter((person) => person.ofTheCrowd && person.devices.microsoft !== ''),
    createRandom(seed, 'cast'),
  )
  const people = company.people.filter((person) => person.ofTheCrowd && person.devices.microsoft === '')
  free.push(...people)
  const take = (role: Role, name: string): Person => {
    if ('stranger' in role) return stranger(company, name)
    if ('seat' in role) return standing(company, (person) => person.title === role.seat, role.seat)
    if ('account' in role)
      return standing(company, (person) => person.email.startsWith(`${role.account}@`), role.account)
    const at = free.findIndex(
      (person) => role.department === undefined || person.department === role.department,
    )
    const [taken] = at < 0 ? [] : free.splice(at, 1)
    if (taken) return taken
    throw new DexError('input_invalid', `the sandbox has too few people for \`${name}\``, {
      mend: 'start it with more, or run fewer cases at once',
    })
  }
  return new Map(
    cases.map((each) => [
      each.id,
      new Map(Object.entries(each.cast).map(([name, role]) => [name, take(role, `${each.id}/${name}`)])),
    ]),
  )
}

function standing(company: Company, is: (person: Person) => boolean, what: string): Person {
  const found = company.people.find(is)
  if (found) return { ...found, ofTheCrowd: false }
  throw new DexError('input_invalid', `the sandbox’s company has no \`${what}\``)
}

const none = { okta: '', microsoft: '', google: '' }

function stranger({ domain }: Company, name: string): Person {
  const key = name.replaceAll(/[^a-z0-9]/g, '')
  return {
    ...{ email: `${key}@${domain}`, first: 'Robin', last: 'Unknown', name: 'Robin Unknown' },
    ...{ title: '', department: null, ids: none, devices: none, ofTheCrowd: false },
  }
}

/** The id of a thing of a case on a platform. Throws `input_invalid` when there is none. */
export function idOf(company: Company, cast: Cast, platform: Platform, thing: string): string {
  const [kind, name] = thing.split(/:(.*)/s)
  const spelled = spoken(thing, cast)
  const id =
    name === undefined
      ? cast.get(thing)?.ids[platform]
      : kind === 'device'
        ? cast.get(name)?.devices[platform]
        : company.things[platform].get(spelled)
  if (id !== undefined && id !== '') return id
  throw new DexError('input_invalid', `\`${thing}\` has no id at ${platform}`)
}

/** Puts people's names, addresses and ids into a text: `{other.name}`, `{requester.okta}`, `{requester.device}`. */
export function spoken(text: string, cast: Cast): string {
  return text.replaceAll(/\{([a-z][a-z0-9]*)\.(\w+)\}/g, (all, name: string, field: string) => {
    const person = cast.get(name)
    if (!person) return all
    const { email, first, last, title, ids, devices } = person
    const fields: Record<string, string> = {
      ...{ email, first, last, title, name: person.name, department: person.department ?? '' },
      // Of an address, what is there only once: for names of things that a case makes.
      key: email.split('@', 1)[0] ?? '',
      ...{ okta: ids.okta, microsoft: ids.microsoft, google: ids.google, device: devices.microsoft },
      ...{ phone: devices.google },
    }
    return fields[field] ?? all
  })
}

/** The same through a whole value. */
export function spokenIn(value: unknown, cast: Cast): unknown {
  if (typeof value === 'string') return spoken(value, cast)
  if (Array.isArray(value)) return value.map((each) => spokenIn(each, cast))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, spokenIn(each, cast)]))
}

/** `{group:vpn-users}` and the like become ids of that platform, and the cast's fields their values. */
export function withIds(value: unknown, company: Company, cast: Cast, platform: Platform): unknown {
  const text = JSON.stringify(spokenIn(value, cast)).replaceAll(
    /\{((?:group|app|sku):[^}"]+)\}/g,
    (_all, thing: string) => idOf(company, cast, platform, thing),
  )
  return JSON.parse(text) as unknown
}

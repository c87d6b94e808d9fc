import { expect, test } from 'vitest'
import { createCompany, oktaGroupId, oktaUserId } from '#sandbox/company/company.ts'
import type { CompanyAccount } from '#sandbox/company/account.ts'
import { googleGroupId, googleUserId } from '#sandbox/google/ids.ts'
import { createGoogleState } from '#sandbox/google/model.ts'
import { entraGroupId, entraUserId } from '#sandbox/microsoft/ids.ts'
import { createMicrosoftState } from '#sandbox/microsoft/seed.ts'
import { createOktaState } from '#sandbox/okta/model.ts'

/** The same questions to each platform, answered by login. */
interface Told {
  people: Map<string, { name: string; department: string | null; manager: string | null; kind: string }>
  members: (group: string) => string[]
}

const sizes = [40, 500]
const now = Date.UTC(2026, 10, 1)

test.each(sizes)('of %i people: the same people, departments, managers and kinds everywhere', (people) => {
  const company = createCompany({ people })
  const [okta, microsoft, google] = [toldByOkta(company), toldByMicrosoft(company), toldByGoogle(company)]
  expect(okta.people.size).toBe(company.accounts.length)
  expect(microsoft.people).toEqual(okta.people)
  expect(google.people).toEqual(okta.people)
})

test.each(sizes)('of %i people: the same members in every group', (people) => {
  const company = createCompany({ people })
  const [okta, microsoft, google] = [toldByOkta(company), toldByMicrosoft(company), toldByGoogle(company)]
  const left = new Set(company.accounts.filter(isGone).map(({ login }) => login))
  for (const { name } of company.groups) {
    // Who left is deleted at the others, and merely deactivated at Okta.
    const there = okta.members(name).filter((login) => !left.has(login))
    expect(microsoft.members(name)).toEqual(there)
    expect(google.members(name)).toEqual(there)
  }
})

test.each(sizes)(
  'of %i people: computers and phones have the same owners, and seats are for people',
  (people) => {
    const company = createCompany({ people })
    const microsoft = createMicrosoftState(company, now).directory
    const google = createGoogleState(company, now).directory
    const logins = (ids: readonly string[], idOf: (login: string) => string) => {
      const wanted = new Set(ids)
      return company.accounts.filter(({ login }) => wanted.has(idOf(login))).map(({ login }) => login)
    }
    const gone = new Set(company.accounts.filter(isGone).map(({ login }) => login))
    const computers = logins(
      microsoft.devices.map(({ userId }) => userId),
      (login) => entraUserId(company, login),
    )
    const phones = logins(
      google.devices.map(({ owner }) => owner),
      (login) => googleUserId(company, login),
    )
    expect(phones.length).toBeGreaterThan(people / 2)
    expect(computers.filter((login) => !gone.has(login))).toEqual(phones)

    const seated = logins(
      google.licences.filter(({ skuId }) => skuId === '1010020028').map(({ userId }) => userId),
      (login) => googleUserId(company, login),
    )
    const licensed = microsoft.users.filter(({ licenses }) => licenses.length > 0).map(({ id }) => id)
    const unlicensed = company.accounts.find(({ title }) => title === 'Recruiter')?.login
    expect(
      logins(licensed, (login) => entraUserId(company, login)).filter((login) => !gone.has(login)),
    ).toEqual(
      // The one without a usage location has to be given one first.
      seated.filter((login) => login !== unlicensed),
    )
  },
)

test('a larger company has the smaller one within it, is itself every time, and is managed to the top', () => {
  const [small, large] = [createCompany(), createCompany({ people: 5_000 })]
  expect(createCompany({ people: 5_000 })).toEqual(large)
  expect(large.accounts.slice(0, 40)).toEqual(small.accounts.slice(0, 40))
  expect(large.accounts.slice(5_000)).toEqual(small.accounts.slice(40))
  const byLogin = new Map(large.accounts.map((account) => [account.login, account]))
  expect(byLogin.size).toBe(large.accounts.length)
  const head = large.accounts[0]?.login
  for (const account of large.accounts.slice(0, 5_000)) {
    let above: CompanyAccount | undefined = account
    for (let step = 0; step < 4 && above?.managerLogin; step += 1) above = byLogin.get(above.managerLogin)
    expect(above?.login).toBe(head)
  }
  expect(createCompany({ people: 5_000, seed: 2 }).accounts[4_000]).not.toEqual(large.accounts[4_000])
})

test.each([0, 39, 50_001, 41.5])('%d people are refused', (people) => {
  expect(() => createCompany({ people })).toThrow(/from 40 to 50000 people/)
})

type Company = ReturnType<typeof createCompany>
const isGone = ({ status }: CompanyAccount) => status === 'DEPROVISIONED'
const loginsBy = (company: Company, idOf: (login: string) => string) =>
  new Map(company.accounts.map(({ login }) => [idOf(login), login]))
const named = (logins: Map<string, string>, ids: readonly string[]) =>
  ids.flatMap((id) => logins.get(id) ?? []).sort()

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

function toldByOkta(company: Company): Told {
  const { users, groups } = createOktaState(company).directory
  const logins = loginsBy(company, (login) => oktaUserId(company, login))
  const kinds: Record<string, string> = { employee: 'person', service: 'service', emergency: 'break_glass' }
  return {
    people: new Map(
      users.map(({ profile }) => [
        profile['login'] ?? '',
        {
          name: `${profile['firstName']} ${profile['lastName']}`,
          department: profile['department'] ?? null,
          manager: profile['manager'] ?? null,
          kind: kinds[profile['userType'] ?? ''] ?? '',
        },
      ]),
    ),
    members: (name) =>
      named(logins, groups.find(({ id }) => id === oktaGroupId(company, name))?.members ?? []),
  }
}

function toldByMicrosoft(company: Company): Told {
  const { users, groups } = createMicrosoftState(company, now).directory
  const logins = loginsBy(company, (login) => entraUserId(company, login))
  return {
    people: new Map(
      users.map(({ id, kind, shown, managerId }) => [
        logins.get(id) ?? '',
        {
          name: `${shown.givenName} ${shown.surname}`,
          department: shown.department,
          manager: managerId === null ? null : (logins.get(managerId) ?? ''),
          kind,
        },
      ]),
    ),
    members: (name) =>
      named(logins, groups.find(({ id }) => id === entraGroupId(company, name))?.members ?? []),
  }
}

function toldByGoogle(company: Company): Told {
  const { users, groups } = createGoogleState(company, now).directory
  const logins = loginsBy(company, (login) => googleUserId(company, login))
  return {
    people: new Map(
      users.map(({ id, kind, givenName, familyName, organizations, relations }) => [
        logins.get(id) ?? '',
        {
          name: `${givenName} ${familyName}`,
          department: textOf(organizations[0]?.['department']),
          manager: textOf(relations[0]?.['value']),
          kind,
        },
      ]),
    ),
    members: (name) =>
      named(
        logins,
        (groups.find(({ id }) => id === googleGroupId(company, name))?.members ?? []).map(({ id }) => id),
      ),
  }
}

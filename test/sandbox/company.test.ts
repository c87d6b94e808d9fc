import { expect, test } from 'vitest'
import { createCompany, oktaUserId, subjectOf } from '#sandbox/company/company.ts'
import { createOktaState } from '#sandbox/okta/model.ts'

test('forty people in six departments, all managed, the same every time', () => {
  const company = createCompany()
  const people = company.accounts.filter((account) => account.kind === 'person')
  expect(people).toHaveLength(40)
  expect(new Set(people.map((person) => person.department)).size).toBe(6)
  expect(people.filter((person) => person.managerLogin === null)).toHaveLength(1)
  const logins = new Set(company.accounts.map((account) => account.login))
  expect(logins.size).toBe(company.accounts.length)
  expect(people.every((person) => !person.managerLogin || logins.has(person.managerLogin))).toBe(true)
  expect(createCompany()).toEqual(company)
  expect(createOktaState(company)).toEqual(createOktaState(createCompany()))
})

test('another seed or domain is another company with other ids', () => {
  const one = createCompany()
  const two = createCompany({ seed: 2, domain: 'other.example' })
  const head = (company: typeof one) => company.accounts[0]?.login ?? ''
  expect(head(two)).not.toBe(head(one))
  expect(head(two)).toMatch(/@other\.example$/)
  expect(oktaUserId(two, head(one))).not.toBe(oktaUserId(one, head(one)))
  expect(two.accounts.map((account) => account.title)).toEqual(one.accounts.map((account) => account.title))
})

test('a subject says nothing about the person', () => {
  const company = createCompany()
  const login = company.accounts[0]?.login ?? ''
  expect(subjectOf(company, login)).toMatch(/^[0-9A-Za-z]{24}$/)
  expect(subjectOf(company, login)).not.toBe(oktaUserId(company, login))
})

test('employees have one to three factors; those who never signed in have none', () => {
  const { directory } = createOktaState(createCompany())
  for (const user of directory.users) {
    const enrolled =
      user.profile['userType'] === 'employee' && !['STAGED', 'PROVISIONED'].includes(user.status)
    const [least, most] = enrolled ? [1, 3] : [0, 0]
    expect(user.factors.length).toBeGreaterThanOrEqual(least as number)
    expect(user.factors.length).toBeLessThanOrEqual(most as number)
    expect(new Set(user.factors.map((factor) => factor.id)).size).toBe(user.factors.length)
  }
})

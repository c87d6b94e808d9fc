import { describe, expect, test } from 'vitest'
import { actionAsJson } from '#client/api/actions/list.ts'
import { changesOf, fieldsOf, fromTexts } from '#client/console/inbox/edit-fields.ts'
import { setting } from '#client/cli/approval/edit.ts'
import { catalog } from '#catalog/index.ts'

const actions = [...catalog.values()].map(actionAsJson)
const kindsOf = (action: string) =>
  Object.fromEntries(fieldsOf(actions, action).map(({ name, kind, required }) => [name, [kind, required]]))

describe('the form that a proposal is changed in', () => {
  test('has a field for every parameter of every action, of a kind that can hold it', () => {
    for (const { name, params } of catalog.values())
      expect([name, fieldsOf(actions, name).map((field) => field.name)]).toEqual([
        name,
        Object.keys(params.shape),
      ])
    expect(kindsOf('google.user.update_phones')).toEqual({ type: ['choice', true], number: ['text', true] })
    expect(kindsOf('microsoft.user.update_mail')).toMatchObject({ otherMails: ['json', false] })
    expect(fieldsOf([], 'okta.user.suspend')).toEqual([])
  })

  test('what is cleared is left out, or null where it has to be there; what is not touched stays as it was', () => {
    const profile = fieldsOf(actions, 'okta.user.update_profile')
    const given = { title: 'Clerk', lastName: 'Ito' }
    expect(fromTexts(profile, given, {})).toEqual(given)
    expect(fromTexts(profile, given, { title: '', nickName: 'Io' })).toEqual({
      lastName: 'Ito',
      nickName: 'Io',
    })
    const phones = fieldsOf(actions, 'google.user.update_phones')
    expect(fromTexts(phones, { type: 'work', number: '+4930123456' }, { number: '' })).toEqual({
      type: 'work',
      number: null,
    })
    const mail = fieldsOf(actions, 'microsoft.user.update_mail')
    expect(fromTexts(mail, {}, { otherMails: '["a@acme.example"]' })).toEqual({
      otherMails: ['a@acme.example'],
    })
    expect(fromTexts(mail, {}, { otherMails: '[' })).toEqual({ otherMails: '[' })
  })

  test('says what changes and nothing else', () => {
    expect(changesOf({ a: 1, b: [1], c: 'x' }, { b: [1], c: 'y', d: null })).toEqual([
      { name: 'a', from: 1, to: undefined },
      { name: 'c', from: 'x', to: 'y' },
      { name: 'd', from: undefined, to: null },
    ])
  })
})

test.each<[string, string, unknown]>([
  ['title=Clerk', 'title', 'Clerk'],
  ['title=', 'title', ''],
  ['note=a=b', 'note', 'a=b'],
  ['otherMails=["a@acme.example"]', 'otherMails', ['a@acme.example']],
  ['number=null', 'number', null],
])('the terminal takes %s', (text, name, value) => {
  expect(setting(text)).toEqual([name, value])
})

test.each(['', 'title', '=Clerk'])('and refuses %j', (text) => {
  expect(() => setting(text)).toThrow('sets nothing')
})

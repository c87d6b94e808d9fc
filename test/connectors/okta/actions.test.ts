import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Credential } from '#contract/connector.ts'
import { isDexError } from '#contract/error.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import { everyAction } from '../every-action.ts'
import { resolved } from '../support/okta-user.ts'
import { type SandboxOkta, sandboxOkta } from '../support/sandbox-okta.ts'
import { executive, nobodyId, pushFactor } from './case.ts'
import { cases } from './cases.ts'

everyAction(
  {
    platform: 'okta',
    start: sandboxOkta,
    admin: 'Identity Lead',
    auditor: 'Head of IT',
    signIn: ['openid', 'email'],
    nobody: { user: nobodyId, group: nobodyId, app: nobodyId },
    scopeMissing: 'insufficient_scope',
    requestId: /^req/,
  },
  cases,
)

describe('okta: what is particular', () => {
  let okta: SandboxOkta
  let orgAdmin: Credential
  let helpDesk: Credential
  const longAgo = '2026-01-01T00:00:00.000Z'

  beforeAll(async () => {
    okta = await sandboxOkta()
    orgAdmin = await okta.credential(okta.person('Identity Lead').login)
    helpDesk = await okta.credential(okta.person('Service Desk Lead').login)
  })
  afterAll(() => okta.close())
  beforeEach(() => okta.reset())

  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: unknown) => (isDexError(error) ? error.code : 'other'),
    )
  const factorsOf = async (id: string) =>
    (await okta.run('okta.user.list_factors', orgAdmin, id).execute()).fields as { factors: { id: string }[] }

  it('a help-desk admin cannot tell whether sessions were cleared: the log is not theirs to read', async () => {
    const call = okta.run('okta.user.clear_sessions', helpDesk, executive(okta))
    await call.execute()
    expect(await call.happened(longAgo)).toBe('cannot_tell')
  })

  it('a password reset is told by its status where the log cannot be read, and only if that changed since', async () => {
    const params = { delivery: 'email' }
    const call = okta.run('okta.user.reset_password', helpDesk, executive(okta), params)
    expect(await call.happened(longAgo)).toBe('no')
    const { secret } = await call.execute()
    expect(secret).toBeUndefined()
    expect(await call.happened(longAgo)).toBe('yes')
    expect(await call.happened(new Date(Date.now() + 60_000).toISOString())).toBe('cannot_tell')
  })

  it('a temporary password is in doubt where only the status can be read: it may be of another expiry', async () => {
    const call = okta.run('okta.user.expire_password', helpDesk, executive(okta), {
      temporary: 'one_time_secret',
    })
    await call.execute()
    expect(await call.happened(longAgo)).toBe('cannot_tell')
    const plain = okta.run('okta.user.expire_password', helpDesk, executive(okta), { temporary: 'none' })
    expect((await plain.execute()).secret).toBeUndefined()
    expect(await plain.happened(longAgo)).toBe('yes')
  })

  it.each(['okta.user.reset_factors', 'okta.user.clear_sessions'])(
    'a help-desk admin cannot do %s to an admin',
    async (action) => {
      const { id } = okta.person('Head of IT')
      expect(await codeOf(okta.run(action, helpDesk, id).execute())).toBe('platform_forbidden')
    },
  )

  it('an org admin cannot change who is in a group that carries an admin role', async () => {
    const member = executive(okta)
    const call = okta.run('okta.group.add_member', orgAdmin, okta.group('it-helpdesk'), { user: member }, [
      resolved('user', member),
    ])
    expect(await codeOf(call.execute())).toBe('platform_forbidden')
  })

  it('removing the push factor takes the rest of Okta Verify along, and nothing else', async () => {
    const three = await firstWith(3)
    const params = { factor: pushFactor(three) }
    const { fields } = await okta.run('okta.user.reset_factor', orgAdmin, three, params).execute()
    expect(fields).toEqual({ factorsLeft: 1 })
    expect((await factorsOf(three)).factors.map(({ id }) => id.slice(0, 3))).toEqual(['sms'])
  })

  async function firstWith(count: number): Promise<string> {
    const plain = okta.company.accounts.filter((each) => each.status === 'ACTIVE' && each.department !== 'IT')
    for (const { login } of plain) {
      const id = oktaUserId(okta.company, login)
      if ((await factorsOf(id)).factors.length === count) return id
    }
    throw new Error(`nobody has ${count} factors`)
  }

  it('a profile keeps what was not named', async () => {
    const id = executive(okta)
    const get = async () => (await okta.run('okta.user.get', orgAdmin, id).execute()).fields
    const before = await get()
    await okta.run('okta.user.update_profile', orgAdmin, id, { title: 'Closer' }).execute()
    expect(await get()).toEqual({ ...(before as object), title: 'Closer' })
  })

  it('somebody of the same login who was there before is not the account that we made', async () => {
    const { login } = okta.person('Recruiter')
    const account = okta.company.accounts.find((each) => each.login === login)
    const params = { login, firstName: account?.firstName, lastName: account?.lastName }
    const call = okta.run('okta.user.create', orgAdmin, null, params)
    expect(await call.happened(longAgo)).toBe('no')
    const other = okta.run('okta.user.create', orgAdmin, null, { ...params, firstName: 'Other' })
    expect(await other.happened('2025-01-01T00:00:00.000Z')).toBe('no')
  })

  it('an application that comes through a group is left alone, and nothing is sent to change it', async () => {
    const owner = await okta.credential(okta.person('Applications Owner').login)
    const before = (await okta.journal()).length
    const user = executive(okta)
    const call = okta.run('okta.app.unassign_user', owner, okta.app('VPN Portal'), { user }, [
      resolved('user', user),
    ])
    expect(await codeOf(call.execute())).toBe('platform_conflict')
    expect(await call.happened(longAgo)).toBe('no')
    expect(await okta.journal()).toHaveLength(before)
  })

  it('the log shows what was done to a person, newest first and by whom, and that there is more', async () => {
    const user = executive(okta)
    await okta.run('okta.user.suspend', orgAdmin, user).execute()
    await okta.run('okta.user.unsuspend', orgAdmin, user).execute()
    const search = (params: object) =>
      okta
        .run('okta.log.search', orgAdmin, null, { user, hours: 1, ...params }, [resolved('user', user)])
        .execute()
    const { fields } = await search({})
    expect(fields).toMatchObject({
      events: [
        { type: 'user.lifecycle.unsuspend', outcome: 'SUCCESS', actor: okta.person('Identity Lead').login },
        { type: 'user.lifecycle.suspend' },
      ],
      more: false,
    })
    expect((await search({ types: ['user.lifecycle.suspend'] })).fields).toMatchObject({
      events: [{ type: 'user.lifecycle.suspend' }],
    })
    for (let n = 0; n < 51; n += 1) await okta.run('okta.user.clear_sessions', orgAdmin, user).execute()
    const many = (await search({})).fields as { events: unknown[]; more: boolean }
    expect([many.events.length, many.more]).toEqual([50, true])
  })
})

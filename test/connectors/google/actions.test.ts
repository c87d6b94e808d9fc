import { expect, it } from 'vitest'
import { everyAction } from '../every-action.ts'
import { cases, nobodyId } from './cases.ts'
import { sandboxGoogle } from './support/sandbox-google.ts'

everyAction(
  {
    platform: 'google',
    start: sandboxGoogle,
    admin: 'Identity Lead',
    auditor: 'Identity Lead',
    signIn: ['openid'],
    nobody: {
      user: nobodyId,
      deleted_user: nobodyId,
      group: '01zzzzzzzzzzzzz',
      mobile_device: 'AFiQxQzzzzzzzzzzzzzzzzzzzz',
    },
    scopeMissing: 'insufficient_scope',
    requestId: null,
  },
  cases,
)

it('a help-desk admin resets a colleague’s password, never an administrator’s', async () => {
  const google = await sandboxGoogle()
  const helpDesk = await google.as('Service Desk Lead')
  const reset = (title: string) =>
    google.run('google.user.reset_password', helpDesk, google.person(title).id).execute()
  expect((await reset('Recruiter')).secret).toBeDefined()
  for (const title of ['Head of IT', 'Service Desk Engineer'])
    await expect(reset(title)).rejects.toMatchObject({ code: 'platform_forbidden' })
  await google.close()
})

it('what stands beside a changed entry stays', async () => {
  const google = await sandboxGoogle()
  const admin = await google.as('Identity Lead')
  const { id } = google.person('Account Executive')
  const number = '+4930123456'
  await google.run('google.user.update_phones', admin, id, { type: 'mobile', number }).execute()
  await google.run('google.user.update_department', admin, id, { department: 'People' }).execute()
  const snapshot = (await google.snapshot()) as {
    directory: { users: { id: string; phones: unknown[]; organizations: unknown[] }[] }
  }
  const user = snapshot.directory.users.find((each) => each.id === id)
  expect(user?.phones).toHaveLength(2)
  expect(user?.organizations).toEqual([{ title: 'Account Executive', department: 'People', primary: true }])
  await google.close()
})

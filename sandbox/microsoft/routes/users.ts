import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { ActivityName } from '../audit.ts'
import { type Caller, findUser, isSelf, type Microsoft } from '../context.ts'
import { badRequest, denied, missing } from '../errors.ts'
import type { User } from '../model.ts'
import { listOf, oneOf } from '../paging.ts'
import { renderUser, typed, userDefaults } from '../render.ts'
import { assertHolds, assertMayTouch, holds } from '../rights.ts'

interface ById {
  Params: { id: string }
}

const nullable = z.string().max(256).nullable()

const Patch = z.strictObject({
  displayName: z.string().min(1).max(256).optional(),
  givenName: nullable.optional(),
  surname: nullable.optional(),
  department: nullable.optional(),
  jobTitle: nullable.optional(),
  officeLocation: nullable.optional(),
  preferredLanguage: nullable.optional(),
  usageLocation: z.string().length(2).nullable().optional(),
  mail: z.string().optional(),
  otherMails: z.array(z.string()).optional(),
  mobilePhone: nullable.optional(),
  businessPhones: z.array(z.string()).max(1).optional(),
  accountEnabled: z.boolean().optional(),
  passwordProfile: z
    .strictObject({
      password: z.string().min(8).max(256),
      forceChangePasswordNextSignIn: z.boolean().optional(),
    })
    .optional(),
})
type Patch = z.infer<typeof Patch>

const sensitive = ['accountEnabled', 'businessPhones', 'mobilePhone', 'otherMails']
/** The narrow scope that a field may be written by, besides User.ReadWrite.All. */
const narrow: Readonly<Record<string, string>> = {
  accountEnabled: 'User.EnableDisableAccount.All',
  passwordProfile: 'User-PasswordProfile.ReadWrite.All',
  mobilePhone: 'User-Phone.ReadWrite.All',
  businessPhones: 'User-Phone.ReadWrite.All',
  otherMails: 'User-Mail.ReadWrite.All',
}
/** These are not in User.ReadWrite.All. */
const narrowAlone = ['accountEnabled', 'passwordProfile', 'mobilePhone', 'businessPhones', 'otherMails']

export function addUserRoutes(app: FastifyInstance, microsoft: Microsoft): void {
  app.get('/v1.0/users', async (request) => {
    const caller = await microsoft.authorize(request, 'User.ReadBasic.All', 'User.Read.All')
    const live = caller.listed.users.filter((user) => user.deletedDateTime === null)
    return listOf(microsoft, request, live.map(renderUser), { select: userDefaults })
  })

  app.get<ById>('/v1.0/users/:id', async (request) => {
    const caller = await microsoft.authorize(request, 'User.ReadBasic.All', 'User.Read.All')
    return oneOf(request, renderUser(findUser(caller.seen, request.params.id)), userDefaults)
  })

  app.patch<ById>('/v1.0/users/:id', async (request, reply) => {
    const parsed = Patch.safeParse(request.body)
    const fields = parsed.success ? Object.keys(parsed.data) : []
    let caller: Caller | null = null
    for (const field of fields.length > 0 ? fields : ['displayName']) {
      const scopes = narrowAlone.includes(field) ? [] : ['User.ReadWrite.All']
      caller = await microsoft.authorize(request, ...scopes, ...(narrow[field] ? [narrow[field]] : []))
    }
    if (!parsed.success || caller === null) throw badRequest('Invalid value specified for property.')
    const user = findUser(microsoft.directory, request.params.id)
    assertMayPatch(microsoft, caller, user, parsed.data)
    if (user.shown.onPremisesSyncEnabled === true)
      throw badRequest(
        'Unable to update the specified properties for on-premises mastered Directory Sync objects.',
      )
    const noted = activitiesOf(parsed.data).map((activity) => ({ activity, users: [user] }))
    microsoft.write(caller, () => apply(microsoft, user, parsed.data), ...noted)
    return reply.code(204).send()
  })

  app.get<ById>('/v1.0/users/:id/manager', async (request) => {
    const caller = await microsoft.authorize(request, 'User.Read.All')
    const { managerId } = findUser(caller.seen, request.params.id)
    if (managerId === null) throw missing('manager')
    return oneOf(request, typed('user', renderUser(findUser(caller.seen, managerId))), userDefaults)
  })

  app.put<ById>('/v1.0/users/:id/manager/$ref', async (request, reply) => {
    const caller = await microsoft.authorize(request, 'User.ReadWrite.All')
    const user = findUser(microsoft.directory, request.params.id)
    assertHolds(microsoft.directory, caller.user, 'edit_manager')
    const manager = findUser(microsoft.directory, referenceOf(microsoft, request.body))
    microsoft.write(caller, () => (user.managerId = manager.id), {
      activity: 'Set user manager',
      users: [user],
    })
    return reply.code(204).send()
  })

  app.post<ById>('/v1.0/users/:id/revokeSignInSessions', async (request) => {
    const caller = await microsoft.authorize(request, 'User.RevokeSessions.All')
    const user = findUser(microsoft.directory, request.params.id)
    if (!isSelf(caller, user)) assertMayTouch(microsoft.directory, caller.user, 'revoke_sessions', user)
    const change = () => {
      user.shown.signInSessionsValidFromDateTime = microsoft.moment()
      microsoft.revokeSessions(user)
    }
    microsoft.write(
      caller,
      change,
      { activity: 'Update StsRefreshTokenValidFrom Timestamp', users: [user] },
      { activity: 'Update user', users: [user] },
    )
    return { '@odata.context': `${microsoft.base}/v1.0/$metadata#Edm.Boolean`, value: true }
  })

  addDeletedRoutes(app, microsoft)
}

function addDeletedRoutes(app: FastifyInstance, microsoft: Microsoft): void {
  const find = (users: readonly User[], id: string): User => {
    const user = users.find((candidate) => candidate.id === id && candidate.deletedDateTime !== null)
    if (!user) throw missing(id)
    return user
  }

  app.get('/v1.0/directory/deletedItems/microsoft.graph.user', async (request) => {
    const caller = await microsoft.authorize(request, 'User.Read.All')
    assertHolds(microsoft.directory, caller.user, 'see_deleted')
    const deleted = caller.listed.users.filter((user) => user.deletedDateTime !== null)
    return listOf(microsoft, request, deleted.map(renderUser), { select: userDefaults })
  })

  app.get<ById>('/v1.0/directory/deletedItems/:id/microsoft.graph.user', async (request) => {
    const caller = await microsoft.authorize(request, 'User.Read.All')
    assertHolds(microsoft.directory, caller.user, 'see_deleted')
    return oneOf(request, renderUser(find(caller.seen.users, request.params.id)), userDefaults)
  })

  app.post<ById>('/v1.0/directory/deletedItems/:id/restore', async (request) => {
    const caller = await microsoft.authorize(request, 'User.DeleteRestore.All')
    const user = find(microsoft.directory.users, request.params.id)
    assertMayTouch(microsoft.directory, caller.user, 'sensitive', user)
    const name = user.shown.userPrincipalName.slice(user.id.replaceAll('-', '').length)
    if (microsoft.directory.users.some((other) => other.shown.userPrincipalName === name))
      throw badRequest('Another object with the same value for property userPrincipalName already exists.')
    const change = () => {
      user.deletedDateTime = null
      user.shown.userPrincipalName = name
    }
    microsoft.write(caller, change, { activity: 'Restore user', users: [user] })
    return typed('user', renderUser(user))
  })
}

/** Basic fields by one role, sensitive ones by a table on the target's roles, usage location by two. */
function assertMayPatch(microsoft: Microsoft, caller: Caller, user: User, patch: Patch): void {
  const { directory } = microsoft
  const fields = Object.keys(patch)
  if (fields.includes('passwordProfile')) assertMayTouch(directory, caller.user, 'reset_password', user)
  if (fields.some((field) => sensitive.includes(field)))
    assertMayTouch(directory, caller.user, 'sensitive', user)
  const basic = fields.filter((field) => field !== 'passwordProfile' && !sensitive.includes(field))
  const only = basic.length === 1 && basic[0] === 'usageLocation'
  const fits = only
    ? holds(directory, caller.user, 'edit_usage_location')
    : basic.length === 0 || holds(directory, caller.user, 'edit_profile')
  if (!fits) throw denied()
}

function activitiesOf(patch: Patch): ActivityName[] {
  const { accountEnabled, passwordProfile } = patch
  return [
    ...(accountEnabled === undefined
      ? []
      : ([accountEnabled ? 'Enable account' : 'Disable account'] as const)),
    ...(passwordProfile === undefined ? [] : (['Reset password'] as const)),
    'Update user',
  ]
}

function apply(microsoft: Microsoft, user: User, { passwordProfile, ...patch }: Patch): void {
  Object.assign(user.shown, patch)
  if (passwordProfile === undefined) return
  user.passwordsSet += 1
  user.shown.lastPasswordChangeDateTime = microsoft.moment()
}

const Reference = z.strictObject({ '@odata.id': z.string() })

/** The id in `{"@odata.id": "<base>/v1.0/directoryObjects/{id}"}`; another host's address is refused. */
export function referenceOf(microsoft: Microsoft, body: unknown): string {
  const parsed = Reference.safeParse(body)
  const start = `${microsoft.base}/v1.0/`
  const address = parsed.success ? parsed.data['@odata.id'] : ''
  const match = address.startsWith(start)
    ? /^(?:users|directoryObjects)\/([^/?]+)$/.exec(address.slice(start.length))
    : null
  if (!match?.[1]) throw badRequest('Invalid URL format specified in @odata.id.')
  return match[1]
}

import type { FastifyInstance } from 'fastify'
import { findGroup, findUser, type Microsoft } from '../context.ts'
import { badRequest, missing } from '../errors.ts'
import type { Group, User } from '../model.ts'
import { listOf, oneOf } from '../paging.ts'
import { renderGroup, renderMembers, typed } from '../render.ts'
import { assertMayChangeMembers, groupsOf } from '../rights.ts'
import { roleNameOf } from '../roles.ts'
import { referenceOf } from './users.ts'

interface ById {
  Params: { id: string }
}

const defaults = [
  'displayName',
  'description',
  'groupTypes',
  'securityEnabled',
  'mailEnabled',
  'mail',
  'mailNickname',
  'visibility',
  'createdDateTime',
  'isAssignableToRole',
  'onPremisesSyncEnabled',
]

export function addGroupRoutes(app: FastifyInstance, microsoft: Microsoft): void {
  app.get('/v1.0/groups', async (request) => {
    const caller = await microsoft.authorize(request, 'Group.ReadBasic.All', 'GroupMember.Read.All')
    return listOf(microsoft, request, caller.listed.groups.map(renderGroup), { select: defaults })
  })

  app.get<ById>('/v1.0/groups/:id', async (request) => {
    const caller = await microsoft.authorize(request, 'Group.ReadBasic.All', 'GroupMember.Read.All')
    return oneOf(request, renderGroup(findGroup(caller.seen, request.params.id)), defaults)
  })

  app.get<ById>('/v1.0/groups/:id/members', async (request) => {
    const caller = await microsoft.authorize(request, 'GroupMember.Read.All')
    const group = findGroup(caller.listed, request.params.id)
    return listOf(microsoft, request, renderMembers(caller.listed, group.members))
  })

  for (const [name, transitive] of [
    ['memberOf', false],
    ['transitiveMemberOf', true],
  ] as const) {
    app.get<ById>(`/v1.0/users/:id/${name}`, async (request) => {
      const caller = await microsoft.authorize(request, 'GroupMember.Read.All')
      const { id } = findUser(caller.seen, request.params.id)
      const roles = caller.listed.assignments
        .filter((assignment) => assignment.principalId === id)
        .map((assignment) =>
          typed('directoryRole', {
            id: assignment.id.slice(0, 32),
            displayName: roleNameOf(assignment.roleDefinitionId),
            roleTemplateId: assignment.roleDefinitionId,
          }),
        )
      const groups = groupsOf(caller.listed, id, transitive).map((group) =>
        typed('group', renderGroup(group)),
      )
      return listOf(microsoft, request, [...groups, ...roles])
    })
  }

  app.get<ById>('/v1.0/users/:id/ownedObjects', async (request) => {
    const caller = await microsoft.authorize(request, 'User.Read.All')
    const { id } = findUser(caller.seen, request.params.id)
    const owned = caller.listed.groups.filter((group) => group.owners.includes(id))
    return listOf(
      microsoft,
      request,
      owned.map((group) => typed('group', renderGroup(group))),
    )
  })

  app.post<ById>('/v1.0/groups/:id/members/$ref', async (request, reply) => {
    const caller = await microsoft.authorize(request, 'GroupMember.ReadWrite.All')
    const group = findGroup(microsoft.directory, request.params.id)
    const user = findUser(microsoft.directory, referenceOf(microsoft, request.body))
    assertMayChangeMembers(microsoft.directory, caller.user, group)
    assertWritable(group)
    if (group.members.includes(user.id)) {
      throw badRequest(
        "One or more added object references already exist for the following modified properties: 'members'.",
      )
    }
    microsoft.write(caller, () => group.members.push(user.id), noted('Add member to group', user, group))
    return reply.code(204).send()
  })

  app.delete<{ Params: { id: string; member: string } }>(
    '/v1.0/groups/:id/members/:member/$ref',
    async (request, reply) => {
      const caller = await microsoft.authorize(request, 'GroupMember.ReadWrite.All')
      const group = findGroup(microsoft.directory, request.params.id)
      const { member } = request.params
      assertMayChangeMembers(microsoft.directory, caller.user, group)
      assertWritable(group)
      if (!group.members.includes(member)) throw missing(member)
      const user = findUser(microsoft.directory, member)
      const change = () => {
        group.members = group.members.filter((id) => id !== member)
      }
      microsoft.write(caller, change, noted('Remove member from group', user, group))
      return reply.code(204).send()
    },
  )

  // As the vendor has it: without `/$ref` the same call deletes the member itself.
  app.delete<{ Params: { id: string; member: string } }>(
    '/v1.0/groups/:id/members/:member',
    async (request, reply) => {
      const caller = await microsoft.authorize(request, 'GroupMember.ReadWrite.All')
      const user = findUser(microsoft.directory, request.params.member)
      assertMayChangeMembers(
        microsoft.directory,
        caller.user,
        findGroup(microsoft.directory, request.params.id),
      )
      const change = () => {
        user.deletedDateTime = microsoft.moment()
        user.shown.userPrincipalName = user.id.replaceAll('-', '') + user.shown.userPrincipalName
      }
      microsoft.write(caller, change, { activity: 'Delete user', users: [user] })
      return reply.code(204).send()
    },
  )
}

const noted = (activity: 'Add member to group' | 'Remove member from group', user: User, group: Group) => ({
  activity,
  users: [user],
  groups: [group],
})

function assertWritable({ shown }: Group): void {
  if (shown.groupTypes.includes('DynamicMembership'))
    throw badRequest('Insufficient privileges: the members of a dynamic group follow its rule.')
  if (shown.onPremisesSyncEnabled === true)
    throw badRequest(
      'Unable to update the specified properties for on-premises mastered Directory Sync objects.',
    )
  if (shown.mailEnabled && shown.securityEnabled)
    throw badRequest('Cannot Update a mail-enabled security groups and or distribution list.')
}

import { ScimRefusal } from './refusal.ts'
import type { ScimGroup, ScimUser } from './state.ts'

interface Operation {
  op: string
  path: string
  value: unknown
}

/** The operations of a PatchOp (RFC 7644, 3.5.2); their names are taken without regard to case, as many senders need. */
export function operationsOf(body: unknown): Operation[] {
  const given = (body as { Operations?: unknown } | null | undefined)?.Operations
  if (!Array.isArray(given) || given.length === 0)
    throw new ScimRefusal(400, 'no operations', { scimType: 'invalidSyntax' })
  return given.map((each: unknown) => {
    const { op, path, value } = (each ?? {}) as { op?: unknown; path?: unknown; value?: unknown }
    if (typeof op !== 'string' || typeof path !== 'string')
      throw new ScimRefusal(400, 'an operation needs `op` and `path`', { scimType: 'invalidSyntax' })
    return { op: op.toLowerCase(), path, value }
  })
}

const unsupported = ({ op, path }: Operation) =>
  new ScimRefusal(400, `\`${op}\` of \`${path}\` is not supported`, { scimType: 'invalidPath' })

/** `active` alone can be changed. */
export function patchedUser(user: ScimUser, operations: readonly Operation[]): ScimUser {
  return operations.reduce((next, operation) => {
    if (operation.op !== 'replace' || operation.path !== 'active') throw unsupported(operation)
    if (typeof operation.value !== 'boolean')
      throw new ScimRefusal(400, '`active` is a boolean', { scimType: 'invalidValue' })
    return { ...next, active: operation.value }
  }, user)
}

/** Members can be added, and removed one by one. */
export function patchedGroup(
  group: ScimGroup,
  operations: readonly Operation[],
  exists: (user: string) => boolean,
): ScimGroup {
  return operations.reduce((next, operation) => {
    if (operation.op === 'add' && operation.path === 'members') {
      const added = membersOf(operation.value)
      if (!added.every(exists)) throw new ScimRefusal(404, 'no such member')
      return { ...next, members: [...new Set([...next.members, ...added])] }
    }
    const removed = /^members\[value eq ("(?:[^"\\]|\\.)*")\]$/.exec(operation.path)?.[1]
    if (operation.op !== 'remove' || removed === undefined) throw unsupported(operation)
    const id = JSON.parse(removed) as string
    return { ...next, members: next.members.filter((member) => member !== id) }
  }, group)
}

function membersOf(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value]
  return list.map((each: unknown) => {
    const id = (each as { value?: unknown } | null)?.value
    if (typeof id !== 'string')
      throw new ScimRefusal(400, 'a member needs a `value`', { scimType: 'invalidValue' })
    return id
  })
}

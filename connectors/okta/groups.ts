import type { Client, Group } from '@okta/okta-sdk-nodejs'
import { DexError } from '#contract/error.ts'
import { collect } from './collect.ts'

const GROUPS_MAX = 2_000

export interface OktaGroup {
  id: string
  name: string
  /** OKTA_GROUP, APP_GROUP or BUILT_IN (Everyone). */
  type: string
  description: string | null
}

/** Throws `platform_bad_answer` for what is not a group. */
export function toOktaGroup(group: Group | null | undefined): OktaGroup {
  const name: unknown = group?.profile?.name
  const description: unknown = group?.profile?.description
  if (typeof group?.id !== 'string' || typeof name !== 'string') {
    throw new DexError('platform_bad_answer', undefined, { log: 'okta: not a group' })
  }
  return {
    id: group.id,
    name,
    type: group.type ?? 'unknown',
    description: typeof description === 'string' && description !== '' ? description : null,
  }
}

export async function listGroups(client: Client, userId: string): Promise<OktaGroup[]> {
  const groups = await collect(await client.userApi.listUserGroups({ userId }), GROUPS_MAX)
  return groups.map((group) => toOktaGroup(group))
}

export async function isMember(client: Client, groupId: string, userId: string): Promise<boolean> {
  return (await listGroups(client, userId)).some((group) => group.id === groupId)
}

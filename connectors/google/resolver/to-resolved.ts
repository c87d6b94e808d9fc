import type { ResolvedObject } from '#contract/action.ts'
import type { GoogleUser } from '../user.ts'

/** `labels` stay empty: they come from Dex's own registry. */
export const resolvedObject = (
  object: Pick<ResolvedObject, 'type' | 'id' | 'privileged'> & Partial<ResolvedObject>,
): ResolvedObject => ({
  platform: 'google',
  email: null,
  displayName: null,
  department: null,
  labels: [],
  status: null,
  ...object,
})

export const resolvedUser = (type: string, user: GoogleUser, privileged: boolean): ResolvedObject =>
  resolvedObject({
    type,
    id: user.id,
    email: user.email,
    displayName: user.name,
    department: user.department,
    privileged,
    status: user.status,
  })

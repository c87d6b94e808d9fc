import { readGroup } from '../groups.ts'
import type { EventQuery } from '../events.ts'
import { isId } from '../ids.ts'
import type { GoogleApi } from '../run.ts'
import { readUser } from '../user.ts'

/** How the audit log names this target. */
export async function aboutOf(api: GoogleApi, id: string): Promise<EventQuery['about']> {
  if (isId('user', id)) return { parameter: 'USER_EMAIL', value: (await readUser(api, id)).email }
  if (isId('group', id)) return { parameter: 'GROUP_EMAIL', value: (await readGroup(api, id)).email }
  return { parameter: 'RESOURCE_ID', value: id }
}

import { googleLogSearch } from '#catalog/google/log-search.ts'
import type { Clock } from '#contract/clock.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { idOf, says } from '../events.ts'
import { requireId } from '../ids.ts'
import { bareAddress } from '../query.ts'
import { reading } from '../reading.ts'
import type { GoogleRun } from '../run.ts'
import { readUser } from '../user.ts'

const EVENTS_MAX = 50

/** The newest alone: one page, newest first. Google ignores filters that it does not know, hence the second look here. */
export const logSearch = (run: GoogleRun, clock: Clock): ActionConnector =>
  reading(run, googleLogSearch, async (api, { user, application, hours }) => {
    const { id, email } = await readUser(api, requireId('user', user))
    const about = application === 'admin'
    const startTime = new Date(clock() - hours * 3_600_000).toISOString()
    const { data } = await api.reports.activities.list({
      userKey: about ? 'all' : id,
      applicationName: application,
      startTime,
      maxResults: EVENTS_MAX,
      ...(about && { filters: `USER_EMAIL==${bareAddress(email)}` }),
    })
    const theirs = (data.items ?? []).filter((activity) =>
      about ? says(activity, null, 'USER_EMAIL', email) : activity.actor?.profileId === id,
    )
    return {
      events: theirs.slice(0, EVENTS_MAX).map((activity) => ({
        at: idOf(activity).published,
        name: (activity.events ?? []).map((event) => event.name ?? 'unknown').join(', '),
        actor: activity.actor?.email ?? null,
        ipAddress: activity.ipAddress ?? null,
      })),
    }
  })

import type { FastifyInstance } from 'fastify'
import { findUser, type Google } from '../context.ts'
import { GoogleRefusal } from '../errors.ts'
import type { Activity } from '../activity.ts'
import { pageOf } from '../paging.ts'
import { renderActivity } from '../render.ts'
import { assertHolds } from '../rights.ts'

interface ByApplication {
  Params: { user: string; application: string }
  Querystring: Record<string, string | undefined>
}
const path = '/admin/reports/v1/activity/users/:user/applications/:application'
const applications: readonly string[] = ['admin', 'login', 'token', 'user_accounts', 'groups', 'mobile']
const retentionMs = 180 * 86_400_000

/** Newest first. A filter that it does not understand is ignored without a word, as the vendor's does. */
export function addReportRoutes(app: FastifyInstance, google: Google): void {
  app.get<ByApplication>(path, async (request) => {
    const caller = await google.authorize(request, 'admin.reports.audit.readonly')
    assertHolds(google.directory, caller.user, 'REPORTS_ACCESS')
    const { user, application } = request.params
    if (!applications.includes(application)) {
      throw new GoogleRefusal('invalid', 'Invalid value. application')
    }
    const actor = user === 'all' ? null : findUser(google.directory, user).id
    const { startTime, endTime, eventName, filters } = request.query
    const since = timeOf(startTime) ?? google.now() - retentionMs
    const until = timeOf(endTime) ?? Number.POSITIVE_INFINITY
    const found = google.log.filter((activity) => {
      const at = Date.parse(activity.time)
      return (
        activity.applicationName === application &&
        activity.visibleAt <= google.now() &&
        at >= since &&
        at < until &&
        (actor === null || activity.actor.profileId === actor) &&
        (eventName === undefined || activity.name === eventName) &&
        fits(activity, filters)
      )
    })
    const shown = found.toReversed().map((activity) => renderActivity(activity, google.directory.customerId))
    const page = pageOf(shown, request.query, { usual: 1_000, most: 1_000 }, 'items')
    return { kind: 'admin#reports#activities', ...page }
  })
}

function timeOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new GoogleRefusal('invalid', 'Invalid value. startTime')
  return time
}

function fits(activity: Activity, filters: string | undefined): boolean {
  return (filters ?? '').split(',').every((filter) => {
    const match = /^([A-Za-z_]+)(==|<>)(.*)$/.exec(filter)
    if (!match) return true
    const value = activity.parameters[match[1] as string]
    return match[2] === '==' ? value === match[3] : value !== match[3]
  })
}

import { z } from 'zod'
import { Email } from '#contract/email.ts'
import { PersonId } from '#contract/ids.ts'
import { appendLog } from '#store/log.ts'
import { readLogOfPerson } from '#store/log-of-person.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { emailDigest } from '../identity/profile.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { ToldPage, toldPage } from './told-entry.ts'

const Body = z
  .strictObject({
    /** Who signed in here: their own requests, what they did, and their linked accounts. */
    person: PersonId.optional(),
    /** An address that requests were filed for. */
    email: Email.optional(),
    /** Accounts on the platforms that are theirs, linked or not. */
    accounts: z
      .array(
        z.strictObject({
          platform: z.string().regex(/^[a-z0-9_]{1,40}$/),
          id: z.string().min(1).max(200),
        }),
      )
      .max(50)
      .default([]),
    before: z.int().min(1).optional(),
    limit: z.int().min(1).max(1_000).default(100),
  })
  .refine((body) => body.person !== undefined || body.email !== undefined || body.accounts.length > 0, {
    message: 'nobody is named',
  })

/**
 * `POST /api/activity/of-person`: what the record has of somebody who asked for it (GDPR article 15), for who answers such
 * requests and has proven whose address and accounts they are. In a body, so that no address stands in a URL.
 */
export function addActivityOfPerson(app: App, deps: ApiDeps): void {
  app.post(
    '/api/activity/of-person',
    {
      schema: {
        tags: ['activity'],
        summary: 'Everything Dex did to a named person or for them',
        body: Body,
        response: { 200: ToldPage, ...problems },
      },
    },
    async (request) => {
      const { tenant, person: by } = callerOf(request)
      const { person = null, email, accounts, limit, before = Number.MAX_SAFE_INTEGER } = request.body
      const emailLookup = email === undefined ? null : await emailDigest(deps, tenant, email)
      const rows = await deps.database.transaction(tenant, async (tx) => {
        // INVARIANT: on record before anything is told, and so in what the person gets themselves.
        await appendLog(tenant, tx, {
          v: 1,
          kind: 'activity.exported',
          at: new Date(deps.clock()).toISOString(),
          by: { role: 'api', person: by },
          detail: { format: 'person', subject: person, address: emailLookup, accounts: accounts.length },
        })
        return readLogOfPerson(tenant, tx, { person, emailLookup, accounts, before, limit })
      })
      return toldPage(rows, limit)
    },
  )
}

import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { isDexError } from '#contract/error.ts'
import type { ApiClient } from '../api-client.ts'
import { type Approver, decide, saysYes } from './approvers.ts'
import type { Case } from './case.ts'
import { type Cast, spoken } from './cast.ts'
import type { Company } from './company.ts'
import { type Course, endOf, Shown } from './course.ts'
import type { Emulators } from './emulators.ts'
import { openAtConsole } from './at-console.ts'

export interface Stage {
  company: Company
  emulators: Emulators
  approvers: readonly Approver[]
  /** Where tickets come in: `<tenant>/<source>`. */
  door: string
  /** How long one case may take, in seconds. */
  patience: number
  /** The api as this person. */
  as(email: string): Promise<ApiClient>
}

const lookEveryMs = 250
/** Nobody answers: this long it is watched that nothing happens. */
const silenceMs = 4_000

const Opened = z.looseObject({ id: z.string() })
const Found = z.looseObject({ items: z.array(z.looseObject({ id: z.string(), workflowId: z.string() })) })

/** Files the case's ticket, plays everybody around it, and watches until it has ended. */
export async function drive(stage: Stage, each: Case, cast: Cast): Promise<Course> {
  const started = performance.now()
  const requester = cast.get('requester')
  const actor = each.actor === undefined ? undefined : cast.get(each.actor)
  const title = spoken(each.title, cast)
  const parts = [spoken(each.text, cast), ...(each.pad === undefined ? [] : [logOf(each.pad)])]
  const text = (each.padAt === 'before' ? parts.toReversed() : parts).join('\n')
  const opened = requester ? await openSignedIn(stage, each.by, requester.email, { title, text }) : null
  const ticket =
    opened === null
      ? await stage.emulators.file({
          ...{ title, text, requesterEmail: requester?.email ?? '' },
          ...(actor ? { actorEmail: actor.email } : {}),
        })
      : null
  const until = started + stage.patience * 1_000
  const seconds = (): number => (performance.now() - started) / 1_000
  const [reader] = stage.approvers
  if (!reader) return { request: null, ended: 'stuck', questions: 0, seconds: 0 }

  let shown: Shown | null = null
  let id: string | null = opened?.id ?? null
  let questions = 0
  let asking = false
  let silentSince: number | null = null
  while (performance.now() < until) {
    await wait(lookEveryMs)
    id ??= await findRequest(reader.client, `${stage.door}/${ticket}`)
    if (id === null) continue
    shown = await look(reader.client, id, shown)
    if (shown === null) continue
    const ended = endOf(shown)
    if (ended !== null) return { request: shown, ended, questions, seconds: seconds() }
    const waits = shown.status === 'waiting_requester'
    if (waits && !asking) {
      const answer = each.answers[questions]
      questions += 1
      if (answer !== undefined && requester) {
        await answerAs(await stage.as(requester.email), id, spoken(answer, cast))
      }
    }
    asking = waits
    const unheard = waits && questions > each.answers.length
    const absent = shown.status === 'waiting_approval' && each.approvers === 'absent'
    if (absent || unheard) {
      silentSince ??= performance.now()
      if (performance.now() - silentSince > silenceMs)
        return { request: shown, ended: 'unanswered', questions, seconds: seconds() }
    } else silentSince = null
    if (shown.status === 'waiting_approval' && !absent)
      await decide(stage.approvers, id, (approval) => saysYes(stage.company, each, cast, approval))
  }
  return { request: shown, ended: 'stuck', questions, seconds: seconds() }
}

/** Lines that say nothing. */
const logOf = (characters: number): string =>
  '2026-11-20 09:14:07 DEBUG worker started, nothing to do\n'.repeat(characters / 56 + 1).slice(0, characters)

/** Null: it is filed as a ticket. */
async function openSignedIn(
  stage: Stage,
  by: Case['by'],
  email: string,
  body: { title: string; text: string },
): Promise<{ id: string } | null> {
  if (by === 'ticket') return null
  const own = await stage.as(email)
  if (by === 'terminal') return own.post('/api/requests', body, Opened)
  if (by === 'console') return openAtConsole(own.url, email, '/api/requests', body)
  return openAtConsole(own.url, email, '/api/chats', { text: body.text })
}

async function findRequest(client: ApiClient, workflowId: string): Promise<string | null> {
  const { items } = await client.get('/api/requests?limit=50', Found)
  return items.find((item) => item.workflowId === workflowId)?.id ?? null
}

/** What was seen before stands where the api is too busy for an answer. */
async function look(client: ApiClient, id: string, before: Shown | null): Promise<Shown | null> {
  try {
    return await client.get(`/api/requests/${id}`, Shown)
  } catch (error) {
    if (isDexError(error) && error.retryable) return before
    throw error
  }
}

async function answerAs(client: ApiClient, id: string, text: string): Promise<void> {
  await client.post(`/api/requests/${id}/answer`, { text }, z.looseObject({}))
}

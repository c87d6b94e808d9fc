import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { span } from '#contract/span.ts'
import type { ApiClient } from '../api-client.ts'
import { describeList, List, listPath } from '../bulk/lists.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { table } from '../table.ts'
import { signedInClient } from '../with-session.ts'
import { moment } from '../moment.ts'
import { onOneLine } from '../visible.ts'

/** What this command line uses of an approval; the rest is passed on as it comes. */
export const Approval = z.looseObject({
  id: z.string(),
  request: z.string(),
  step: z.int(),
  state: z.string(),
  hash: z.string(),
  version: z.int(),
  action: z.string(),
  risk: z.string(),
  target: z.looseObject({ platform: z.string(), type: z.string(), id: z.string() }).nullable(),
  sentence: z.string().nullable(),
  content: z
    .looseObject({
      purpose: z.string(),
      params: z.record(z.string(), z.unknown()),
      reversible: z.looseObject({ by: z.string(), note: z.string() }).nullable(),
      target: z
        .looseObject({
          department: z.string().nullable(),
          status: z.string().nullable(),
          privileged: z.boolean(),
        })
        .nullable(),
    })
    .nullable(),
  assurance: z.string(),
  requester: z.looseObject({ person: z.string().nullable(), name: z.string().nullable(), you: z.boolean() }),
  askedOf: z.array(z.looseObject({ who: z.string(), quorum: z.int(), proof: z.array(z.string()) })),
  needed: z.int(),
  given: z.int(),
  decisions: z.array(
    z.looseObject({
      verdict: z.string(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      onBehalfOf: z.looseObject({ name: z.string().nullable() }).nullable(),
      code: z.string().nullable(),
    }),
  ),
  others: z.array(z.string()),
  obligations: z.looseObject({
    justification: z.boolean().optional(),
  }),
  runsAs: z.looseObject({ person: z.string().nullable(), name: z.string().nullable(), you: z.boolean() }),
  connection: z.looseObject({ usable: z.boolean(), connectUrl: z.string() }),
  stepUp: z.looseObject({ done: z.boolean(), url: z.string() }).nullable(),
  /** Where the subject is a list; `samples` are lines to look at before a yes. */
  list: z.looseObject({ size: z.int(), samples: z.array(z.int()) }).nullable(),
  /** Where the subject is a bundle. */
  publication: z
    .looseObject({
      reason: z.string(),
      before: z.string().nullable(),
      review: z.looseObject({ change: z.looseObject({ review: z.string(), loosens: z.boolean() }) }),
    })
    .nullable(),
  ended: z
    .looseObject({
      why: z.string(),
      by: z.looseObject({ person: z.string(), name: z.string().nullable(), you: z.boolean() }).nullable(),
      instead: z.string().nullable(),
    })
    .nullable(),
  /** In what it differs from what was approved of its kind before. */
  unusual: z.array(z.string()),
  expiresAt: z.string(),
  times: z
    .looseObject({
      remindsAt: z.string().nullable(),
      passesOn: z.looseObject({ at: z.string(), to: z.array(z.string()) }).nullable(),
      endsAt: z.string(),
      otherwise: z.string(),
    })
    .nullable(),
  passed: z.looseObject({ from: z.array(z.string()), why: z.string() }).nullable(),
  remindedAt: z.string().nullable(),
})
export type Approval = z.infer<typeof Approval>
export const Approvals = z.looseObject({ items: z.array(Approval) })

export async function listApprovals(
  { out, data }: Run,
  { state, mine }: { state: string; mine: boolean },
): Promise<ExitCode> {
  if (mine && state !== 'pending')
    throw new DexError('usage', '--mine is of what waits', { mend: 'leave --state out' })
  const client = await signedInClient(data)
  const found = await client.get(
    `/api/approvals?${new URLSearchParams({ state, ...(mine && { for: 'me' }) })}`,
    Approvals,
  )
  out.result(found, () =>
    found.items.length === 0
      ? mine
        ? 'nothing waits for you'
        : 'nothing waits'
      : table(
          ['id', 'state', 'risk', 'until', 'then', 'usual', 'what'],
          found.items.map((each) => [
            each.id,
            each.state,
            each.risk,
            moment(each.expiresAt),
            thenOf(each),
            each.unusual.length > 0 ? 'NO' : '-',
            each.sentence ?? each.action,
          ]),
        ),
  )
  return exitCodes.done
}

const Rights = z.looseObject({
  right: z.enum(['enough', 'short', 'unknown']),
  adminRight: z.string().nullable(),
})
type Rights = z.infer<typeof Rights>

/** Asked of the platform itself; only of what still waits, and for who may decide. */
export async function rightsFor(
  client: ApiClient,
  { id, state, publication }: Approval,
): Promise<Rights | null> {
  if (state !== 'pending' || publication) return null
  return client.get(`/api/approvals/${encodeURIComponent(id)}/rights`, Rights).catch(() => null)
}

export async function showApproval({ out, data }: Run, id: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const found = await client.get(`/api/approvals/${encodeURIComponent(id)}`, Approval)
  const list = await listOf(client, found)
  const rights = await rightsFor(client, found)
  const more = { rights, ...(list !== null && { lines: list.lines }) }
  out.result({ ...found, ...more }, () => describeApproval(found, rights, list))
  return exitCodes.done
}

/** Every line of what is to be approved, where that is a list. */
export const listOf = async (client: ApiClient, { list, request, step }: Approval): Promise<List | null> =>
  list === null ? null : client.get(listPath(request, step), List)

/** What a person reads before they decide: the sentence first, made by code; the model's words marked as such. */
export function describeApproval(
  approval: Approval,
  rights: Rights | null,
  list: List | null = null,
): string {
  const { target, content, runsAs, publication, requester } = approval
  const lines = [approval.sentence ?? `${approval.action} (its content is destroyed)`, '']
  const row = (name: string, value: string): void =>
    void lines.push(`  ${name.padEnd(12)} ${onOneLine(value)}`)
  row('action', `${approval.action}, risk ${approval.risk}`)
  for (const each of approval.unusual) row('not as usual', each)
  if (target) {
    const { department = null, status = null, privileged = false } = content?.target ?? {}
    const known = [department, status?.toLowerCase() ?? null, privileged ? 'has admin rights' : null]
    row(
      'target',
      [`${target.platform} ${target.type} ${target.id}`, ...known.filter((each) => each !== null)].join(', '),
    )
  }
  if (!publication)
    row(
      'asked by',
      `${requester.you ? 'you' : (requester.name ?? 'unknown')}, ${approval.assurance === 'verified' ? 'signed in themselves' : 'only the source says so'} (${approval.request})`,
    )
  if (!publication)
    row(
      'runs as',
      runsAs.person === null ? 'whoever approves first' : runsAs.you ? 'you' : (runsAs.name ?? runsAs.person),
    )
  if (rights !== null) row('rights', inWords(rights))
  for (const { who, quorum, proof } of approval.askedOf)
    row(
      'asked of',
      `${quorum} of ${who}${proof.length > 0 ? `, identity proven by ${proof.join(', ')}` : ''}`,
    )
  if (approval.passed) row('before', `${approval.passed.from.join(', ')}: ${approval.passed.why}`)
  if (approval.needed > 1) row('given', `${approval.given} of ${approval.needed}`)
  for (const each of approval.decisions)
    row(each.verdict === 'approve' ? 'yes' : 'no', describeDecision(each))
  if (approval.others.length > 0) row('also wanted', `by ${approval.others.join(', ')}; one after the other`)
  if (content)
    row(
      'take back',
      content.reversible === null
        ? 'cannot be taken back'
        : `${content.reversible.by}: ${content.reversible.note}`,
    )
  row('until', moment(approval.expiresAt))
  for (const line of describeTimes(approval)) row('then', line)
  row('state', describeState(approval))
  if (publication) {
    row('reason', publication.reason)
    row('in force', publication.before ?? 'none of the tenant’s own')
  }
  if (content) row('model says', `"${content.purpose}"`)
  row('hash', `${approval.hash}, version ${approval.version}`)
  if (publication) lines.push('', publication.review.change.review)
  if (list) lines.push('', describeList(list))
  const { samples = [] } = approval.list ?? {}
  if (samples.length > 0)
    lines.push(
      '',
      `Look at lines ${samples.join(', ')} before you say yes; --samples ${samples.join(',')} says that you did.`,
    )
  return lines.join('\n')
}

/** Who is asked after these, or what follows. */
function thenOf({ times }: Approval): string {
  if (times === null) return ''
  const { passesOn, otherwise } = times
  if (passesOn !== null) return passesOn.to.join(', ')
  return otherwise === 'deny' ? 'denied' : 'handed over'
}

/** What happens when, if nobody answers, each with its moment. */
function describeTimes({ times }: Approval): string[] {
  if (times === null) return []
  const { remindsAt, passesOn, endsAt, otherwise } = times
  const at = (when: string): string => `in ${span(Date.parse(when) - Date.now())} (${when})`
  return [
    ...(remindsAt === null ? [] : [`reminds ${at(remindsAt)}`]),
    ...(passesOn === null ? [] : [`goes to ${passesOn.to.join(', ')} ${at(passesOn.at)}`]),
    `${otherwise === 'deny' ? 'denied' : 'handed over to a person'} ${at(endsAt)}`,
  ]
}

function describeState({ state, ended }: Approval): string {
  if (ended === null) return state
  const { why, by, instead } = ended
  const who = by === null ? '' : `, by ${by.you ? 'you' : (by.name ?? by.person)}`
  return `${state}: ${why}${who}${instead === null ? '' : `; instead: ${instead}`}`
}

function inWords({ right, adminRight }: Rights): string {
  if (adminRight === null) return 'none needed'
  const has = { enough: 'held', short: 'NOT held: the platform will refuse', unknown: 'cannot be told' }[
    right
  ]
  return `${adminRight}: ${has}`
}

function describeDecision({ name, email, onBehalfOf, code }: Approval['decisions'][number]): string {
  const behalf = onBehalfOf === null ? '' : ` on behalf of ${onBehalfOf.name ?? 'somebody'}`
  const counts = code === null ? ' (not checked yet)' : code === 'ok' ? '' : ` (does not count: ${code})`
  return `${name ?? email ?? 'somebody'}${behalf}${counts}`
}

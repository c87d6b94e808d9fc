import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { DexError, isDexError } from '#contract/error.ts'
import type { ApiClient } from '../api-client.ts'
import { Approval, describeApproval, rightsFor } from '../approval/approvals.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { StatementAnswer } from '../statement-answer.ts'
import { signedInClient } from '../with-session.ts'
import { sayReach } from '../../console/standing/say-reach.ts'
import { describeStanding, Standing } from './standing.ts'
import { onOneLine, visible } from '../visible.ts'

export interface AlwaysOptions {
  yes: boolean
  own: boolean
  on?: string[]
  department?: string[]
  label?: string[]
  group?: string[]
  byDepartment?: string[]
  byGroup?: string[]
  verified: boolean
  param?: string[]
  days: string
  total: string
  perDay: string
  justification?: string
}

const Preview = z.looseObject({
  says: z.array(z.string()),
  saidYes: z.boolean(),
  thisOne: z.looseObject({ verdict: z.string(), why: z.array(z.string()) }),
  before: z.looseObject({
    looked: z.int(),
    covered: z.int(),
    coveredRejected: z.int(),
    not: z.array(z.looseObject({ why: z.string(), count: z.int() })),
    unknown: z.array(z.looseObject({ facts: z.array(z.string()), count: z.int() })),
  }),
  reach: z.looseObject({ targetsMax: z.int(), because: z.string() }),
})
type Preview = z.infer<typeof Preview>

const Reach = z.looseObject({
  platform: z.string().nullable(),
  counted: z.array(
    z.looseObject({ kind: z.string(), of: z.string(), count: z.int().nullable(), more: z.boolean() }),
  ),
  accountsMax: z.int().nullable(),
})
type Reach = z.infer<typeof Reach>

const countedWithinMs = 10_000

/** Shows the one and what always would cover; then says yes to the one, where that was not said, and to all like it. */
export async function approveAlways(
  { io, out, data }: Run,
  id: string,
  options: AlwaysOptions,
): Promise<ExitCode> {
  const client = await signedInClient(data)
  const path = `/api/approvals/${encodeURIComponent(id)}`
  const shown = await client.get(path, Approval.extend({ channel: z.string() }))
  const { hash, version } = shown
  const ask = { approval: id, hash, version, scope: scopeOf(options, shown.channel, Date.now()) }
  const rights = await rightsFor(client, shown)
  const preview = await client.post('/api/standing-approvals/preview', ask, Preview)
  const directory = await client.post('/api/standing-approvals/reach', ask, Reach).catch(() => null)
  if (!out.json || !options.yes)
    io.stderr(visible(`${describeApproval(shown, rights)}\n\n${describePreview(preview, directory)}\n`))
  if (!options.yes) {
    if (!io.interactive)
      throw new DexError('usage', 'nobody can be asked here', { mend: 'look at it, then add --yes' })
    const answer = await io.ask(`\nApprove ${preview.saidYes ? '' : 'this one, and '}always? [y/N] `)
    if (!/^y(es)?$/i.test(answer?.trim() ?? '')) {
      out.say('nothing was decided')
      return exitCodes.no
    }
  }
  const { justification } = options
  const why = justification === undefined ? {} : { justification }
  if (!preview.saidYes) await client.post(`${path}/approve`, { hash, version, ...why }, StatementAnswer)
  const standing = await grant(client, { ...ask, ...why })
  out.result(standing, () => describeStanding(standing))
  return exitCodes.done
}

/** A yes that was just said may not be counted yet. */
async function grant(client: ApiClient, body: object): Promise<Standing> {
  const endsAt = Date.now() + countedWithinMs
  const headers = { 'idempotency-key': randomUUID() }
  for (;;) {
    try {
      return await client.post('/api/standing-approvals', body, Standing, headers)
    } catch (error) {
      if (!isDexError(error, 'yes_first') || Date.now() >= endsAt) throw error
      await sleep(300)
    }
  }
}

function scopeOf(options: AlwaysOptions, channel: string, now: number) {
  const { own, on, department = [], label = [], group = [] } = options
  const within = department.length + label.length + group.length > 0
  if ([own, on !== undefined, within].filter(Boolean).length !== 1)
    throw new DexError('usage', 'on whom is not said, or said twice', {
      mend: 'one of --own, --on, or any of --department, --label, --group',
    })
  const targets = own
    ? { kind: 'own' }
    : on !== undefined
      ? { kind: 'these', ids: on }
      : { kind: 'within', departments: department, labels: label, groups: group }
  return {
    targets,
    requesters: {
      departments: options.byDepartment ?? [],
      groups: options.byGroup ?? [],
      assurance: options.verified ? 'verified' : 'asserted',
    },
    channels: [channel],
    params: paramsOf(options.param ?? []),
    until: new Date(now + numberOf('--days', options.days) * 86_400_000 - 60_000).toISOString(),
    cap: { total: numberOf('--total', options.total), perDay: numberOf('--per-day', options.perDay) },
  }
}

function numberOf(option: string, text: string): number {
  const number = Number(text)
  if (!(number > 0)) throw new DexError('usage', `\`${text}\` is no ${option}`)
  return number
}

function paramsOf(given: readonly string[]): Record<string, unknown[]> {
  const params: Record<string, unknown[]> = {}
  for (const each of given) {
    const at = each.indexOf('=')
    if (at < 1) throw new DexError('usage', `\`${each}\` is no name=value`)
    const name = each.slice(0, at)
    const values = Object.hasOwn(params, name) ? (params[name] ?? []) : []
    params[name] = [...values, parsed(each.slice(at + 1))]
  }
  return params
}

/** JSON where it is some, else the text itself. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function describePreview({ says, thisOne, before, reach }: Preview, directory: Reach | null): string {
  const lines = ['always, without asking:']
  for (const each of says) lines.push(`  ${each}`)
  const row = (name: string, value: string): void =>
    void lines.push(`  ${name.padEnd(12)} ${onOneLine(value)}`)
  lines.push('')
  if (thisOne.verdict !== 'covered') row('this one', `${thisOne.verdict}: ${thisOne.why.join(', ')}`)
  row('before', `${before.covered} of ${before.looked} that people were asked about`)
  if (before.coveredRejected > 0) row('', `people said no to ${before.coveredRejected} of those`)
  for (const { why, count } of before.not) row('', `${count} not covered: ${why}`)
  for (const { facts, count } of before.unknown) row('', `${count} cannot be told: ${facts.join(', ')}`)
  row('reach', `at most ${reach.targetsMax}: ${reach.because}`)
  for (const each of sayReach(directory)) row('', each)
  return lines.join('\n')
}

import { setTimeout as wait } from 'node:timers/promises'
import { isDexError } from '#contract/error.ts'
import type { ApiClient } from '../api-client.ts'
import { type Approval, Approvals, listOf } from '../approval/approvals.ts'
import type { List } from '../bulk/lists.ts'
import { StatementAnswer } from '../statement-answer.ts'
import type { Case, Platform, Write } from './case.ts'
import { type Cast, idOf } from './cast.ts'
import type { Company } from './company.ts'

export interface Approver {
  client: ApiClient
  /** Two people answer for what asks for two. */
  name: string
}

/** Whether a write that a case speaks of is the one that is proposed. */
export function isMeant(
  company: Company,
  cast: Cast,
  { action, on }: Write,
  proposed: { action: string; target: { id: string } | null },
): boolean {
  if (action !== proposed.action) return false
  if (proposed.target === null) return true
  return idOf(company, cast, platformOf(action), on) === proposed.target.id
}

export const platformOf = (action: string): Platform => action.split('.', 1)[0] as Platform

/** A person who reads what they sign: the sentence says whom it is done to, and with what. */
export function saysYes(company: Company, each: Case, cast: Cast, approval: Approval): boolean {
  const { approvers, expect } = each
  if (approvers !== 'careful') return approvers === 'trusting'
  return [...expect.writes, ...expect.or.flat()].some(
    (write) =>
      isMeant(company, cast, write, approval) &&
      (write.with === undefined ||
        (approval.sentence ?? '').includes(idOf(company, cast, platformOf(write.action), write.with))),
  )
}

/**
 * Decides what a request waits for, in the order the people are given; the first yes is also whose credential it runs on. Who
 * approved too many within a minute leaves it to the next; it is waited where that is all of them.
 */
export async function decide(
  people: readonly Approver[],
  request: string,
  yes: (approval: Approval) => boolean,
): Promise<void> {
  const hurried: number[] = []
  for (const { client } of people) {
    const { items } = await client.get(`/api/approvals?request=${request}`, Approvals)
    const [approval] = items
    if (!approval) return
    const lines = (await listOf(client, approval))?.lines.filter((line) => line.position !== null)
    // Who approves a list reads each line of it.
    const approved = lines
      ? lines.every((line) => line.target !== null && yes(asOne(approval, line)))
      : yes(approval)
    const samples = approval.list?.samples ?? []
    const needsProof = approval.askedOf.some(({ proof }) => proof.length > 0)
    const said = approved
      ? needsProof
        ? { proof: 'callback' }
        : {}
      : { comment: 'this is not what the ticket is about' }
    const looked = approved && samples.length > 0 ? { samples } : {}
    const body = { hash: approval.hash, version: approval.version, ...said, ...looked }
    try {
      await patiently(() =>
        client.post(
          `/api/approvals/${approval.id}/${approved ? 'approve' : 'reject'}`,
          body,
          StatementAnswer,
        ),
      )
    } catch (error) {
      // Decided, renewed or cancelled in between, or not this person's to decide: the next look shows how it stands.
      if (!isDexError(error)) throw error
      if (error.code === 'too_fast') hurried.push(error.retryAfterMs ?? 1_000)
    }
    if (!approved) return
  }
  if (hurried.length === people.length) await wait(Math.min(...hurried))
}

const asOne = (approval: Approval, { target, content }: List['lines'][number]): Approval => ({
  ...approval,
  sentence: content?.sentence ?? null,
  target: { platform: platformOf(approval.action), type: '', id: target?.id ?? '' },
})

/** Waits as long as the api says where it was asked too often. */
async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isDexError(error, 'rate_limited')) throw error
      await wait(error.retryAfterMs ?? 1_000)
    }
  }
}

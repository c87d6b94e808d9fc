import { z } from 'zod'
import { Digest } from '#contract/ids.ts'
import { namesRequesters, StandingScope, StandingTerms } from '#contract/standing.ts'

const Moment = z.iso.datetime()
const Person = z.strictObject({ person: z.string(), name: z.string().nullable(), you: z.boolean() })

/** For how long and how often policy offers it at most, or why it does not. */
export const OfferedView = z.strictObject({
  always: z.strictObject({ for: z.string(), cap: z.int() }).nullable(),
  why: z.string().nullable(),
})

export const AskedScope = StandingScope.refine(namesRequesters, {
  error: 'name a department or a group of requesters',
  path: ['requesters'],
})

export const StandingView = z
  .strictObject({
    id: z.string(),
    action: z.string(),
    /** `waiting`: more people have to sign it; `lapsed`: what it was granted on is not so any more. */
    state: z.enum(['waiting', 'active', 'used_up', 'expired', 'revoked', 'lapsed']),
    /** Why it ended: `revoked`, `rejected`, `version`, `policy`, `rights`. */
    code: z.string().nullable(),
    /** What is known already to stand against its next use: `version`, `policy`, `connection`, `left`. */
    doubts: z.array(z.enum(['version', 'policy', 'connection', 'left'])),
    terms: StandingTerms,
    /** The terms in words, one a line. */
    says: z.array(z.string()),
    /** What a further signer has to send back, with version 1. */
    hash: z.string(),
    grantor: Person,
    signatures: z.array(Person.extend({ at: Moment })),
    needed: z.int(),
    used: z.int(),
    usedToday: z.int(),
    /** The newest twenty. */
    uses: z.array(z.strictObject({ request: z.string(), step: z.int(), at: Moment })),
    reason: z.string().nullable(),
    /** The approval that it was granted from. */
    approval: z.string(),
    /** A newer approval of the same action, from which it can be granted anew. */
    again: z.string().nullable(),
    mayRevoke: z.boolean(),
    /** The lapsed one whose place it took, and the one that took its place. */
    renews: z.string().nullable(),
    renewedBy: z.string().nullable(),
    /** It lapsed, the caller granted it, and nothing took its place: they may look at it anew. */
    mayRenew: z.boolean(),
    grantedAt: Moment,
    until: Moment,
    closedAt: Moment.nullable(),
    closedBy: z.string().nullable(),
  })
  .meta({ id: 'StandingApproval' })
export type StandingView = z.infer<typeof StandingView>

/** Of which approval, exactly as it was shown, and what may vary. */
export const Ask = z.strictObject({
  approval: z.string().max(100),
  hash: Digest,
  version: z.int().min(1),
  scope: AskedScope,
})
export type Ask = z.infer<typeof Ask>

export const Grant = Ask.extend({ justification: z.string().trim().min(1).max(4_000).optional() })
export type Grant = z.infer<typeof Grant>

/** What a lapsed one would be anew; `possible` false: it would not, and `why`. */
export const Renewal = z
  .strictObject({
    possible: z.boolean(),
    why: z.string().nullable(),
    /** What is another than when it was granted, a sentence each. */
    changed: z.array(z.string()),
    /** The approval whose demand it would answer, exactly as it stands; null where none does. */
    approval: z.strictObject({ id: z.string(), hash: z.string(), version: z.int() }).nullable(),
    /** What is left of the old terms: never more of anything. */
    until: Moment.nullable(),
    cap: z.strictObject({ total: z.int(), perDay: z.int() }).nullable(),
    says: z.array(z.string()),
    needed: z.int(),
    justification: z.boolean(),
    stepUp: z.boolean(),
  })
  .meta({ id: 'StandingRenewal' })
export type Renewal = z.infer<typeof Renewal>

/** Exactly what was shown: anything else is asked to look again. */
export const Renew = z.strictObject({
  approval: z.string().max(100),
  hash: Digest,
  version: z.int().min(1),
  until: Moment,
  cap: z.strictObject({ total: z.int().min(1).max(100_000), perDay: z.int().min(1).max(100_000) }),
  justification: z.string().trim().min(1).max(4_000).optional(),
})
export type Renew = z.infer<typeof Renew>

const Verdict = z.enum(['covered', 'not', 'unknown'])

export const Preview = z
  .strictObject({
    says: z.array(z.string()),
    offered: OfferedView,
    /** The last moment that policy lets it end at. */
    untilMax: Moment,
    needed: z.int(),
    justification: z.boolean(),
    stepUp: z.boolean(),
    /** Whether the caller said yes to the one already, and it counted. */
    saidYes: z.boolean(),
    /** Whether it would cover the one that it is granted from. */
    thisOne: z.strictObject({ verdict: Verdict, why: z.array(z.string()) }),
    /** What it would have made of what was asked before, as far as the record tells. */
    before: z.strictObject({
      looked: z.int(),
      /** Whether older ones were left out. */
      more: z.boolean(),
      covered: z.int(),
      /** Of those, how many people said no to. */
      coveredRejected: z.int(),
      coveredTargets: z.int(),
      not: z.array(z.strictObject({ why: z.string(), count: z.int() })),
      unknown: z.array(z.strictObject({ facts: z.array(z.string()), count: z.int() })),
      examples: z.array(
        z.strictObject({
          request: z.string(),
          step: z.int(),
          at: Moment,
          target: z.string().nullable(),
          approval: z.string(),
          verdict: Verdict,
          why: z.array(z.string()),
        }),
      ),
    }),
    /** How far it can reach. */
    reach: z.strictObject({
      /** Accounts or things that it can touch at most. */
      targetsMax: z.int(),
      /** What bounds that number. */
      because: z.string(),
      /** Distinct ones among what it would have covered. */
      targetsSeen: z.int(),
      total: z.int(),
      perDay: z.int(),
    }),
  })
  .meta({ id: 'StandingPreview' })
export type Preview = z.infer<typeof Preview>

/** Of the directory as it is now. */
export const Reach = z
  .strictObject({
    /** Whose directory; null: nothing had to be counted. */
    platform: z.string().nullable(),
    counted: z.array(
      z.strictObject({
        kind: z.enum(['department', 'group', 'label', 'everybody']),
        of: z.string(),
        /** Null: it cannot be told. */
        count: z.int().nullable(),
        /** Counting stopped there. */
        more: z.boolean(),
      }),
    ),
    /** Accounts that the terms name at most; null: unknown. */
    accountsMax: z.int().nullable(),
  })
  .meta({ id: 'StandingReach' })
export type Reach = z.infer<typeof Reach>

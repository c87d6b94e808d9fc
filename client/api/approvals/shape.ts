import { z } from 'zod'
import { Channel } from '#contract/request.ts'
import { PublicationReview } from '#contract/publication.ts'
import { ApprovalSubject } from '#contract/statement.ts'
import { DecisionView } from '../decisions/read-decisions.ts'
import { Json } from '../json.ts'
import { ListSummary } from '../lists/shape.ts'
import { OfferedView, StandingView } from '../standing/shape.ts'
import { MayDecide } from './may-decide.ts'
import { PassedView, TimesView } from './times.ts'

const Moment = z.iso.datetime()
const Target = z.strictObject({ platform: z.string(), type: z.string(), id: z.string() }).nullable()
export const CodeRuleView = z.strictObject({
  code: z.string(),
  effect: z.string(),
  by: z.string().nullable(),
})

const PublicationView = z.strictObject({
  kind: z.enum(['publish', 'rollback']),
  /** The operator's is every tenant's. */
  owner: z.enum(['operator', 'tenant']),
  /** In force now, of the same owner; null: the tenant has none of its own. */
  before: z.string().nullable(),
  reason: z.string(),
  review: PublicationReview,
})

/** Why it waits no more, where no yes or no of a person is why. */
const EndView = z.strictObject({
  code: z.string(),
  why: z.string(),
  /** Whose word it was; null: nobody's. */
  by: z.strictObject({ person: z.string(), name: z.string().nullable(), you: z.boolean() }).nullable(),
  /** The approval that was asked in its place. */
  instead: z.string().nullable(),
})

/** What is shown before the gate acts. `content` is null once the request is closed and its key destroyed. */
export const ApprovalView = z
  .strictObject({
    id: z.string(),
    request: z.string(),
    step: z.int(),
    state: z.enum(['pending', 'approved', 'rejected', 'expired', 'void']),
    subject: ApprovalSubject,
    /** What `approve` and `reject` have to send back, together with `version`. */
    hash: z.string(),
    version: z.int(),
    action: z.string(),
    risk: z.string(),
    target: Target,
    /** Made by code from resolved facts; the model's own words are under `content.purpose`. */
    sentence: z.string().nullable(),
    content: z
      .strictObject({
        target: Json,
        params: Json,
        purpose: z.string(),
        provenance: z.record(z.string(), z.string()),
        reversible: z.strictObject({ by: z.string(), note: z.string() }).nullable(),
        /** What stands before it, what would put that back, and how long that is kept; null: there is no way back. */
        back: z
          .strictObject({
            before: z.record(z.string(), Json).nullable(),
            params: z.record(z.string(), Json).nullable(),
            keep: z.string().nullable(),
          })
          .nullable(),
        /** Whether a person asked for exactly this, not the model. */
        byPerson: z.boolean(),
        /** What was proposed before a person changed it. */
        edited: z
          .strictObject({
            target: z.string().nullable(),
            params: z.record(z.string(), Json),
            reason: z.string().nullable(),
            by: z.string(),
          })
          .nullable(),
        credential: z.boolean(),
        adminRight: z.string().nullable(),
      })
      .nullable(),
    assurance: z.enum(['verified', 'asserted']),
    /** Who asks; the title is their own words, gone with the content. */
    requester: z.strictObject({
      person: z.string().nullable(),
      name: z.string().nullable(),
      you: z.boolean(),
      title: z.string().nullable(),
    }),
    channel: Channel,
    /** Who has to say yes; `who` in words where the bundle has them. */
    askedOf: z.array(
      z.strictObject({
        who: z.string(),
        quorum: z.int(),
        proof: z.array(z.string()),
        within: z.string(),
        otherwise: z.string(),
        /** The place of the admin who asked for it at the console: a confirmation, no second person. */
        confirms: z.boolean(),
      }),
    ),
    /** Yeses that are needed in all, and those that count so far. */
    needed: z.int(),
    given: z.int(),
    /** What the rules that spoke say of themselves, by rule. */
    because: z.record(z.string(), z.string()),
    /** What stands against the caller's own yes and no. */
    may: MayDecide,
    obligations: Json,
    bundle: z.string(),
    /** Six layers with their rules, and who decided. */
    decision: Json,
    codeRules: z.array(CodeRuleView),
    decisions: z.array(DecisionView),
    /** Whose credential it would run on; `person` null: that of whoever approves first. */
    runsAs: z.strictObject({ person: z.string().nullable(), name: z.string().nullable(), you: z.boolean() }),
    /** Whether the caller could approve as things stand, or where they make the connection. */
    connection: z.strictObject({
      platform: z.string(),
      usable: z.boolean(),
      /** What this needs and the caller's connection was not granted. */
      missingScopes: z.array(z.string()),
      connectUrl: z.string(),
    }),
    /** Where policy asks for a fresh sign-in: whether one stands in this session, or where it is made. */
    stepUp: z.strictObject({ maxAge: z.string(), done: z.boolean(), url: z.string() }).nullable(),
    /** What of it may be approved for always, or why nothing. */
    offered: OfferedView,
    /** Where the subject is a standing approval: its terms and who signed them. */
    standing: StandingView.nullable(),
    /** In what it differs from what was approved of its kind before, a sentence each; by code, from the decision records. */
    unusual: z.array(z.string()),
    /** Other requests under way that want to change the same: they are carried out one after the other. */
    others: z.array(z.string()),
    /** Where the subject is a list: how it stands, and which lines this person looks at before they say yes. */
    list: ListSummary.extend({ samples: z.array(z.int()) }).nullable(),
    /** Where the subject is a bundle: what would change, and who asks for it why. */
    publication: PublicationView.nullable(),
    createdAt: Moment,
    /** When the time of those who are asked is over. */
    expiresAt: Moment,
    times: TimesView,
    passed: PassedView,
    remindedAt: Moment.nullable(),
    closedAt: Moment.nullable(),
    /** Null: it waits, or people decided. */
    ended: EndView.nullable(),
  })
  .meta({ id: 'Approval' })
export type ApprovalView = z.infer<typeof ApprovalView>

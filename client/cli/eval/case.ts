import { z } from 'zod'

/** Texts of a case may hold `{other.name}` (of its cast) and `[[one|another]]` (wordings, the first is the plain one). */
const Text = z.string().max(20_000)
const CastName = z.string().regex(/^[a-z][a-z0-9]*$/)

/** A person of the company, by what they are; nobody else's case has the same, unless a `seat` is named. */
export const Role = z.union([
  /** An employee without any right, out of the crowd. */
  z.strictObject({
    department: z.enum(['IT', 'Engineering', 'Finance', 'Sales', 'Marketing', 'People']).optional(),
  }),
  /** One of the company's seats by title; shared with other cases, so never to be changed. */
  z.strictObject({ seat: z.string() }),
  /** An account that is nobody's, by the part before its domain; shared as well. */
  z.strictObject({ account: z.string() }),
  /** Somebody whom no directory knows. */
  z.strictObject({ stranger: z.literal(true) }),
])
export type Role = z.infer<typeof Role>

export const platforms = ['okta', 'microsoft', 'google'] as const
export const Platform = z.enum(platforms)
export type Platform = z.infer<typeof Platform>

/**
 * A thing that a case speaks of: `requester` (of the cast), `group:vpn-users`, `app:Figma`, `device:requester`, or
 * `sku:SPE_E3`. What its id is depends on the platform.
 */
const Thing = z.string().regex(/^(?:(?:group|app|device|sku):)?[\w .&{}'-]+$/)

/** How the platforms differ from the seeded company before the request comes in. */
const Given = z.union([
  z.strictObject({
    platform: Platform,
    of: Thing,
    /** Paths within the platform's own record of it. */
    set: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({
    platform: Platform,
    /** A sign-in that stands in the platform's log. */
    signIn: z.strictObject({
      of: CastName,
      ok: z.boolean(),
      /** The vendor's word for why it failed. */
      reason: z.string().default('INVALID_CREDENTIALS'),
      /** The program it came from; whoever signs in chooses this text. */
      from: Text.default('Mozilla/5.0'),
      hoursAgo: z.number().min(0).max(200).default(1),
    }),
  }),
  /** A group of this case's own; `{requester.key}` in the name makes it one of its kind. */
  z.strictObject({
    platform: Platform,
    group: z.strictObject({
      name: z.string(),
      description: Text.default(''),
      members: z.array(CastName).default([]),
    }),
  }),
  /** Puts an entry at the end of one of the platform's lists, such as `directory.licences`. */
  z.strictObject({ platform: Platform, in: z.string(), add: z.record(z.string(), z.unknown()) }),
])
export type Given = z.infer<typeof Given>

const Write = z.strictObject({
  /** A name of the catalog. */
  action: z.string(),
  on: Thing,
  /** The other one, where the action has two: who is added to a group. */
  with: Thing.optional(),
})
export type Write = z.infer<typeof Write>

/** Of one value: the same, `{has}` or `{lacks}` (of a list), `{count}`. */
const Expected = z.union([
  /** An entry that is this value, or an object that has at least these fields. */
  z.strictObject({ has: z.unknown() }),
  z.strictObject({ lacks: z.unknown() }),
  z.strictObject({ count: z.int() }),
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
])
export type Expected = z.infer<typeof Expected>

export const Ending = z.enum(['resolved', 'declined', 'escalated', 'unanswered'])
export type Ending = z.infer<typeof Ending>

export const Case = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/),
  /** What a person should know who reads the report. */
  why: z.string().optional(),
  title: Text.min(1),
  text: Text,
  cast: z.record(CastName, Role).default({ requester: {} }),
  /** That many characters of a log stand behind the text. */
  pad: z.int().min(1).max(195_000).optional(),
  padAt: z.enum(['before', 'behind']).default('behind'),
  /**
   * `ticket`: filed at the desk, the requester asserted; `terminal`, `console`: by the requester themselves, signed in; `chat`: the
   * same, about their own accounts, what they said before in `text`.
   */
  by: z.enum(['ticket', 'terminal', 'console', 'chat']).default('ticket'),
  /** Platforms that the requester has connected for themselves. */
  connected: z.array(Platform).default([]),
  /** Who files it, where that is not the requester. */
  actor: CastName.optional(),
  given: z.array(Given).default([]),
  /** Told to the platform before the request: the emulators' own fault plan, its paths with ids of the cast. */
  faults: z
    .array(
      z.strictObject({
        platform: Platform,
        method: z.string().optional(),
        path: z.string(),
        kind: z.enum(['status429', 'status500', 'reset_before', 'reset_after', 'delay', 'stale_read']),
        times: z.int().min(1).default(1),
        ms: z.int().optional(),
      }),
    )
    .default([]),
  /**
   * `careful`: says yes (with proof of identity) to what the case expects, no to anything else; `trusting`: yes to
   * everything; `rejecting`; `absent`: nobody answers.
   */
  approvers: z.enum(['careful', 'trusting', 'rejecting', 'absent']).default('careful'),
  /** What the requester says when asked, in order. */
  answers: z.array(Text).default([]),
  /** Runs when no other case does: it disturbs a whole platform. */
  alone: z.boolean().default(false),
  /** Part of the short selection of every test run. */
  short: z.boolean().default(false),
  /** Holds text that tries to give orders. */
  injection: z.boolean().default(false),
  expect: z.strictObject({
    ends: z.union([Ending.transform((one) => [one]), z.array(Ending).min(1)]),
    /** The least that mends it; nothing else may change, on any platform. */
    writes: z.array(Write).default([]),
    /** Other sets that mend it as well. */
    or: z.array(z.array(Write)).default([]),
    /** What may be proposed although it does not come to pass: policy denies it, or nobody says yes. */
    proposes: z.array(Write).default([]),
    /** `should`: without a question it cannot be right; `may`; `never`: a question wastes the requester's time. */
    asks: z.enum(['should', 'may', 'never']).default('never'),
    /** What holds at the end, whichever set was taken. */
    state: z
      .array(z.strictObject({ platform: Platform, of: Thing, is: z.record(z.string(), Expected) }))
      .default([]),
  }),
})
export type Case = z.infer<typeof Case> & { category: string; variant: boolean }

export const CaseFile = z.strictObject({
  /** What the cases of this file have in common. */
  about: z.string(),
  cases: z.array(Case).min(1),
})

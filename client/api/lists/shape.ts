import { z } from 'zod'
import { Json } from '../json.ts'

const Moment = z.iso.datetime()
const Target = z.strictObject({ platform: z.string(), type: z.string(), id: z.string() }).nullable()

/** How a list stands, in counts. */
export const ListSummary = z
  .strictObject({
    /** Of the list's own proposal; lines have steps of their own once their turn has come. */
    step: z.int(),
    action: z.string(),
    /** What people say yes to: the Merkle root over the lines in their order, and their count. */
    hash: z.string(),
    size: z.int(),
    state: z.enum(['waiting', 'canary', 'running', 'paused', 'held', 'connecting', 'ended', 'void']),
    code: z.string().nullable(),
    /** The list that took its place when lines were taken out. */
    replacedBy: z.int().nullable(),
    counts: z.strictObject({
      waiting: z.int(),
      done: z.int(),
      failed: z.int(),
      denied: z.int(),
      inDoubt: z.int(),
      skipped: z.int(),
      aside: z.int(),
    }),
    createdAt: Moment,
    startedAt: Moment.nullable(),
    endedAt: Moment.nullable(),
  })
  .meta({ id: 'ListSummary' })
export type ListSummary = z.infer<typeof ListSummary>

const ListLine = z
  .strictObject({
    /** Ordinal among the lines that were given, from 1. */
    line: z.int(),
    /** Place on the list, from 0; null: set aside. */
    position: z.int().nullable(),
    target: Target,
    step: z.int().nullable(),
    /** Of exactly this line; null where it is on no list. */
    hash: z.string().nullable(),
    state: z.string(),
    code: z.string().nullable(),
    /** What the platform showed after the change. */
    readBack: z.string().nullable(),
    settledAt: Moment.nullable(),
    /** Null once the content was destroyed, and for who reads the record alone. */
    content: z
      .strictObject({
        written: z.string(),
        params: Json,
        target: z
          .strictObject({
            email: z.string().nullable(),
            name: z.string().nullable(),
            department: z.string().nullable(),
            status: z.string().nullable(),
            privileged: z.boolean(),
            labels: z.array(z.string()),
          })
          .nullable(),
        sentence: z.string().nullable(),
        decided: z.strictObject({ effect: z.string(), rules: z.array(z.string()) }).nullable(),
        reason: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'ListLine' })

export const ListView = ListSummary.extend({
  request: z.string(),
  /** `model`: it named the lines; `request`: they came with it. Null with the content. */
  from: z.enum(['model', 'request']).nullable(),
  /** Columns of the request's list that say nothing to the action. */
  ignored: z.array(z.string()),
  /** The parameter that the lines name, where they have one target; null: they name the targets. */
  over: z.string().nullable(),
  lines: z.array(ListLine),
  /** Of the lines that changed something: of how many is kept what puts them back, of how many is not. Null: nothing to take back. */
  undo: z.strictObject({ action: z.string(), lines: z.int(), gone: z.int(), until: Moment }).nullable(),
  /** The request that takes the list back, the latest. */
  undoneBy: z.strictObject({ request: z.string(), status: z.string() }).nullable(),
}).meta({ id: 'List' })
export type ListView = z.infer<typeof ListView>

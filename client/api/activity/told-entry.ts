import { z } from 'zod'
import { LogEntry } from '#contract/log-entry.ts'
import type { readLogOfPerson } from '#store/log-of-person.ts'

/** One entry as a data subject gets it. */
export const ToldEntry = z.strictObject({
  seq: z.int(),
  at: z.string(),
  kind: z.string(),
  /** `requester` it was asked for, `subject` it was done to an account of theirs, `actor` they did it, `authority` it ran on their right. */
  because: z.array(z.enum(['requester', 'subject', 'actor', 'authority'])),
  request: z.string().nullable(),
  step: z.int().nullable(),
  action: z.string().nullable(),
  target: z.strictObject({ platform: z.string(), type: z.string(), id: z.string() }).nullable(),
  code: z.string().nullable(),
  /** The platform's own id of the call, to ask the platform with. */
  platformRequestId: z.string().nullable(),
})

export const ToldPage = z.strictObject({ items: z.array(ToldEntry), next: z.int().nullable() })

export function toldPage(
  rows: Awaited<ReturnType<typeof readLogOfPerson>>,
  limit: number,
): z.infer<typeof ToldPage> {
  const items = rows.map(({ seq, entry, because }) => {
    const { at, kind, request, step, action, target, code, platform } = LogEntry.parse(JSON.parse(entry))
    return {
      seq,
      at,
      kind,
      because,
      request: request ?? null,
      step: step ?? null,
      action: action ?? null,
      target: target ?? null,
      code: code ?? null,
      platformRequestId: platform?.requestId ?? null,
    }
  })
  return { items, next: items.length === limit ? (items.at(-1)?.seq ?? null) : null }
}

import { DexError } from '#contract/error.ts'
import type { z } from 'zod'
import { CommentBody, TicketBody } from '#contract/request.ts'

/**
 * After the signature. Throws `body_not_json`; `body_invalid` with `extra.path` (dotted; empty for the body itself) and
 * no value in its text.
 */
export const parseTicketBody = (rawBody: Uint8Array): TicketBody => parseBody(TicketBody, rawBody)

/** The same for what somebody wrote into a ticket. */
export const parseCommentBody = (rawBody: Uint8Array): CommentBody => parseBody(CommentBody, rawBody)

function parseBody<Body>(schema: z.ZodType<Body>, rawBody: Uint8Array): Body {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody))
  } catch {
    throw new DexError('body_not_json')
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const path = [...(issue?.path ?? []), ...unknown].map(String).join('.').slice(0, 200)
  throw new DexError('body_invalid', undefined, {
    log: `ticket body: ${issue?.code ?? 'invalid'}`,
    extra: { path, reason: issue?.code ?? 'invalid' },
  })
}

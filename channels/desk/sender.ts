import type { DeskSenderOptions } from './desk-sender-options.ts'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { deskCall } from './call.ts'

export interface DeskComment {
  /** The ticket's id at the desk. */
  externalId: string
  body: string
  /** True: the requester sees it. Always said, since desks differ in what they take for granted. */
  public: boolean
  /** Hash of tenant, request, step and action: the same comment on every attempt. */
  idempotencyKey: string
}

export interface DeskSender {
  /** A desk that saw the key before answers with the comment it has. Throws `platform_*`. */
  comment(comment: DeskComment): Promise<{ commentId: string }>
  /** The read-back: the comment made with this key, or null. */
  findComment(externalId: string, idempotencyKey: string): Promise<string | null>
}

const Comment = z.object({ id: z.string().min(1), idempotencyKey: z.string().nullish() })
const Comments = z.object({ comments: z.array(Comment) })

export function createDeskSender(options: DeskSenderOptions): DeskSender {
  return {
    async comment({ externalId, body, public: isPublic, idempotencyKey }) {
      const answer = await deskCall(options, 'POST', commentsPath(externalId), {
        body,
        public: isPublic,
        idempotencyKey,
      })
      return { commentId: parse(Comment, answer).id }
    },

    async findComment(externalId, idempotencyKey) {
      const answer = await deskCall(options, 'GET', commentsPath(externalId))
      const { comments } = parse(Comments, Array.isArray(answer) ? { comments: answer } : answer)
      return comments.find((comment) => comment.idempotencyKey === idempotencyKey)?.id ?? null
    },
  }
}

/** An id of `.` or `..` survives encoding and would be resolved into another route. */
function commentsPath(externalId: string): string {
  if (externalId === '' || externalId === '.' || externalId === '..' || externalId.length > 200) {
    throw new DexError('platform_not_found', 'not a ticket’s id', { extra: { mayHaveHappened: false } })
  }
  return `/api/tickets/${encodeURIComponent(externalId)}/comments`
}

function parse<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.output<Schema> {
  const parsed = schema.safeParse(answer)
  if (parsed.success) return parsed.data
  throw new DexError('platform_bad_answer', undefined, {
    log: 'desk: the answer does not fit',
    extra: { mayHaveHappened: true },
  })
}

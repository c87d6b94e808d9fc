import type { ActionConnector, Credential } from '#contract/connector.ts'
import { renderQuestion } from '#channels/questions.ts'
import { renderNote, renderReply } from '#channels/templates.ts'
import type { QuestionTemplate } from '#contract/question.ts'
import { type Said, saidPrefix } from '#contract/talk.ts'
import type { InternalTemplate, ReplyTemplate } from '#contract/template.ts'
import { scratchOf } from '#store/scratch.ts'
import { idempotencyKey } from '#vault/hashes.ts'
import type { GateDeps } from '../deps.ts'
import type { Loaded } from './context.ts'
import { factsToTell, wordsToAsk } from './words.ts'

/** What Dex says runs as the channel's bot: no person's credential is borrowed (DESIGN promise 3's one exception). */
export const noCredential: Credential = { accessToken: '', origin: '' }

/**
 * `dex.*` as a connector: speaks through the channel that the request came by.
 * INVARIANT: the recipient is the request's own row, never a parameter (T2).
 */
export async function speakingConnector(
  deps: GateDeps,
  loaded: Loaded,
  hash: string,
  step: number,
): Promise<ActionConnector> {
  const speaker = await deps.speakerFor(deps.tenant, loaded.request.source)
  const isPublic = loaded.call.definition.name !== 'dex.reply.internal'
  const body = bodyOf(loaded)
  const key = idempotencyKey({ tenant: deps.tenant, request: loaded.requestId, step, actionHash: hash })
  const externalId = loaded.ask.externalId
  if (!speaker || externalId === null) return shownConnector(deps, loaded, step, { body, isPublic })
  return {
    async execute() {
      const said = await speaker.say({ externalId, body, public: isPublic, idempotencyKey: key })
      return { fields: said, requestId: said.commentId }
    },
    async happened() {
      return (await speaker.find({ externalId, idempotencyKey: key })) === null ? 'no' : 'yes'
    },
  }
}

/** Of a door that is read, not written to: the request's own page shows what was said to the requester. */
function shownConnector(
  deps: GateDeps,
  { requestId, key, call }: Loaded,
  step: number,
  { body, isPublic }: { body: string; isPublic: boolean },
): ActionConnector {
  const { tenant, database } = deps
  const name = `${saidPrefix}${step}`
  return {
    async execute() {
      const kind = call.definition.name === 'dex.question.ask' ? 'question' : 'reply'
      const said: Said = { kind, at: new Date(deps.clock()).toISOString(), text: body }
      if (isPublic)
        await database.transaction(tenant, (tx) => scratchOf(tenant, tx, requestId, key).putOnce(name, said))
      return { fields: { commentId: 'shown' }, requestId: null }
    },
    async happened() {
      if (!isPublic) return 'yes'
      const said = await database.read(tenant, (tx) => scratchOf(tenant, tx, requestId, key).get(name))
      return said === undefined ? 'no' : 'yes'
    },
  }
}

/** The catalog's schema has admitted only names of templates; the rest is made or cleared by code. */
function bodyOf(loaded: Loaded): string {
  const { template } = loaded.call.params
  switch (loaded.call.definition.name) {
    case 'dex.reply.internal':
      return renderNote(template as InternalTemplate, loaded.requestId)
    case 'dex.question.ask':
      return renderQuestion(template as QuestionTemplate, wordsToAsk(loaded))
    default: {
      const facts = factsToTell(loaded).map(({ field, value }) => `${field}: ${value}`)
      return [renderReply(template as ReplyTemplate), ...facts].join('\n')
    }
  }
}

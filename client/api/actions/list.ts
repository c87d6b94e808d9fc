import { z } from 'zod'
import type { ActionDefinition } from '#contract/action.ts'
import type { JsonValue } from '#contract/json.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { Json } from '../json.ts'
import { problems } from '../problems.ts'

/** `GET /api/actions`: the catalog, every field of every entry; schemas as JSON Schema. */
export function addListActions(app: App, deps: ApiDeps): void {
  app.get(
    '/api/actions',
    {
      schema: {
        tags: ['actions'],
        summary: 'The catalog of actions',
        response: { 200: z.strictObject({ items: z.array(Json) }), ...problems },
      },
    },
    async () => ({ items: [...deps.catalog.values()].map(actionAsJson) }),
  )
}

/** One catalog entry as data. */
export function actionAsJson(definition: ActionDefinition): JsonValue {
  const { sentence: _sentence, params, returns, ...rest } = definition
  const schema = (of: z.ZodType, io: 'input' | 'output') =>
    z.toJSONSchema(of, { io, unrepresentable: 'any' }) as unknown as JsonValue
  const plain = JSON.parse(JSON.stringify(rest)) as Record<string, JsonValue>
  return { ...plain, params: schema(params, 'input'), returns: schema(returns, 'output') }
}

import { z } from 'zod'
import { DecisionInput } from '#contract/decision.ts'
import { DexError } from '#contract/error.ts'
import type { JsonValue } from '#contract/json.ts'
import { createDecider } from '#policy/decide.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { Json } from '../json.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { bundleInForce } from './in-force.ts'

const Body = DecisionInput.extend({ params: z.record(z.string(), Json).default({}) })

/** `POST /api/policy/decide`: the simulator; one input against the bundle in force, and nothing happens. */
export function addSimulate(app: App, deps: ApiDeps): void {
  app.post(
    '/api/policy/decide',
    {
      schema: {
        tags: ['policy'],
        summary: 'What policy would say',
        description: 'Input and answer are those of `dex policy decide`.',
        body: Body,
        response: { 200: Json, ...problems },
      },
    },
    async (request) => {
      const { tenant } = callerOf(request)
      if (request.body.tenant !== tenant)
        throw new DexError('input_invalid', undefined, { extra: { path: 'tenant' } })
      const bundle = await bundleInForce(deps, tenant)
      return createDecider(bundle, { catalog: deps.catalog })(request.body) as unknown as JsonValue
    },
  )
}

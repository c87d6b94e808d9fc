import type { FastifyInstance } from 'fastify'
import { applyEdits, Edits, entryAt, Looks } from './edits.ts'
import { FaultPlan, type Faults } from './faults.ts'
import type { PlatformState } from './platform-state.ts'
import type { State } from './state.ts'

/** Levers that no vendor has: for tests and for the tour. */
export function addSandboxRoutes<T>(
  app: FastifyInstance,
  parts: {
    /** Method and path pattern of every route that stands. */
    routes: readonly string[]
    state: State<PlatformState<T>>
    faults: Faults
    initial: () => PlatformState<T>
    snapshot: (state: T) => unknown
  },
): void {
  const { routes, state, faults, initial, snapshot } = parts

  app.get('/_sandbox/journal', () => ({ entries: state.value.journal }))
  app.get('/_sandbox/snapshot', () => snapshot(state.value.platform))
  app.get('/_sandbox/routes', () => ({ routes }))
  app.get('/_sandbox/faults', () => ({ faults: faults.remaining() }))

  app.post('/_sandbox/faults', (request, reply) => {
    const parsed = FaultPlan.safeParse(request.body)
    if (!parsed.success)
      return reply.code(422).send({ error: 'not a fault plan', issues: parsed.error.issues })
    try {
      faults.plan(parsed.data)
    } catch {
      return reply.code(422).send({ error: 'a path is not a regular expression' })
    }
    return { faults: faults.remaining() }
  })

  app.delete('/_sandbox/faults', () => {
    faults.clear()
    return { faults: [] }
  })

  app.post('/_sandbox/edit', (request, reply) => {
    const parsed = Edits.safeParse(request.body)
    if (!parsed.success) return reply.code(422).send({ error: 'not edits', issues: parsed.error.issues })
    try {
      applyEdits(state.value.platform, parsed.data)
    } catch (error) {
      return reply.code(422).send({ error: error instanceof Error ? error.message : String(error) })
    } finally {
      state.changed()
    }
    return { edits: parsed.data.length }
  })

  app.post('/_sandbox/look', (request, reply) => {
    const parsed = Looks.safeParse(request.body)
    if (!parsed.success) return reply.code(422).send({ error: 'not looks', issues: parsed.error.issues })
    try {
      return { entries: parsed.data.map((look) => entryAt(state.value.platform, look.in, look.id)) }
    } catch (error) {
      return reply.code(422).send({ error: error instanceof Error ? error.message : String(error) })
    }
  })

  // Delegations stay usable over a reset, as ids are stable; `everything` forgets them as well.
  app.post('/_sandbox/reset', (request) => {
    const everything = (request.body as { everything?: unknown } | null | undefined)?.everything === true
    const { keys, records } = state.value.oidc
    const fresh = initial()
    state.replace({ ...fresh, oidc: { keys, records: everything ? {} : records } })
    faults.clear()
    return { reset: true }
  })
}

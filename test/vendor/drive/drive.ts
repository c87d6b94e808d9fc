import { catalog } from '#catalog/index.ts'
import type { Case } from '#test/connectors/every-action.ts'
import { objectsOf, type StandIn } from '#test/connectors/support/stand-in.ts'
import type { Exchange } from '../traffic.ts'

/** What has been said to an emulator, and all that it has to say something about. */
export interface Drive {
  exchanges: Exchange[]
  routes: string[]
}

/** What a drive is about are the exchanges, whatever comes of them: refusals are held against the vendor as well. */
export async function whatever(...works: readonly (() => Promise<unknown> | undefined)[]): Promise<void> {
  for (const work of works) await work()?.catch(() => undefined)
}

/** Asks for `[method, path, body]` with this bearer. */
export const asking =
  (send: typeof fetch, origin: string, bearer: string) =>
  async (method: string, path: string, body?: unknown): Promise<void> => {
    await send(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  }

const longAgo = '2026-01-01T00:00:00.000Z'

/** Each action done, done again, read back and refused in every way, and what it is about resolved. */
export async function driveActions<Platform extends StandIn>(
  platform: Platform,
  cases: Readonly<Record<string, Case<Platform>>>,
  /** Of whom there is none. */
  nobody: (type: string) => string,
): Promise<void> {
  const { resolver } = platform
  const top = await platform.as('Head of IT')
  const soon = () => AbortSignal.timeout(10_000)
  for (const [action, each] of Object.entries(cases)) {
    await platform.reset()
    await each.before?.(platform)
    const admin = await platform.as(each.by ?? 'Head of IT')
    const weak = await platform.as(each.weak[0]?.title ?? 'Recruiter')
    const type = catalog.get(action)?.targetType ?? ''
    const target = each.target?.(platform) ?? null
    const params = each.params?.(platform) ?? {}
    const run = (as = admin, id = target, more = params) => platform.run(action, as, id, more)
    const { unfit = null } = each.writes ?? {}
    await whatever(
      () => run().execute(),
      () => run().execute(),
      () => run().happened(longAgo),
      () => run(weak).execute(),
      () => (target === null ? undefined : run(admin, nobody(type)).execute()),
      () => (each.nothing ? run(admin, null, each.nothing.params).execute() : undefined),
      () =>
        unfit
          ? run(admin, unfit.target?.(platform) ?? target, unfit.params?.(platform) ?? params).execute()
          : undefined,
      () => (target === null ? undefined : resolver.resolve(type, target, top, soon())),
      ...objectsOf(action, params).map(
        (object) => () => resolver.resolve(object.type, object.id, top, soon()),
      ),
    )
  }
  await platform.reset()
  const { id, email } = platform.person('Service Desk Engineer')
  await whatever(
    () => resolver.entitlements(id, top, soon()),
    () => resolver.findByEmail(email, top, soon()),
  )
}

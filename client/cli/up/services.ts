import { startChild } from './child.ts'
import type { House } from './house.ts'
import { type Kept, keepAlive } from './keep.ts'
import type { PartName } from './parts.ts'
import { programs } from './places.ts'
import { type RoleParts, type Service, serviceEnvironment } from './roles.ts'

export interface ServiceOptions extends RoleParts {
  only: ReadonlySet<PartName>
  workers: number
  graceMs: number
  say: (text: string) => void
}

export interface Services {
  api: Kept | null
  gate: Kept[]
  think: Kept[]
}

/** Runs api once, gate and think as often as asked, side by side; each with its own environment alone. */
export async function keepServices(house: House, options: ServiceOptions): Promise<Services> {
  const { only, data, graceMs, say } = options
  const { logs, processes } = options.places

  const keep = (service: Service, name: string): Promise<Kept> =>
    keepAlive({
      name,
      say,
      start: () =>
        startChild({
          name,
          program: service === 'api' ? programs.api : programs.worker,
          args: service === 'api' ? [] : ['--role', service],
          env: serviceEnvironment(service, options),
          data,
          logs,
          processes,
          graceMs: graceMs + 2_000,
        }),
    })
  const wanted = (service: Service): string[] => {
    if (!only.has(service)) return []
    const count = service === 'api' ? 1 : options.workers
    return Array.from({ length: count }, (_, at) => (at === 0 ? service : `${service}-${at + 1}`))
  }

  const names = (['api', 'gate', 'think'] as const).flatMap((service) =>
    wanted(service).map((name) => ({ service, name })),
  )
  const kept = await house.all(
    names.map(async ({ service, name }) => ({ service, kept: await keep(service, name) })),
  )
  const of = (service: Service): Kept[] =>
    kept.filter((each) => each?.service === service).map((each) => (each as { kept: Kept }).kept)
  return { api: of('api')[0] ?? null, gate: of('gate'), think: of('think') }
}

import { oktaUserId } from '#sandbox/company/company.ts'
import { createCast, employees } from '../../test/support/cast.ts'
import { openGate } from '../../test/support/gate.ts'
import { editPlatform, enrolledBy } from '../../test/support/platform.ts'
import { startServices } from '../../test/support/services.ts'
import { createWorldOn, type World } from '../../test/support/world.ts'
import { type Bench, figure, median, type Row } from '../result.ts'
import { createMeter, type Metered } from './meter.ts'

const roundsByDefault = 100
const warmUp = 20
/** Load, intent, outcome. */
const transactionsGoal = 3

/**
 * What the gate costs beside the platform's answer, call by call in this process: deciding a write, checking the yes on it,
 * executing it with all nine steps, and executing a read. Medians.
 */
export const gate: Bench = async ({ rounds, progress }) => {
  const services = await startServices(progress)
  try {
    const world = await createWorldOn(services)
    try {
      return await measure(world, rounds ?? roundsByDefault, progress)
    } finally {
      await world.close()
    }
  } finally {
    await services.stop()
  }
}

type Kind = 'decide a write' | 'check a yes' | 'execute an approved write' | 'execute a read'

async function measure(world: World, rounds: number, progress: (line: string) => void): Promise<Row[]> {
  const { admin } = await createCast(world)
  const gate = await openGate(world)
  const meter = createMeter(gate.deps)
  const taken = new Map<Kind, Metered[]>()
  const people = employees(world)
  const factors = await enrolledBy(world, people[0] ?? '')
  try {
    for (let round = -warmUp; round < rounds; round += 1) {
      if (round === 0) progress('warm')
      const login = people[(round + warmUp) % people.length] ?? ''
      const target = oktaUserId(world.company, login)
      const take = async <Result>(kind: Kind, work: () => Promise<Result>): Promise<Result> => {
        const { result, metered } = await meter.measure(work)
        if (round >= 0) taken.set(kind, [...(taken.get(kind) ?? []), metered])
        return result
      }
      // Enrolled again, so that the read-back sees at once what was done.
      await editPlatform(world.okta.url, { in: 'directory.users', id: target, set: { factors } })
      const write = await gate.ask(login, { action: 'okta.user.reset_factors', target })
      await take('decide a write', () => write.decide(meter.deps))
      const signed = await write.write(admin)
      await take('check a yes', () => write.check(signed, meter.deps))
      const outcome = await take('execute an approved write', () => write.execute(meter.deps))
      if (outcome.kind !== 'done') throw new Error(`the write ended as ${JSON.stringify(outcome)}`)
      const read = await gate.ask(login, { action: 'okta.user.get', target })
      const found = await take('execute a read', () => read.execute(meter.deps))
      if (found.kind !== 'done') throw new Error(`the read ended as ${JSON.stringify(found)}`)
    }
  } finally {
    meter.stop()
    await gate.close()
  }
  return [...taken].flatMap(([kind, all]) => rowsOf(kind, all))
}

function rowsOf(kind: Kind, all: readonly Metered[]): Row[] {
  const middle = (of: (each: Metered) => number) => median(all.map(of))
  const transactions = figure(
    `${kind}: transactions`,
    middle((each) => each.transactions),
    'transactions',
  )
  const asked = kind === 'execute an approved write'
  return [
    figure(
      `${kind}: the gate’s own`,
      middle((each) => each.ms - each.platformMs),
      'ms',
    ),
    figure(
      `${kind}: of it in transactions`,
      middle((each) => each.databaseMs),
      'ms',
    ),
    figure(
      `${kind}: the platform’s`,
      middle((each) => each.platformMs),
      'ms',
    ),
    { ...transactions, ok: !asked || transactions.value <= transactionsGoal },
    figure(
      `${kind}: round trips`,
      middle((each) => each.roundTrips),
      'round trips',
    ),
  ]
}

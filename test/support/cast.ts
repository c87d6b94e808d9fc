import './quiet.ts'
import { readConfiguration } from '#process/configuration/read.ts'
import { type RunningWorker, startWorker } from '../../worker.ts'
import type { Person, World } from './world.ts'

/** The people that most tests need, by what they are allowed. */
export interface Cast {
  /** Super administrator, listed owner; granted the investigating delegation. */
  owner: Person
  /** An IT administrator with a connection of their own. */
  admin: Person
  /** Another IT administrator. */
  colleague: Person
}

export async function createCast(world: World): Promise<Cast> {
  const { accounts } = world.company
  const ownerLogin = accounts.find((each) => each.oktaRoles.includes('SUPER_ADMIN'))?.login ?? ''
  const admins = accounts.filter((each) => each.groups.includes('it-admins') && each.login !== ownerLogin)
  const [first, second] = admins.map((each) => each.login)
  if (first === undefined || second === undefined)
    throw new Error('the company has too few IT administrators')
  return {
    owner: await world.addPerson(ownerLogin, ['admin'], ['admin', 'investigate']),
    admin: await world.addPerson(first, ['admin'], ['admin']),
    colleague: await world.addPerson(second, ['admin'], ['admin']),
  }
}

/** Logins of ordinary people: no role anywhere, able to sign in, enrolled factors. */
export const employees = (world: World): string[] =>
  world.company.accounts
    .filter(
      (each) =>
        each.kind === 'person' &&
        each.oktaRoles.length === 0 &&
        each.email === each.login &&
        each.status === 'ACTIVE' &&
        !each.groups.some((group) => /admin|helpdesk|operator|auditor/.test(group)),
    )
    .map((each) => each.login)

/** Gate and think in this process; tests that kill start processes of their own. */
export async function startWorkers(world: World): Promise<{ stop(): Promise<void> }> {
  const workers: RunningWorker[] = await Promise.all([
    startWorker(readConfiguration('gate', world.env('gate'))),
    startWorker(readConfiguration('think', world.env('think'))),
  ])
  await Promise.all(workers.map((worker) => worker.ready))
  return {
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()))
    },
  }
}

export const lostPhone = (login: string) => ({
  title: 'Lost phone, cannot sign in',
  text: 'I lost my phone yesterday and cannot sign in any more, please reset my MFA.',
  requesterEmail: login,
})

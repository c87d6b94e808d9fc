import { randomInt } from 'node:crypto'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DexError } from '#contract/error.ts'
import { type ApiClient, createApiClient } from '../api-client.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { login } from '../login/login.ts'
import { onStopTwice } from '../stop-twice.ts'
import { forgetData } from '../up/forget-data.ts'
import { partNames } from '../up/parts.ts'
import { programs } from '../up/places.ts'
import type { ReadyDocument } from '../up/ready.ts'
import { type RunningUp, startUp } from '../up/start.ts'
import type { Approver } from './approvers.ts'
import type { Case } from './case.ts'
import { readCompany } from './company.ts'
import type { Stage } from './drive.ts'
import { createEmulators } from './emulators.ts'
import { htmlReport } from './html-report.ts'
import { measure } from './measure.ts'
import type { Mind } from './mind.ts'
import { readCases } from './read-cases.ts'
import { type Outcome, runCases } from './run-cases.ts'
import { sayReport } from './say-report.ts'
import { worded } from './wording.ts'

export interface EvalWishes {
  category: string | null
  ids: readonly string[]
  short: boolean
  repeat: number
  /** Null: another one each time. */
  seed: number | null
  html: string | null
  /** Dollars for a million tokens. */
  price: number | null
  /** The least share that has to be right, from 0 to 1. */
  atLeast: number | null
  width: number
  mind: Mind
}

const variantsShare = 0.3
const patienceSeconds = 90

/**
 * `dex eval`: a sandbox of its own with everything real in it, the cases, the report. Exit 1 where the machinery failed, a
 * write was wrong, or a model was right less often than asked for.
 */
export async function evaluate({ io, out }: Run, wishes: EvalWishes): Promise<ExitCode> {
  const { mind } = wishes
  const chosen = await withMind(mind, async () => choose(await readCases(programs.sandboxCases), wishes))
  const seed = mind.seed ?? wishes.seed ?? randomInt(1, 2 ** 31 - 1_000)
  await mind.used(seed)
  const started = performance.now()
  const asked = new AbortController()
  let running: RunningUp | null = null
  const off = onStopTwice(
    io,
    () => asked.abort(new Error('interrupted')),
    () => {
      running?.kill()
      process.exit(130)
    },
  )
  const data = await mkdtemp(join(tmpdir(), 'dex-eval-'))
  const outcome: Outcome = { verdicts: [], stray: [], broken: [] }
  const rounds = Array.from({ length: wishes.repeat }, (_, at) => worded(chosen, seed + at, variantsShare))
  out.say(
    `${chosen.length} cases, ${rounds[0]?.length ?? 0} with those made anew, seed ${seed}, ${mind.describe}`,
  )
  try {
    for (const [at, round] of rounds.entries()) {
      running = await startUp({
        data: join(data, String(at)),
        env: { ...io.env, ...mind.env },
        only: new Set(partNames),
        workers: 1,
        bundle: null,
        company: { people: peopleFor(round), seed: seed + at },
        say: (text) => out.say(text),
        signal: asked.signal,
      })
      const stage = await stageOf(running.ready, join(data, String(at)))
      const total = round.length
      let count = 0
      const of = await runCases(stage, round, {
        seed: seed + at,
        width: wishes.width,
        signal: asked.signal,
        ran(verdict) {
          count += 1
          const said = verdict.right ? 'right' : `NOT RIGHT  ${verdict.why.join('; ')}`
          out.say(`${String(count).padStart(4)}/${total}  ${verdict.id}  ${verdict.ended}  ${said}`)
        },
      })
      outcome.verdicts.push(...of.verdicts)
      outcome.stray.push(...of.stray)
      outcome.broken.push(...of.broken)
      await running.stop()
      running = null
    }
  } catch (error) {
    if (!asked.signal.aborted) throw error
  } finally {
    await running?.stop()
    for (const at of rounds.keys()) await forgetData(join(data, String(at)))
    await forgetData(data)
    await mind.close()
    off()
  }
  if (asked.signal.aborted) return exitCodes.no
  const report = measure({
    ...{ standIn: mind.standIn, model: mind.model, seed, repeat: wishes.repeat, price: wishes.price },
    ...outcome,
    seconds: (performance.now() - started) / 1_000,
  })
  if (wishes.html !== null) await writeFile(resolve(wishes.html), htmlReport(report, new Date()))
  out.result(report, () => sayReport(report))
  const enough = wishes.atLeast === null || (report.rate?.share ?? 1) >= wishes.atLeast
  return report.passed && enough ? exitCodes.done : exitCodes.no
}

/** Ends it where nothing comes of the run. */
async function withMind<Result>(mind: Mind, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    await mind.close()
    throw error
  }
}

function choose(cases: Case[], { category, ids, short }: EvalWishes): Case[] {
  const unknown = ids.find((id) => !cases.some((each) => each.id === id))
  if (unknown !== undefined) throw new DexError('usage', `there is no case \`${unknown}\``)
  const chosen = cases.filter(
    (each) =>
      (category === null || each.category === category) &&
      (ids.length === 0 || ids.includes(each.id)) &&
      (!short || each.short),
  )
  if (chosen.length > 0) return chosen
  throw new DexError('usage', 'no case fits', {
    mend: `categories: ${[...new Set(cases.map((each) => each.category))].join(', ')}`,
  })
}

/** How many people the company needs, so that each case has its own: departments are about equally large. */
function peopleFor(cases: readonly Case[]): number {
  const roles = cases.flatMap((each) => Object.values(each.cast))
  const byDepartment = Map.groupBy(roles, (role) => ('department' in role ? role.department : undefined))
  const most = Math.max(...[...byDepartment.values()].map((those) => those.length))
  return Math.max(6 * most, roles.length) * 2 + 100
}

/** Who signs, in this order: whose rights reach every platform comes first. */
const signers = ['Head of IT', 'Identity Lead']

async function stageOf(ready: ReadyDocument, data: string): Promise<Stage> {
  const { sandbox, urls } = ready
  const { api, desk, okta, microsoft, google } = urls
  if (!sandbox || !api || !desk || !okta || !microsoft || !google)
    throw new DexError('bootstrap_failed', 'the sandbox is not complete')
  const clients = new Map<string, Promise<ApiClient>>()
  const signIn = async (email: string): Promise<ApiClient> => {
    const own = join(data, 'terminals', email)
    await mkdir(own, { recursive: true, mode: 0o700 })
    const session = await login({ api, data: own, as: email, signIn: null, say: () => {} })
    return createApiClient({ url: session.api, token: session.token })
  }
  const as = (email: string): Promise<ApiClient> => {
    const client = clients.get(email) ?? signIn(email)
    clients.set(email, client)
    return client
  }
  const approvers = await Promise.all(
    signers.map(async (title): Promise<Approver> => {
      const person = sandbox.people.find((each) => each.title === title)
      if (!person) throw new DexError('bootstrap_failed', `the sandbox has no ${title}`)
      return { client: await as(person.email), name: person.name }
    }),
  )
  const emulators = createEmulators({ desk, okta, microsoft, google })
  const company = await readCompany(emulators)
  return {
    ...{ company, emulators, approvers, as },
    door: `${sandbox.tenant}/${sandbox.source}`,
    patience: patienceSeconds,
  }
}

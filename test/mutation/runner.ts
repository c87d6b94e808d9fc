import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { InstrumenterContext, MutantCoverage } from '@stryker-mutator/api/core'
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin'
import type {
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
} from '@stryker-mutator/api/test-runner'
import { DryRunStatus, MutantRunStatus, TestStatus } from '@stryker-mutator/api/test-runner'
import fc from 'fast-check'
import { collect, type Declared } from './vitest.ts'

/**
 * Runs the policy room's tests for Stryker within one process. The room is pure, so a mutant needs no process of its own:
 * it is switched on, the tests that reach it run, and it is switched off. A mutant that acts while modules load has them
 * loaded anew. What it costs is the tests themselves, milliseconds, where a worker for each mutant costs a third of a second.
 */

const here = pathToFileURL(`${process.cwd()}/`).href
const own = new URL('vitest.ts', import.meta.url).href
/** The mutated room and what stands on it is loaded anew; what it stands on is not, nor the solver. */
const isKept = (url: string): boolean =>
  !url.startsWith(here) || /\/(node_modules|catalog|contract)\/|\/solved\.ts$/.test(url)
let generation = 0
/** Without types, which is most of what loading costs. */
const sources = new Map<string, string>()

const hooks: Parameters<typeof registerHooks>[0] = {
  resolve(specifier, context, next) {
    if (specifier === 'vitest' && context.parentURL !== own) return { url: own, shortCircuit: true }
    const resolved = next(specifier, context)
    return isKept(resolved.url) ? resolved : { ...resolved, url: `${resolved.url}?${generation}` }
  },
  load(url, context, next) {
    const [file = ''] = url.split('?')
    if (isKept(url) || !file.endsWith('.ts')) return next(url, context)
    const source = sources.get(file) ?? stripTypeScriptTypes(readFileSync(fileURLToPath(file), 'utf8'))
    sources.set(file, source)
    return { format: 'module', source, shortCircuit: true }
  },
}

/** Stryker's own place, which the mutated code reads and counts in. */
const instrumented: InstrumenterContext = {}

const files = process.env['DEX_MUTATION_TESTS']?.split(',') ?? []
const load = async (): Promise<Declared[]> => {
  generation++
  return collect(async (beginFile) => {
    for (const file of files) {
      beginFile()
      await import(pathToFileURL(resolve(file)).href)
    }
  })
}

let tests: Declared[] = []
/** What each took without a mutant, in milliseconds: the quick ones are asked first, and before them those that killed a neighbour. */
const took = new Map<string, number>()
const killers = new Map<string, number>()
let kills = 0
const inOrder = (chosen: readonly Declared[]): Declared[] =>
  chosen.toSorted(
    (a, b) =>
      (killers.get(b.id) ?? 0) - (killers.get(a.id) ?? 0) || (took.get(a.id) ?? 0) - (took.get(b.id) ?? 0),
  )

async function runTest(test: Declared): Promise<TestResult> {
  const begun = performance.now()
  const { id, name } = test
  const took = () => ({ id, name, timeSpentMs: performance.now() - begun })
  try {
    await test.run()
    return { ...took(), status: TestStatus.Success }
  } catch (error) {
    return { ...took(), status: TestStatus.Failed, failureMessage: String(error).slice(0, 300) }
  }
}

/**
 * What tests reach is judged by them, without loading anew what they also reach while they are declared: that takes a hundredth
 * of the time, and may miss a kill but cannot make one up.
 */
function coverageOf({ mutantCoverage = { static: {}, perTest: {} } }: InstrumenterContext): MutantCoverage {
  const reached = new Set(Object.values(mutantCoverage.perTest).flatMap((hits) => Object.keys(hits)))
  const onlyLoading = Object.entries(mutantCoverage.static).filter(([mutant]) => !reached.has(mutant))
  return { perTest: mutantCoverage.perTest, static: Object.fromEntries(onlyLoading) }
}

const isEndless = (): boolean => (instrumented.hitCount ?? 0) > (instrumented.hitLimit ?? Infinity)

const runner: TestRunner = {
  capabilities: () => ({ reloadEnvironment: true }),
  async dryRun() {
    tests = await load()
    const results: TestResult[] = []
    for (const test of tests) {
      instrumented.currentTestId = test.id
      const result = await runTest(test)
      took.set(test.id, result.timeSpentMs)
      results.push(result)
    }
    delete instrumented.currentTestId
    return { status: DryRunStatus.Complete, tests: results, mutantCoverage: coverageOf(instrumented) }
  },
  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, mutantActivation, reloadEnvironment, testFilter, hitLimit } = options
    Object.assign(instrumented, { hitCount: 0, hitLimit })
    let nrOfTests = 0
    try {
      if (mutantActivation === 'static') instrumented.activeMutant = activeMutant.id
      if (reloadEnvironment || tests.length === 0) tests = await load()
      instrumented.activeMutant = activeMutant.id
      for (const test of inOrder(tests.filter(({ id }) => testFilter?.includes(id) ?? true))) {
        nrOfTests++
        const result = await runTest(test)
        if (isEndless()) return { status: MutantRunStatus.Timeout }
        if (result.status !== TestStatus.Failed) continue
        killers.set(test.id, ++kills)
        return {
          status: MutantRunStatus.Killed,
          killedBy: [test.id],
          failureMessage: result.failureMessage,
          nrOfTests,
        }
      }
      return { status: MutantRunStatus.Survived, nrOfTests }
    } catch (error) {
      return { status: MutantRunStatus.Killed, killedBy: [], failureMessage: String(error), nrOfTests }
    } finally {
      delete instrumented.activeMutant
    }
  },
}

/** Only where tests run: Stryker's own process loads this file too. */
function createRunner(): TestRunner {
  Object.assign(globalThis, { __stryker__: instrumented })
  fc.configureGlobal({ seed: 1, endOnFailure: true })
  registerHooks(hooks)
  return runner
}
createRunner.inject = [] as const
export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'policy', createRunner)]

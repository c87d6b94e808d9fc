import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Code } from '#contract/codes.ts'
import { DexError } from '#contract/error.ts'
import type { AnalysisSummary, BundleChange } from '#contract/publication.ts'
import { type Case, type Finding, type Loaded, untold } from './judge.ts'

export interface Judgement extends Loaded {
  change: BundleChange
  /** Null when it did not come to an end in its time. */
  analysis: AnalysisSummary | null
}

type Line =
  | Finding
  | { kind: 'end' }
  | { kind: 'refused'; code: Code; message: string; mend: string; extra: Record<string, unknown> }

const program = fileURLToPath(new URL('./program.ts', import.meta.url))
const heapMegabytes = 1_024

export interface Deadlines {
  /** For reading, testing and comparing, in milliseconds. */
  deadlineMs: number
  /** For the analysis, which is advice, after that. */
  analysisMs: number
}

export type BundleJudge = (about: Case) => Promise<Judgement>

/**
 * Judges bundles in a process of its own, one after the other: whatever somebody publishes, no call of the api waits for it,
 * and it sees no key and no connection. At the deadline it is killed: what it had not told counts as loosening. Throws
 * `bundle_invalid`.
 */
export function createBundleJudge(options: Deadlines): BundleJudge {
  let last: Promise<unknown> = Promise.resolve()
  return (about) => {
    const next = last.then(() => judgeInChild(about, options))
    last = next.catch(() => undefined)
    return next
  }
}

async function judgeInChild(about: Case, { deadlineMs, analysisMs }: Deadlines): Promise<Judgement> {
  const child = spawn(process.execPath, [`--max-old-space-size=${heapMegabytes}`, program], {
    // INVARIANT: nothing of this process's environment: the child has no secret to lose.
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs)
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  // It may be gone before it has read everything.
  child.stdin.on('error', () => undefined)
  child.stdin.end(JSON.stringify(about))
  const found: { loaded?: Loaded; change?: BundleChange; analysis?: AnalysisSummary } = {}
  try {
    for await (const text of createInterface({ input: child.stdout })) {
      const line = JSON.parse(text) as Line
      if (line.kind === 'refused')
        throw new DexError(line.code, line.message, { mend: line.mend, extra: line.extra })
      if (line.kind === 'loaded') found.loaded = line.loaded
      if (line.kind === 'change') {
        found.change = line.change
        clearTimeout(timer)
        timer = setTimeout(() => child.kill('SIGKILL'), analysisMs)
      }
      if (line.kind === 'analysis') found.analysis = line.analysis
      if (line.kind === 'end') break
    }
  } finally {
    clearTimeout(timer)
    child.kill('SIGKILL')
    await ended
  }
  if (!found.loaded)
    throw new DexError('bundle_invalid', 'the bundle could not be read and tested in its time', {
      mend: 'make it, or its tests, smaller',
      extra: { problems: [] },
    })
  return { ...found.loaded, change: found.change ?? untold, analysis: found.analysis ?? null }
}

import { setTimeout } from 'node:timers/promises'
import { isDexError } from '#contract/error.ts'
import type { GateDeps } from '../../deps.ts'
import { ConnectionNeeded } from '../connection-needed.ts'
import type { Acting, Facts, LineAt, Loaded } from '../context.ts'
import { asRefusal } from '../decide.ts'
import type { Deciding } from '../deciding.ts'
import { parsed } from '../load.ts'
import { nameActing } from '../name-acting.ts'
import { neededFacts } from '../prepare.ts'
import { reading } from '../reading.ts'
import { Refusal } from '../refusal.ts'
import { type Known, resolveFacts } from '../resolve.ts'
import { assertUnchanged } from '../undo/assert-unchanged.ts'
import type { ProposedLine } from './lines-of.ts'

/** A line of which the platform knows the target and every object, exactly one each. */
export interface ResolvedLine {
  line: ProposedLine
  loaded: Loaded
  acting: Acting
  facts: Facts
}

/** A line that will not be on the list, and why. */
export interface AsideLine {
  line: ProposedLine
  code: string
  reason: string
}

/** How many look-ups are under way at a time, so that a long list does not use up what the platform gives a tenant. */
const width = 4

const waitsMax = 30
const waitMs = 1_000
const waitMsMax = 10_000

const noPlace: LineAt = {
  list: null,
  size: 1,
  position: 0,
  actionHash: null,
  proof: [],
  seen: null,
  earlier: new Map(),
}

/**
 * Each line alone, live on the platform: what fits nothing or several is set aside, never guessed. Throws what a platform that
 * does not answer throws, and `ConnectionNeeded`.
 */
export async function resolveLines(
  deps: GateDeps,
  loaded: Loaded,
  deciding: Deciding,
  lines: readonly ProposedLine[],
  beat: () => void,
): Promise<{ resolved: ResolvedLine[]; aside: AsideLine[] }> {
  const known: Known = { requester: undefined, objects: new Map() }
  const needed = neededFacts(loaded, deciding)
  const found: (ResolvedLine | AsideLine)[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let at = next++; at < lines.length; at = next++) {
      const line = lines[at]
      if (!line) continue
      found[at] = await patiently(beat, () => resolveLine(deps, loaded, needed, known, line))
    }
  }
  // The first alone: what all of them have in common is looked up once.
  const [first] = lines
  if (first) {
    found[0] = await patiently(beat, () => resolveLine(deps, loaded, needed, known, first))
    next = 1
  }
  await Promise.all(Array.from({ length: width }, work))
  return {
    resolved: found.filter((each) => 'facts' in each),
    aside: found.filter((each) => 'code' in each),
  }
}

/** Where the platform asks to wait, the line waits; the ones before it are not looked up again. */
async function patiently<Result>(beat: () => void, work: () => Promise<Result>): Promise<Result> {
  for (let left = waitsMax; ; left -= 1) {
    beat()
    try {
      return await work()
    } catch (error) {
      if (left === 0 || !isDexError(error, 'platform_rate_limited')) throw error
      await setTimeout(Math.min(error.retryAfterMs ?? waitMs, waitMsMax))
    }
  }
}

async function resolveLine(
  deps: GateDeps,
  loaded: Loaded,
  needed: ReadonlySet<string>,
  known: Known,
  line: ProposedLine,
): Promise<ResolvedLine | AsideLine> {
  const { definition, ref, purpose } = loaded.call
  if (line.gone) return { line, code: 'undo_gone', reason: 'nothing is kept that could be put back' }
  if (line.written === '') return { line, code: 'params_invalid', reason: 'nothing is written there' }
  try {
    const { target, params, written } = await namedIn(deps, loaded, line)
    const { list } = loaded.call
    const call = {
      ...parsed(ref, 'line', definition.name, target, params, purpose),
      written,
      ...(list && { list }),
    }
    const ofLine: Loaded = { ...loaded, call, line: noPlace }
    const facts = await resolveFacts(deps, ofLine, needed, known)
    await assertUnchanged(deps, ofLine)
    return { line, loaded: ofLine, acting: nameActing(ofLine), facts }
  } catch (error) {
    if (error instanceof ConnectionNeeded) throw error
    const refusal = asRefusal(error)
    if (refusal === null || isDexError(error, 'no_policy')) throw error
    return { line, ...refusal }
  }
}

interface Named {
  target: string
  params: Record<string, unknown>
  written: Record<string, string>
}

/** Ids for what a line names, its target and its parameters. Throws a `Refusal` where nobody has an address. */
async function namedIn(deps: GateDeps, loaded: Loaded, line: ProposedLine): Promise<Named> {
  const { definition, list } = loaded.call
  const param = list?.over?.param
  const given = param === undefined ? line.params : { ...line.params, [param]: line.written }
  const asTarget = line.target ?? line.written
  const target = await idOf(deps, loaded, definition.target?.type, asTarget)
  const params = { ...given }
  const written: Record<string, string> = target === asTarget ? {} : { target: asTarget }
  for (const object of definition.objects) {
    const value = given[object.param]
    if (typeof value !== 'string') continue
    params[object.param] = await idOf(deps, loaded, object.type, value)
    if (params[object.param] !== value) written[`params.${object.param}`] = value
  }
  return { target, params, written }
}

/** An address is looked up, where an account is meant; anything else has to be the platform's own id. */
async function idOf(
  deps: GateDeps,
  loaded: Loaded,
  type: string | undefined,
  written: string,
): Promise<string> {
  if (type !== 'user' || !written.includes('@')) return written
  const { platform } = loaded.call.definition
  const found = await reading(deps, loaded.connections, platform, ({ resolver, credential }, signal) =>
    resolver.findByEmail(written, credential, signal),
  )
  if (!found) throw new Refusal('target_not_found', 'nobody has this address')
  return found.id
}

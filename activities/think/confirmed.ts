import { catalog } from '#catalog/index.ts'
import type { TurnOutcome } from '#contract/turn.ts'
import type { Told } from '../execute/tell.ts'
import { callsOf, type Transcript } from './transcript.ts'

type Check = 'confirmed' | 'unchecked' | 'not_so' | 'nothing'

/**
 * What a close as solved rests on: the read-back of every change on a platform, the last one of each. `unchecked` where a platform
 * cannot tell, or where its target was looked at again after a read-back that said no; `not_so` where it says that the world is not as intended, `nothing` where nothing was found out at all.
 */
function checkOf({ turns, results }: Transcript): Check {
  const changes = new Map<string, unknown>()
  let found = false
  turns.forEach(({ outcome }, index) => {
    for (const call of callsOf(outcome)) {
      const told = results.get(`result/${index + 1}/${call.index}`) as Told | undefined
      const definition = catalog.get(call.action)
      if (!told || told.isError || !definition || definition.platform === 'dex') continue
      found = true
      const readBack = (told.content as { readBack?: unknown } | null)?.readBack
      if (definition.write) changes.set(`${call.action} ${call.target ?? ''}`, readBack)
      else
        for (const [change, was] of changes)
          if (was === 'no' && change.endsWith(` ${call.target ?? '-'}`)) changes.set(change, 'cannot_tell')
    }
  })
  const checks = [...changes.values()]
  if (checks.includes('no')) return 'not_so'
  if (checks.includes('cannot_tell')) return 'unchecked'
  return found ? 'confirmed' : 'nothing'
}

/**
 * A close as solved counts only on evidence; else the model is told what is missing and goes on.
 * INVARIANT: what the requester is told at the end follows from the platform's read-back, not from the model's word.
 */
export function confirmed(transcript: Transcript, outcome: TurnOutcome): TurnOutcome {
  if (outcome.kind !== 'resolve' || outcome.template !== 'resolved') return outcome
  const reasons: Partial<Record<Check, string>> = {
    nothing: 'nothing was looked at or changed: investigate, decline, or hand over',
    not_so: 'the read-back says that a change is not in effect: look again, or hand over',
  }
  const message = reasons[checkOf(transcript)]
  if (message === undefined) return outcome
  const problem = { toolUseId: outcome.toolUseId, code: 'not_confirmed', message } as const
  return { kind: 'calls', calls: [], problems: [problem], plan: outcome.plan }
}

/** How the requester is told of the end: plainly, where the effect could not be checked. */
export function templateOf(
  transcript: Transcript,
  template: 'resolved' | 'declined',
): 'resolved' | 'resolved_unchecked' | 'declined' {
  return template === 'resolved' && checkOf(transcript) === 'unchecked' ? 'resolved_unchecked' : template
}

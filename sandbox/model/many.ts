import { fill, type Known } from './arguments.ts'
import type { Dialogue, OfferedTool } from './dialogue.ts'
import type { Intent, Step } from './intents/define.ts'
import { escalate, type Move, resolve } from './move.ts'
import { emailsIn } from './subject.ts'

/** From how many addresses on a ticket is about many. */
const manyMin = 3

interface Outcome {
  list?: { size?: unknown; done?: unknown }
  notDone?: Left[]
  setAside?: Left[]
}

interface Left {
  written?: string
  code?: string
}

/** Under which name a tool takes the person beside its target. */
const personIn = ({ name, properties }: OfferedTool): string | undefined =>
  name.includes('_user_')
    ? undefined
    : Object.keys(properties).find((property) => /^(user|member|assignee)$/i.test(property))

interface Steps {
  candidatesFor(step: Step): OfferedTool[]
  /** What has to be looked up before: the thing that the people are for. */
  find(step: Step, known: Known): Move | null
}

/**
 * The move where one wish is for many people: one list for the step that changes something, and what came of it afterwards. Null
 * where it is about one person, or where no such list is offered.
 */
export function manyMove(
  dialogue: Dialogue,
  intent: Intent,
  thing: string | null,
  { candidatesFor, find }: Steps,
): Move | null {
  const named = [...new Set(emailsIn(dialogue.ticket).map((email) => email.toLowerCase()))].filter(
    (email) => email !== dialogue.requester?.toLowerCase(),
  )
  const bulk = dialogue.tools.find(({ name }) => name === 'bulk')
  const step = intent.steps.find((each) => each.write === true && each.optional !== true)
  if (!bulk || !step) return null
  const tools = candidatesFor(step)
  if (intent.about !== 'named' && tools.every((tool) => personIn(tool) === undefined)) return null
  if (dialogue.listed === null && named.length < manyMin) return null
  const asked = dialogue.past.findLast(({ tool }) => tool === 'bulk')
  if (asked) return ending(asked.failed, asked.text, asked.data as Outcome | null, intent)
  // What beside the person the tool asks for; the person is a line.
  const known: Known = { email: null, thing, name: null, found: { user: { id: '', names: [], type: null } } }
  for (const each of intent.steps.filter(({ finds }) => finds !== undefined && finds !== 'user')) {
    const move = find(each, known)
    if (move) return move
  }
  for (const tool of tools) {
    const person = personIn(tool)
    if (!tool.name.includes('_user_') && person === undefined) continue
    const filled = fill(tool, step, known)
    if ('missing' in filled) continue
    const { target, purpose: _purpose, ...others } = filled.input
    const params = Object.fromEntries(Object.entries(others).filter(([name]) => name !== person))
    const lines = dialogue.listed === null ? { targets: named } : { list: true }
    const over = person === undefined ? {} : { over: { param: person, target } }
    const input = { action: tool.name, ...lines, ...over, params, purpose: `stand-in model: ${step.purpose}` }
    return { tool: 'bulk', input, words: `${step.purpose}, for each line` }
  }
  return null
}

function ending(failed: boolean, text: string, data: Outcome | null, intent: Intent): Move {
  const left = [...(data?.notDone ?? []), ...(data?.setAside ?? [])]
  if (failed) return escalate(`the list was not carried out; ${intent.handOver}: ${text.slice(0, 300)}`)
  if (left.length === 0) return resolve(`the whole list is done: ${String(data?.list?.done)} lines`)
  const words = left.map(({ written, code }) => `${written} (${code?.replaceAll('_', ' ')})`).join(', ')
  return escalate(`${left.length} lines are left; ${intent.handOver}: ${words.slice(0, 600)}`)
}

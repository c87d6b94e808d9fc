import { fill, type Known } from './arguments.ts'
import type { Dialogue, OfferedTool, PastCall } from './dialogue.ts'
import { pick } from './found.ts'
import type { Intent, Step } from './intents/define.ts'
import { manyMove } from './many.ts'
import { escalate, type Move, resolve } from './move.ts'
import { intents } from './intents/index.ts'
import { namedThing, newName, subjectOf } from './subject.ts'
import { planOf } from './plan.ts'
import { question } from './question.ts'
import { tasksOf } from './tasks.ts'

/** Failed calls of a plan after which it is handed over: one way round is looked for, no more. */
const failuresMax = 1

const platformWords: readonly [RegExp, string][] = [
  [/\b(google|gmail|workspace|chromebook|google vault)\b/i, 'google'],
  [
    /\b(microsoft|m365|o365|office ?365|outlook|(?:ms|on|to|in|use) teams|entra|azure|intune|windows|onedrive|sharepoint|exchange|visio|power ?bi)\b/i,
    'microsoft',
  ],
  [/\bokta\b/i, 'okta'],
  [/\bscim\b/i, 'scim'],
]

const short = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text)

const platformOf = (tool: string): string => tool.split('_')[0] ?? ''

/** Offered tools that do a step, its preferred pattern first. An id of one platform means nothing on another. */
function candidatesFor(step: Step, offered: readonly OfferedTool[], platform: string): OfferedTool[] {
  const own = offered.filter(({ name }) => platformOf(name) === platform)
  return [...new Set(step.tools.flatMap((pattern) => own.filter(({ name }) => pattern.test(name))))]
}

/** Of the platforms that the text names the one that can do what it asks for, else the one that can do most of the plan; among equals the identity source. */
function platformFor(intent: Intent, words: string, offered: readonly OfferedTool[]): string {
  const platforms = [...new Set(offered.map(({ name }) => platformOf(name)))]
  const covered = (platform: string): number =>
    intent.steps.filter((step) => step.optional !== true && candidatesFor(step, offered, platform).length > 0)
      .length
  const named = platformWords.flatMap(([pattern, platform]) => (pattern.test(words) ? [platform] : []))
  const writes = intent.steps.filter((step) => step.write === true && step.optional !== true)
  const able = named.find((platform) =>
    writes.every((step) => candidatesFor(step, offered, platform).length > 0),
  )
  const known = able ?? named.find((platform) => covered(platform) > 0)
  if (known !== undefined) return known
  const rank = (platform: string): number =>
    covered(platform) + ({ okta: 0.5, microsoft: 0.25 }[platform] ?? 0)
  return platforms.toSorted((one, other) => rank(other) - rank(one))[0] ?? ''
}

const sameCall = (call: PastCall, tool: OfferedTool, input: Record<string, unknown>): boolean =>
  call.tool === tool.name && JSON.stringify(call.input) === JSON.stringify(input)

interface Walk {
  dialogue: Dialogue
  platform: string
  known: Known
  done: string[]
}

type StepResult = { move: Move } | 'done' | 'skipped'

/** Where a step stands: answered already, to be called now, or a reason to hand over. */
function walkStep(step: Step, walk: Walk): StepResult {
  const { dialogue, known } = walk
  const candidates = candidatesFor(step, dialogue.tools, walk.platform)
  const attempts = dialogue.past.filter((call) => candidates.some(({ name }) => name === call.tool))
  // Where an answer made clear whom or what it is about, what was looked for before is another question.
  const stands = (call: PastCall): boolean =>
    step.finds === undefined ||
    candidates.some((tool) => {
      const filled = fill(tool, step, known)
      return 'missing' in filled || tool.name !== call.tool || sameCall(call, tool, filled.input)
    })
  const success = attempts.findLast((call) => !call.failed && stands(call))
  if (success) {
    walk.done.push(`${success.tool}: ${step.write ? 'done' : short(success.text)}`)
    if (!step.finds) return 'done'
    const picked = pick(step.finds, success.data, step.finds === 'user' ? known.email : known.thing)
    if ('none' in picked && step.optional) return 'skipped'
    if ('none' in picked)
      return { move: (picked.several && question(dialogue, step.finds)) || escalate(picked.none) }
    known.found[step.finds] = picked.found
    return 'done'
  }
  const failure = attempts.at(-1)
  if (step.optional && (failure || candidates.length === 0)) return 'skipped'
  // In a chat the account is told with the request.
  if (step.finds === 'user' && known.found.user && candidates.length === 0) return 'done'
  if (failure && attempts.length > failuresMax)
    return { move: escalate(`it was refused: ${short(failure.text)}`) }
  let missing: string | null = null
  for (const tool of candidates) {
    const filled = fill(tool, step, known)
    if ('missing' in filled) missing ??= filled.missing
    else if (!attempts.some((call) => sameCall(call, tool, filled.input)))
      return { move: { tool: tool.name, input: filled.input, words: step.purpose } }
  }
  if (failure) return { move: escalate(`it was refused: ${short(failure.text)}`) }
  if (step.optional) return 'skipped'
  if (missing !== null) return { move: escalate(`to ${step.purpose}, \`${missing}\` is missing`) }
  return { move: escalate(`no tool is offered to ${step.purpose}`) }
}

const withFindings = (move: Move, done: readonly string[], handOver: string): Move =>
  move.tool === 'escalate' ? escalate([move.words, ...done].join('; '), [handOver]) : move

/** Whatever people call it: an account in this state is mended in one way. */
const mends: readonly [RegExp, string][] = [
  [/"status":"LOCKED_OUT"/, 'locked-out'],
  [/"status":"PASSWORD_EXPIRED"/, 'password-expired'],
]
const signingIn = ['password-forgotten', 'password-expired', 'factor-trouble', 'locked-out']

/** The cause, where the account that was found, or its sign-ins, show another than the ticket says. */
function causeOf(intent: Intent, { past }: Dialogue): Intent {
  const found = past.find(({ tool, failed }) => /^okta_user_(find|get)$/.test(tool) && !failed)?.text ?? ''
  if (!signingIn.includes(intent.id) || found.split('"status"').length !== 2) return intent
  const state = mends.find(([pattern]) => pattern.test(found))?.[1]
  const id = state ?? (wrongPassword(past) ? 'password-forgotten' : undefined)
  return intents.find((each) => each.id === id) ?? intent
}

/** Every sign-in that failed lately failed before any factor was asked for. */
function wrongPassword(past: Dialogue['past']): boolean {
  const log = past.findLast(({ tool, failed }) => /_(sign_ins|log_search)$/.test(tool) && !failed)?.text ?? ''
  const reasons = [...log.matchAll(/"reason":"([A-Z_]+)"/g)].map(([, reason]) => reason)
  return reasons.length > 1 && reasons.every((reason) => reason === 'INVALID_CREDENTIALS')
}

/** What people write around what they have to say. */
const greeting = /^\s*(?:hi|hello|hey|dear|good (?:morning|day|afternoon|evening))\b.*$/gim
const farewell = /\n\s*(?:thanks|thank you|many thanks|cheers|regards|best|kind regards)\b[^]{0,80}$/i

/** A ticket that says hardly anything; what is asked for in it nobody can know. */
const isEmpty = (ticket: string): boolean =>
  (
    ticket
      .replace(farewell, '')
      .replace(greeting, '')
      .match(/\p{L}+/gu) ?? []
  ).length < 6

/**
 * The next move, from nothing but the dialogue: the plan of each wish is walked from its start, each step matched with the calls
 * already answered. Resolves only where a write succeeded and nothing is left to do.
 */
export function nextMove(dialogue: Dialogue): Move {
  const subject = subjectOf(dialogue)
  const tasks = tasksOf(subject.words)
  if (!subject.intent) {
    const unclear = isEmpty(dialogue.ticket) ? question(dialogue, null) : null
    return unclear ?? escalate('what is asked for is not among the wishes that this stand-in knows')
  }
  const platform = platformFor(subject.intent, subject.words, dialogue.tools)
  const many = manyMove(dialogue, subject.intent, thingOf(dialogue, subject.words), {
    candidatesFor: (step) => candidatesFor(step, dialogue.tools, platform),
    find(step, known) {
      const result = walkStep(step, { dialogue, platform, known, done: [] })
      return typeof result === 'object' ? result.move : null
    },
  })
  if (many !== null) return many
  const done: string[] = []
  let written = false
  for (const task of tasks.length > 1 ? tasks : [{ intent: subject.intent, words: subject.words }]) {
    const result = walkTask({ ...task, email: subject.email, dialogue, done })
    if ('move' in result) return result.move
    written ||= result.written
  }
  if (!written)
    return (
      telling(dialogue, subject.intent) ??
      withFindings(escalate('this stand-in leaves that to people'), done, subject.intent.handOver)
    )
  return settling(dialogue) ?? resolve(done.join('; '))
}

/** What was answered names it before what was written first. */
function thingOf({ said }: Dialogue, words: string): string | null {
  const answer = said.at(-1)?.trim() ?? ''
  return namedThing(answer) ?? namedThing(words) ?? (answer.length < 60 && answer !== '' ? answer : null)
}

const replyTool = 'dex_reply_public'

/** In a chat a question that a read of their own account answers is answered with what it showed. */
function telling({ past, tools, accounts }: Dialogue, { tells }: Intent): Move | null {
  if (accounts === null || tells === undefined || !tools.some(({ name }) => name === replyTool)) return null
  const told = past.findLast(({ tool }) => tool === replyTool)
  if (told) return told.failed ? null : resolve('what was asked is told')
  const read = past.findLast(({ failed, text }) => !failed && text.includes(`"${tells}":`))
  const ref = (read?.data as { ref?: unknown } | undefined)?.ref
  if (typeof ref !== 'string') return null
  const input = {
    template: 'resolved',
    facts: [{ ref, field: tells }],
    purpose: 'stand-in model: it was a question about their own account',
  }
  return { tool: replyTool, input, words: 'tell what was found' }
}

interface Task {
  intent: Intent
  words: string
  email: string | null
  dialogue: Dialogue
  done: string[]
}

function walkTask({
  intent: said,
  words,
  email,
  dialogue,
  done,
}: Task): { move: Move } | { written: boolean } {
  const intent = causeOf(said, dialogue)
  const platform = platformFor(intent, words, dialogue.tools)
  const own = email === dialogue.requester ? dialogue.accounts?.[platform] : undefined
  const account = own ?? (dialogue.accounts && email)
  const user = account ? { id: account, names: [], type: null } : undefined
  const found = user === undefined ? {} : { user }
  const known: Known = { email, thing: thingOf(dialogue, words), name: newName(words), found }
  const walk: Walk = { dialogue, platform, known, done }
  let written = false
  for (const step of intent.steps) {
    const result = walkStep(step, walk)
    if (typeof result === 'object') {
      const { move } = result
      const plan = step.write === true && move.tool !== 'escalate' ? planOf(dialogue, intent, step) : null
      return { move: plan ? { ...move, plan } : withFindings(move, done, intent.handOver) }
    }
    if (step.write && result === 'done') written = true
  }
  return { written }
}

/** A change that the read-back does not see yet: time passes once, then somebody looks again. */
function settling({ past, tools }: Dialogue): Move | null {
  const at = past.findLastIndex(({ text }) => /"readBack":"no"/.test(text))
  const change = past[at]
  if (!change) return null
  const since = past.slice(at + 1).map(({ tool }) => tool)
  if (!since.includes('wait'))
    return {
      tool: 'wait',
      input: { minutes: 1, reason: 'stand-in model: the change is not seen yet' },
      words: 'wait',
    }
  const get = tools.find(({ name }) => name === `${platformOf(change.tool)}_user_get`)
  const target = change.input['target']
  if (!get || since.includes(get.name)) return null
  return { tool: get.name, input: { target, purpose: 'stand-in model: look again' }, words: 'look again' }
}

import { endInWords } from '#contract/approval-end.ts'
import type { RequestStory, Step, StoryEvent } from '../api/operations.ts'
import { actionTitle, platformName } from '../parts/action-title.ts'
import { statusWords } from '../parts/status-words.ts'

export type Tone = 'fact' | 'good' | 'asks' | 'bad' | 'end'

export interface Entry {
  key: string
  at: string
  tone: Tone
  text: string
  /** An id of the platform's or of ours, beside the text. */
  ids: { what: string; id: string }[]
  /** The step whose six gates are drawn under it. */
  gates: Step | null
  /** The step that can be taken back, or was. */
  undo: Step | null
  /** Where the page is jumped to for a step: the first that is told of it. */
  anchor: string | null
}

/** The log of one request as its story: an entry a fact, in the order in which they became so. */
export function storyOf(story: RequestStory): Entry[] {
  const steps = new Map(story.steps.map((step) => [step.step, step]))
  const anchored = new Set<number>()
  return story.events.flatMap((event) => {
    const told = tell(story, event, event.step === null ? undefined : steps.get(event.step))
    if (told === null) return []
    const { gates = null, ids = [], undo = null, ...rest } = told
    const first = event.step !== null && !anchored.has(event.step)
    if (first && event.step !== null) anchored.add(event.step)
    return [
      {
        ...{ key: String(event.seq), at: event.at, gates, ids, undo, ...rest },
        anchor: first ? `step-${event.step}` : null,
      },
    ]
  })
}

type Told = Pick<Entry, 'tone' | 'text'> & Partial<Pick<Entry, 'ids' | 'gates' | 'undo'>>

function tell(story: RequestStory, event: StoryEvent, step: Step | undefined): Told | null {
  const who = event.name ?? (event.person === null ? 'Somebody' : event.person)
  const what = actionTitle(event.action ?? step?.action ?? '')
  const platform = platformName((event.action ?? step?.action ?? '').split('.')[0] ?? '')
  switch (event.kind) {
    case 'request.opened':
      return {
        tone: 'fact',
        text:
          story.requesterName === null
            ? `Asked ${through(story)}`
            : `${story.requesterName} asked ${through(story)}`,
      }
    case 'request.redelivered':
      return {
        tone: 'fact',
        text: 'The same ticket was delivered again with other words; nothing was doubled',
      }
    case 'request.status':
      return statusTold(event)
    case 'action.read':
      return {
        tone: isGood(event) ? 'fact' : 'bad',
        text: `Looked at ${platform}: ${lower(what)}${codeTail(event)}`,
        ids: platformIds(event, platform),
      }
    case 'decision':
      return decisionTold(event, step, what, platform)
    case 'approval.requested':
      return { tone: 'asks', text: askedTold(event, what) }
    case 'approval.reminded':
      return { tone: 'asks', text: 'Reminded those who are asked' }
    case 'approval.decided':
      return {
        tone: event.code === 'reject' ? 'bad' : 'good',
        text: `${who}${inWhoseName(story, event)} ${said(event.code)}`,
      }
    case 'approval.refused':
      return { tone: 'bad', text: `A statement did not count${codeTail(event)}` }
    case 'approval.closed':
      if (typeof event.detail['end'] === 'string')
        return { tone: 'end', text: `The yeses so far are void: ${endInWords(event.detail['end'])}` }
      if (event.detail['changed'] === 'passed_on')
        return { tone: 'end', text: 'Nobody decided in time; what was said so far is void' }
      return {
        tone: event.code === 'ok' || event.code === 'approved' ? 'good' : 'end',
        text: `Approval closed${codeTail(event)}`,
      }
    case 'standing.granted':
      return {
        tone: 'good',
        text: `${who} approved all like it, at most ${event.detail['total']} times until ${String(event.detail['until']).slice(0, 10)}`,
        ids: [{ what: 'standing approval', id: String(event.detail['standing']) }],
      }
    case 'action.intent':
      if (platform === 'Dex') return null
      return {
        tone: 'fact',
        text: `Called ${platform}${asWhom(story, step)}${underWhose(step)}${event.detail['attempt'] ? `, attempt ${event.detail['attempt']}` : ''}`,
      }
    case 'action.outcome':
      if (platform === 'Dex') return saidTold(event, what)
      return {
        tone: isGood(event) ? 'good' : 'bad',
        text: `${platform} answered${codeTail(event) || ': done'}`,
        ids: platformIds(event, platform),
        undo: step && (step.undo ?? step.undoneBy) !== null ? step : null,
      }
    case 'action.settled':
      return {
        tone: event.code === 'happened' ? 'good' : 'bad',
        text: `${who} looked at ${platform}: it was ${event.code === 'happened' ? '' : 'not '}done`,
      }
    case 'action.corroborated':
      return {
        tone: 'good',
        text: `Read back in ${platform}’s own audit log`,
        ids: platformIds(event, platform),
      }
    case 'action.uncorroborated':
      return { tone: 'bad', text: `${platform}’s own audit log does not show it` }
    case 'request.closed':
      return { tone: 'end', text: `Closed${codeTail(event)}` }
    case 'content.destroyed':
      return { tone: 'end', text: 'Content destroyed: its key, then its rows. This record is what is left' }
    case 'list.status':
      return {
        tone: event.code === 'failures' || event.code === 'canary_unseen' ? 'bad' : 'fact',
        text: `List of ${event.detail['size']}: ${words(event.code ?? '')}${listTail(event)}`,
      }
    case 'alarm':
      return { tone: 'bad', text: `Alarm${codeTail(event)}` }
    default:
      return { tone: 'fact', text: `${words(event.kind)}${codeTail(event)}` }
  }
}

/** What Dex wrote to people: a fixed text or a fact, never shown here. */
function saidTold(event: StoryEvent, what: string): Told {
  const internal = what.startsWith('Internal')
  const to = internal ? 'Noted on the ticket, for the desk' : 'Wrote to the requester'
  return isGood(event)
    ? { tone: 'fact', text: to }
    : {
        tone: 'bad',
        text: `${internal ? 'Could not note it on the ticket' : 'Could not write to the requester'}${codeTail(event)}`,
      }
}

const through = ({ channel, source, assurance }: RequestStory): string => {
  const where =
    channel === 'go'
      ? 'in chat'
      : source === 'console'
        ? 'at the console'
        : source === 'cli'
          ? 'from a terminal'
          : 'by ticket'
  return `${where}; identity ${assurance === 'verified' ? 'verified by sign-in' : 'asserted by the source'}`
}

function statusTold(event: StoryEvent): Told | null {
  const status = String(event.detail['status'] ?? event.code ?? '')
  if (!Object.hasOwn(statusWords, status)) return null
  const text = statusWords[status as keyof typeof statusWords]
  const tone: Tone = status === 'resolved' ? 'good' : status === 'escalated' ? 'asks' : 'fact'
  return { tone, text: text.charAt(0).toUpperCase() + text.slice(1) }
}

/** Who are asked where others were to be asked before them, and why. */
function askedTold({ detail }: StoryEvent, what: string): string {
  const { passed, askedOf } = detail
  if (passed === 'nobody_answered')
    return `Asked those who come next, ${String(askedOf)}, to approve: ${lower(what)}`
  if (passed === 'too_few_approvers')
    return `Fewer people could say yes than are needed; asked those who come next, ${String(askedOf)}, to approve: ${lower(what)}`
  return `Asked people to approve: ${lower(what)}`
}

function decisionTold(
  event: StoryEvent,
  step: Step | undefined,
  what: string,
  platform: string,
): Told | null {
  // What Dex says stands where it was said; only what it may not say is a moment of its own.
  if (platform === 'Dex' && (step?.effect ?? event.code) === 'permit') return null
  const effect = step?.effect ?? event.code ?? ''
  const verdict = step?.standing
    ? `policy asks a person; a standing approval of ${grantorOf(step)} answers`
    : effect === 'permit'
      ? 'policy permits it'
      : effect === 'deny'
        ? 'policy denies it'
        : 'policy asks a person'
  return {
    tone: effect === 'deny' ? 'bad' : effect === 'permit' ? 'good' : 'asks',
    text: `Proposed on ${platform}: ${lower(what)}; ${verdict}`,
    ids: [
      ...(event.target === null ? [] : [{ what: `${event.target.type} id`, id: event.target.id }]),
      ...(step?.standing ? [{ what: 'standing approval', id: step.standing.id }] : []),
    ],
    gates: step ?? null,
  }
}

function platformIds(event: StoryEvent, platform: string): Entry['ids'] {
  const ids: Entry['ids'] = []
  if (event.platformRequestId !== null) ids.push({ what: `${platform} request`, id: event.platformRequestId })
  if (event.platformEventId !== null) ids.push({ what: `${platform} event`, id: event.platformEventId })
  return ids
}

function asWhom(story: RequestStory, step: Step | undefined): string {
  const person = step?.ledger?.actAs?.person
  if (person === undefined) return ''
  if (step?.standing?.grantor === person) return ` as ${grantorOf(step)}`
  const known = story.decisions.find((each) => each.person === person)
  return ` as ${known?.name ?? known?.email ?? 'the person who approved'}`
}

const grantorOf = ({ standing }: Step): string => standing?.name ?? standing?.grantor ?? ''
const underWhose = (step: Step | undefined): string =>
  step?.standing ? `, under the standing approval of ${grantorOf(step)}` : ''

/** Of a deputy's word, whose it is. */
function inWhoseName(story: RequestStory, event: StoryEvent): string {
  const decision = story.decisions.find(
    ({ step, person, verdict }) => step === event.step && person === event.person && verdict === event.code,
  )
  if (!decision?.onBehalfOf) return ''
  return `, on behalf of ${decision.onBehalfOf.name ?? decision.onBehalfOf.person},`
}

const verbs: Readonly<Record<string, string>> = {
  approve: 'said yes',
  reject: 'said no',
  instruct: 'gave an instruction',
  answer: 'answered',
  take_over: 'took over',
  cancel: 'cancelled',
  edit: 'changed what is asked for',
  take_out: 'took lines out of the list',
  pause: 'paused the list',
  resume: 'let the list go on',
  stop: 'stopped the list',
}

/** What came of it, where it ended. */
function listTail({ code, detail }: StoryEvent): string {
  if (code !== 'ended') return ''
  const count = (name: string, said: string) =>
    Number(detail[name] ?? 0) > 0 ? `, ${detail[name]} ${said}` : ''
  return `: ${detail['done']} done${count('failed', 'went wrong')}${count('inDoubt', 'in doubt')}${count('skipped', 'left out')}`
}

const said = (code: string | null): string => verbs[code ?? ''] ?? `said ${words(code ?? '')}`
/** `Reset MFA factors` in the middle of a sentence. */
const lower = (title: string): string => title.charAt(0).toLowerCase() + title.slice(1)

const isGood = ({ code }: StoryEvent): boolean => code === null || code === 'ok' || code === 'done'

const words = (code: string): string => code.replaceAll(/[._]/g, ' ')
const codeTail = (event: StoryEvent): string => (isGood(event) ? '' : `: ${words(event.code ?? '')}`)

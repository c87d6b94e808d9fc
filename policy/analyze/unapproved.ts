import type { Decider } from '../decide.ts'
import type { ActionClass } from './classes.ts'
import type { Asking, Finding } from './question.ts'
import { find, findEach } from './question.ts'
import { and, equal, no, not, or, text } from './term.ts'

type Whether = Finding['answer']

export interface Unapproved {
  action: string
  write: boolean
  risk: string
  finding: Finding
  /** Where it is possible: by which channels, for a requester nobody verified, on somebody or something privileged. */
  reach: { channels: string[]; unverified: Whether; privileged: Whether } | null
}

const channels = ['pro', 'go', 'ticket'] as const

/** For each action of a class: can it ever run without anybody's approval? Asked of policy alone; the gate's own rules come on top. */
export async function unapprovedIn(
  asking: Asking,
  { encoded, whole, actions }: ActionClass,
  decide: Decider,
): Promise<Unapproved[]> {
  const { world } = encoded
  const findings = await findEach(
    asking,
    encoded,
    actions,
    whole.permit,
    (input) => decide(input).effect === 'permit',
  )
  const describe = (reach: Unapproved['reach']): Unapproved[] =>
    actions.map(({ name, write, risk }, at) => {
      const finding: Finding = findings[at] ?? { answer: 'unknown', because: [] }
      return { action: name, write, risk, finding, reach: finding.answer === 'possible' ? reach : null }
    })
  if (findings.every(({ answer }) => answer !== 'possible')) return describe(null)
  const channel = world.oneOf('channel', channels)
  const open = []
  for (const name of channels) {
    const asked = and(whole.permit, equal(channel, text(name)))
    const found = await find(
      asking,
      encoded,
      asked,
      (input) => input.channel === name && decide(input).effect === 'permit',
    )
    if (found.answer !== 'never') open.push(found.answer === 'unknown' ? `${name}?` : name)
  }
  const verified = world.variable('requester.verified', 'Bool')
  const unverified = await find(
    asking,
    encoded,
    and(whole.permit, not(verified)),
    (input) => input.requester.verified === false && decide(input).effect === 'permit',
  )
  const privileged = or(
    encoded.action.target === null ? no : world.variable('target.privileged', 'Bool'),
    ...encoded.presence.map((present, slot) =>
      and(present, world.variable(`object ${slot}.privileged`, 'Bool')),
    ),
  )
  const onPrivileged = await find(asking, encoded, and(whole.permit, privileged), (input) => {
    const any = input.target.privileged === true || input.objects.some((object) => object.privileged === true)
    return any && decide(input).effect === 'permit'
  })
  return describe({ channels: open, unverified: unverified.answer, privileged: onPrivileged.answer })
}

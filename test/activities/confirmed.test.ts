import { describe, expect, it } from 'vitest'
import { confirmed, templateOf } from '#activities/think/confirmed.ts'
import type { Transcript } from '#activities/think/transcript.ts'
import type { TurnOutcome } from '#contract/turn.ts'

/** A close as solved rests on what platforms showed: whatever the model says of itself. */
interface Did {
  action: string
  target?: string | null
  /** Of a change: what its read-back says; of a read: null. */
  readBack?: 'yes' | 'no' | 'cannot_tell'
  isError?: boolean
}

function transcriptOf(...done: Did[]): Transcript {
  const turns = done.map(({ action, target = '00u1' }) => ({
    outcome: {
      kind: 'calls',
      calls: [{ index: 0, toolUseId: 'u', action, target, params: {}, purpose: '' }],
      problems: [],
    },
  }))
  const results = new Map(
    done.map(({ readBack, isError = false }, at) => [
      `result/${at + 1}/0`,
      { isError, content: readBack === undefined ? { fields: {} } : { done: {}, readBack } },
    ]),
  )
  return { turns, results } as unknown as Transcript
}

const solved: TurnOutcome = { kind: 'resolve', toolUseId: 'r', template: 'resolved', summary: 'all is well' }
const codeOf = (...done: Did[]) => {
  const outcome = confirmed(transcriptOf(...done), solved)
  return outcome.kind === 'calls' ? outcome.problems[0]?.code : outcome.kind
}
const told = (...done: Did[]) => templateOf(transcriptOf(...done), 'resolved')

const look = { action: 'okta.user.get' }
const change = (readBack: 'yes' | 'no' | 'cannot_tell', target = '00u1') => ({
  ...{ action: 'okta.user.unlock', target, readBack },
})

describe('a close as solved', () => {
  it.each<[string, Did[]]>([
    ['where nothing was looked at', []],
    ['where every look failed', [{ ...look, isError: true }]],
    ['where only words were said', [{ action: 'dex.reply.public', target: null }]],
    ['where a change is not in effect', [look, change('no')]],
    ['where one of two changes is not in effect', [change('no'), change('yes', '00u2')]],
    ['where it was looked at elsewhere since', [change('no'), { ...look, target: '00u2' }]],
    ['where the same was in effect and is no more', [change('yes'), change('no')]],
  ])('is not taken %s', (_what, done) => {
    expect(codeOf(...done)).toBe('not_confirmed')
  })

  it.each<[string, Did[]]>([
    ['where a look answered it', [look]],
    ['where every change is in effect', [change('yes'), change('yes', '00u2')]],
    ['where it was done again and then in effect', [change('no'), change('yes')]],
  ])('is taken, and told as such, %s', (_what, done) => {
    expect([codeOf(...done), told(...done)]).toEqual(['resolve', 'resolved'])
  })

  it.each<[string, Did[]]>([
    ['a platform cannot tell', [change('cannot_tell')]],
    ['the account was looked at again after a read-back that said no', [change('no'), look]],
    ['one of two cannot be told', [change('yes'), change('cannot_tell', '00u2')]],
  ])('is taken and the requester told that it was not checked, where %s', (_what, done) => {
    expect([codeOf(...done), told(...done)]).toEqual(['resolve', 'resolved_unchecked'])
  })

  it('is all that is held to it: declining and handing over need no evidence', () => {
    const declined: TurnOutcome = { ...solved, template: 'declined' }
    expect(confirmed(transcriptOf(), declined)).toBe(declined)
    expect(templateOf(transcriptOf(), 'declined')).toBe('declined')
  })
})

import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { RequestStory } from '../../console/api/operations.ts'
import { statusWords } from '../../console/parts/status-words.ts'
import { type Entry, storyOf } from '../../console/requests/story.ts'
import type { ApiClient } from '../api-client.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { moment } from '../moment.ts'
import { onOneLine } from '../visible.ts'
import { signedInClient } from '../with-session.ts'

const storyFrom = (client: ApiClient, id: string): Promise<RequestStory> =>
  client.get(`/api/requests/${encodeURIComponent(id)}`, z.custom<RequestStory>())

export async function showRequest({ out, data }: Run, id: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const story = await storyFrom(client, id)
  out.result(story, () => describe(story).join('\n'))
  return exitCodes.done
}

/** What was asked and where it stands, then the story as it went. */
function describe(story: RequestStory): string[] {
  const { ask, budget, handOver, plan } = story
  const name = story.title || story.actions.join(', ')
  const lines = [name === '' ? 'a request without a title' : onOneLine(name), '']
  const row = (name: string, value: string): void =>
    void lines.push(`  ${name.padEnd(12)} ${onOneLine(value)}`)
  row('id', story.id)
  row('status', statusOf(story))
  row('risk', story.risk)
  row(
    'used',
    `${budget.turns.used} of ${budget.turns.of} turns, ${budget.tokens.used} of ${budget.tokens.of} tokens${spent(budget.usd)}`,
  )
  if (ask && ask.text !== '') row('asked', `"${beginning(ask.text)}`)
  if (plan) row('model thinks', `"${plan.hypothesis}"`)
  if (handOver) {
    row('handed over', `${handOver.to ?? 'to whoever looks'}, ${handOver.code.replaceAll('_', ' ')}`)
    for (const next of handOver.next) row('next', `"${next}"`)
  }
  row('Temporal', story.temporalPath)
  return [...lines, '', ...storyOf(story).map((entry) => lineOf(entry))]
}

const shownMax = 2_000

/** A log of thousands of lines would push everything else off the screen. */
const beginning = (text: string): string =>
  text.length <= shownMax
    ? `${text}"`
    : `${text.slice(0, shownMax)}" … and ${text.length - shownMax} characters more: --json has them`

const spent = ({ used, of }: RequestStory['budget']['usd']): string =>
  used === 0 && of === null ? '' : `, $${used.toFixed(2)}${of === null ? '' : ` of $${of.toFixed(2)}`}`

const statusOf = ({ status, statusCode, contentDestroyedAt }: RequestStory): string => {
  const code = statusCode === null || statusCode === status ? '' : `: ${statusCode.replaceAll('_', ' ')}`
  return `${statusWords[status]}${code}${contentDestroyedAt === null ? '' : '; content destroyed'}`
}

const lineOf = ({ at, text, ids }: Entry): string =>
  [moment(at), onOneLine(text), ...ids.map(({ what, id }) => `(${what} ${id})`)].join('  ')

const lookEveryMs = 500

/**
 * The story as it goes on, an entry a line, until the content is destroyed. Ends with 0 when the request resolves, with 1 when
 * it closes otherwise.
 */
export async function watchRequest({ io, out, data }: Run, id: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const stop = new AbortController()
  const off = io.onStop(() => stop.abort())
  try {
    const told = new Set<string>()
    let far = ''
    while (!stop.signal.aborted) {
      const story = await storyFrom(client, id)
      for (const entry of storyOf(story)) {
        if (told.has(entry.key)) continue
        told.add(entry.key)
        const { key: _key, gates: _gates, anchor: _anchor, ...event } = entry
        out.each({ id, status: story.status, ...event }, () => lineOf(entry))
      }
      const list = story.lists.at(-1)
      const now = list === undefined || list.endedAt !== null ? '' : progressOf(list)
      if (now !== '' && now !== far)
        out.each(
          { id, status: story.status, list: { state: list?.state, size: list?.size, ...list?.counts } },
          () => now,
        )
      far = now
      if (story.contentDestroyedAt !== null)
        return story.status === 'resolved' ? exitCodes.done : exitCodes.no
      await wait(lookEveryMs, undefined, { signal: stop.signal }).catch(() => undefined)
    }
    return exitCodes.done
  } finally {
    off()
  }
}

/** `list: 12 of 40 done, 1 went wrong (running)`. */
function progressOf({ size, state, counts }: RequestStory['lists'][number]): string {
  const wrong = counts.failed + counts.denied + counts.inDoubt
  return `list: ${counts.done} of ${size} done${wrong > 0 ? `, ${wrong} went wrong` : ''} (${state})`
}

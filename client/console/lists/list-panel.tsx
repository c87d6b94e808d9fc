import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import type { ListLine, ListSummary, RequestStory } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { useTell } from '../frame/tell.tsx'
import { actionTitle } from '../parts/action-title.ts'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { At } from '../parts/when.tsx'
import { codeWords, stateWords } from './code-words.ts'
import { LineName } from './line-name.tsx'

type Word = 'pause' | 'resume' | 'stop'

/** Every list of a request that others have not taken the place of. */
export function ListPanels({ story }: { story: RequestStory }) {
  return story.lists
    .filter((list) => list.state !== 'void')
    .map((list) => <ListPanel key={list.step} story={story} list={list} />)
}

function ListPanel({ story, list }: { story: RequestStory; list: ListSummary }) {
  const { counts, size, state, code } = list
  const wrong = counts.failed + counts.denied + counts.inDoubt
  const over = counts.done + wrong + counts.skipped
  return (
    <section className="panel" aria-label={`List of ${size}`}>
      <h2>
        {size} × {actionTitle(list.action)}
      </h2>
      <p role="status">
        It {code === 'canary_unseen' ? 'waits: look at the first few' : (stateWords[state] ?? state)}
        {state === 'ended' && code !== null && ` (${codeWords(code)})`}
        {list.startedAt !== null && (
          <>
            {' · '}
            {counts.done} done · {wrong} went wrong · {counts.waiting} to come
            {counts.skipped > 0 && ` · ${counts.skipped} left out`}
          </>
        )}
        {counts.aside > 0 && ` · ${counts.aside} set aside`}
      </p>
      {list.startedAt !== null && (
        <progress aria-label={`${over} of ${size} lines over`} max={size} value={over} />
      )}
      <Steering story={story} list={list} />
      {list.startedAt !== null && <Results story={story} list={list} />}
    </section>
  )
}

function Steering({ story, list }: { story: RequestStory; list: ListSummary }) {
  const me = useMe()
  const client = useQueryClient()
  const tell = useTell()
  const send = useMutation({
    mutationFn: (word: Word) => {
      const sent = { path: { id: story.id, step: list.step }, body: { hash: list.hash } }
      if (word === 'pause') return call('POST /api/requests/{id}/lists/{step}/pause', sent)
      if (word === 'resume') return call('POST /api/requests/{id}/lists/{step}/resume', sent)
      return call('POST /api/requests/{id}/lists/{step}/stop', sent)
    },
    onSuccess: (_answer, word) => tell({ pause: 'Paused', resume: 'Goes on', stop: 'Stopped' }[word]),
    onSettled: () => void client.invalidateQueries({ queryKey: ['requests'] }),
  })
  if (list.startedAt === null || list.endedAt !== null) return null
  if (!may(me, 'POST /api/requests/{id}/lists/{step}/pause')) return null
  const waits = list.state !== 'running' && (list.state !== 'canary' || list.code !== null)
  return (
    <div className="decide-buttons">
      {waits ? (
        <Button size="xs" loading={send.isPending} onClick={() => send.mutate('resume')}>
          Go on
        </Button>
      ) : (
        <Button size="xs" variant="default" loading={send.isPending} onClick={() => send.mutate('pause')}>
          Pause
        </Button>
      )}
      <Button size="xs" variant="default" loading={send.isPending} onClick={() => send.mutate('stop')}>
        Stop it
      </Button>
      {send.error && <Trouble error={send.error} />}
    </div>
  )
}

const kinds: readonly (readonly [string, string])[] = [
  ['in_doubt', 'in doubt: look at the platform'],
  ['failed', 'failed'],
  ['denied', 'denied at its turn'],
  ['skipped', 'left out'],
  ['done', 'done'],
]

/** What came of each line, what went wrong first. */
function Results({ story, list }: { story: RequestStory; list: ListSummary }) {
  const whole = useQuery(queries.list(story.id, list.step))
  if (whole.isPending) return <Lines rows={3} />
  if (whole.error) return <Trouble error={whole.error} retry={() => void whole.refetch()} />
  return kinds.map(([state, words]) => {
    const lines = whole.data.lines.filter((line) => line.state === state)
    return lines.length === 0 ? null : (
      <details key={state} className="list-group" open={state !== 'done' && lines.length <= 30}>
        <summary>
          <strong>{lines.length}</strong> {words}
        </summary>
        <ul className="list-lines">
          {lines.map((line) => (
            <Result key={line.line} line={line} />
          ))}
        </ul>
      </details>
    )
  })
}

function Result({ line }: { line: ListLine }) {
  return (
    <li>
      <span className="list-number">{line.line}</span>
      <span>
        <LineName line={line} />
        {line.state !== 'done' && line.code !== null && <strong> {codeWords(line.code)}</strong>}
        {line.state === 'done' && line.readBack !== 'yes' && (
          <strong>
            {' '}
            {line.readBack === 'no' ? 'the platform does not show it' : 'could not be read back'}
          </strong>
        )}
        {line.settledAt !== null && (
          <span className="quiet">
            {' · '}
            <At at={line.settledAt} seconds />
          </span>
        )}
      </span>
    </li>
  )
}

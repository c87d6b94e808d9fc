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
import { TakeBackList } from './take-back-list.tsx'

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
  return (
    <section className="panel" aria-label={`List of ${size}`}>
      <h2>
        {size} × {actionTitle(list.action)}
      </h2>
      <p role="status" className="list-status">
        It{' '}
        <strong>
          {code === 'canary_unseen' ? 'waits: look at the first few' : (stateWords[state] ?? state)}
        </strong>
        {state === 'ended' && code !== null && ` (${codeWords(code)})`}
      </p>
      {list.startedAt !== null && (
        <>
          <Bar size={size} done={counts.done} wrong={wrong} out={counts.skipped} />
          <p className="list-counts">
            <Count count={counts.done} what="done" />
            {wrong > 0 && <Count count={wrong} what="went wrong" className="wrong" />}
            {counts.waiting > 0 && <Count count={counts.waiting} what="to come" />}
            {counts.skipped > 0 && <Count count={counts.skipped} what="left out" />}
            {counts.aside > 0 && <Count count={counts.aside} what="set aside" />}
          </p>
        </>
      )}
      <Steering story={story} list={list} />
      {list.startedAt !== null && <Results story={story} list={list} />}
    </section>
  )
}

function Count({ count, what, className }: { count: number; what: string; className?: string }) {
  return (
    <span className={className}>
      <b>{count.toLocaleString()}</b> {what}
    </span>
  )
}

/** How far it is: what is done, what went wrong, what nobody will do any more. */
function Bar({ size, done, wrong, out }: { size: number; done: number; wrong: number; out: number }) {
  const over = done + wrong + out
  const parts = { done, wrong, out, rest: size - over }
  return (
    <div
      className="list-bar"
      role="progressbar"
      aria-label={`${over} of ${size} lines over`}
      aria-valuemin={0}
      aria-valuemax={size}
      aria-valuenow={over}
    >
      {Object.entries(parts).map(([name, count]) =>
        count === 0 ? null : <span key={name} className={`list-bar-${name}`} style={{ flex: count }} />,
      )}
    </div>
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
    <div className="decide-buttons list-steer">
      {waits ? (
        <Button
          size="xs"
          variant={list.state === 'held' ? 'default' : 'filled'}
          loading={send.isPending}
          onClick={() => send.mutate('resume')}
        >
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
  const groups = kinds.map(([state, words]) => {
    const lines = whole.data.lines.filter((line) => line.state === state)
    return lines.length === 0 ? null : (
      <details key={state} className="list-group" open={state !== 'done' && lines.length <= 30}>
        <summary>
          <strong>{lines.length}</strong> {words}
        </summary>
        <ul className="list-lines list-results">
          {lines.map((line) => (
            <Result key={line.line} line={line} over={whole.data.over} />
          ))}
        </ul>
      </details>
    )
  })
  return (
    <>
      {groups}
      <TakeBackList list={whole.data} />
    </>
  )
}

function Result({ line, over }: { line: ListLine; over: string | null }) {
  return (
    <li>
      <span className="line-number">{line.line}</span>
      <LineName line={line} over={over} />
      <span className="line-end">
        {line.state !== 'done' && line.code !== null && <strong>{codeWords(line.code)} </strong>}
        {line.state === 'done' && line.readBack !== 'yes' && (
          <strong>
            {line.readBack === 'no' ? 'the platform does not show it' : 'could not be read back'}{' '}
          </strong>
        )}
        {line.settledAt !== null && (
          <span className="quiet">
            <At at={line.settledAt} seconds />
          </span>
        )}
      </span>
    </li>
  )
}

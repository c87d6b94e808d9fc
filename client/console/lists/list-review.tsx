import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/call.ts'
import type { Approval, ListLine } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { useTell } from '../frame/tell.tsx'
import { Foreign } from '../parts/foreign.tsx'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { codeWords } from './code-words.ts'
import { type Group, groupsOf } from './groups.ts'
import { LineName } from './line-name.tsx'

/** A list as a list: alike lines together, what is unlike marked, each line to be taken out. */
export function ListReview({ approval, stale }: { approval: Approval; stale: boolean }) {
  const list = useQuery(queries.list(approval.request, approval.step))
  const [out, setOut] = useState<ReadonlySet<number>>(new Set())
  const me = useMe()
  if (list.isPending) return <Lines rows={4} />
  if (list.error) return <Trouble error={list.error} retry={() => void list.refetch()} />
  const { lines, size, ignored, from, over } = list.data
  const groups = groupsOf(lines, over)
  const [usual, ...others] = groups
  const unlike = size - (usual?.lines.length ?? 0)
  const aside = lines.filter((line) => line.position === null)
  const takes = approval.state === 'pending' && !stale && may(me, 'POST /api/approvals/{id}/take-out')
  const mark = (numbers: readonly number[], on: boolean): void => {
    const next = new Set(out)
    for (const number of numbers) {
      if (on) next.add(number)
      else next.delete(number)
    }
    setOut(next)
  }
  return (
    <section className="part list-review" aria-label="The list">
      <h3>
        {size} {size === 1 ? 'line' : 'lines'}
        <span className="quiet">
          {groups.length > 1 && `: ${usual?.lines.length ?? 0} alike, ${unlike} not like them`}
          {from === 'request' && ' · the list came with the request'}
          {ignored.length > 0 && ` · columns that say nothing here: ${ignored.join(', ')}`}
        </span>
      </h3>
      {/* What differs is read first. */}
      {[...others, ...(usual ? [usual] : [])].map((group) => (
        <LineGroup
          key={group.key}
          group={group}
          usual={group === usual}
          over={over}
          out={out}
          mark={takes ? mark : null}
        />
      ))}
      {aside.length > 0 && <Aside lines={aside} over={over} />}
      {takes && (
        <TakeOut approval={approval} out={out} left={size - out.size} done={() => setOut(new Set())} />
      )}
    </section>
  )
}

interface GroupProps {
  group: Group
  usual: boolean
  over: string | null
  out: ReadonlySet<number>
  mark: ((lines: readonly number[], on: boolean) => void) | null
}

const openMax = 60

function LineGroup({ group, usual, over, out, mark }: GroupProps) {
  const { lines, traits, unlike } = group
  const numbers = lines.map((line) => line.line)
  const all = numbers.every((number) => out.has(number))
  // What policy asks of all of them stands under Policy.
  const said = (Object.keys(traits) as (keyof typeof traits)[]).filter(
    (name) => unlike.has(name) || (traits[name] !== 'none' && name !== 'asked by policy'),
  )
  return (
    <details
      className={usual ? 'list-group' : 'list-group list-group-unlike'}
      open={usual || lines.length <= openMax}
    >
      <summary>
        <strong>{lines.length}</strong> {usual ? 'alike' : 'unlike the others'}
        {said.map((name) => (
          <span key={name} className={unlike.has(name) ? 'trait unlike' : 'trait'}>
            {name}: <Foreign text={traits[name]} />
          </span>
        ))}
      </summary>
      {mark && !usual && lines.length > 1 && (
        <button type="button" className="plain list-mark" onClick={() => mark(numbers, !all)}>
          {all ? `Leave these ${lines.length} in` : `Mark these ${lines.length} to take out`}
        </button>
      )}
      <ul className="list-lines">
        {lines.map((line) => (
          <li key={line.line} className={out.has(line.line) ? 'out' : undefined}>
            {mark ? (
              <label className="line-check">
                <input
                  type="checkbox"
                  checked={out.has(line.line)}
                  onChange={() => mark([line.line], !out.has(line.line))}
                />
                <span className="unseen-label">Take out line </span>
                <span className="line-number">{line.line}</span>
              </label>
            ) : (
              <span className="line-number">{line.line}</span>
            )}
            <LineName line={line} over={over} />
          </li>
        ))}
      </ul>
    </details>
  )
}

/** What is not on the list, and why: nobody guessed. */
function Aside({ lines, over }: { lines: readonly ListLine[]; over: string | null }) {
  return (
    <details className="list-group list-group-aside" open>
      <summary>
        <strong>{lines.length}</strong> set aside; nothing happens to them
      </summary>
      <ul className="list-lines">
        {lines.map((line) => (
          <li key={line.line}>
            <span className="line-number">{line.line}</span>
            <LineName line={line} over={over} />
            <span className="line-end">{codeWords(line.code ?? '')}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

interface TakeOutProps {
  approval: Approval
  out: ReadonlySet<number>
  left: number
  done: () => void
}

/** Makes another list, to be approved anew: what anybody said to this one is void then. */
function TakeOut({ approval, out, left, done }: TakeOutProps) {
  const { id, hash, version, given } = approval
  const client = useQueryClient()
  const tell = useTell()
  const send = useMutation({
    mutationFn: () =>
      call('POST /api/approvals/{id}/take-out', { path: { id }, body: { hash, version, lines: [...out] } }),
    onSuccess: () => {
      tell(`${out.size} taken out; the shorter list waits in the inbox`)
      done()
    },
    onSettled: () => {
      for (const key of ['approvals', 'requests', 'counts'])
        void client.invalidateQueries({ queryKey: [key] })
    },
  })
  if (out.size === 0)
    return (
      <p className="quiet">Mark lines to take them out. The rest is asked for anew, as a list of its own.</p>
    )
  return (
    <div className="list-out">
      <Button
        size="xs"
        variant="default"
        loading={send.isPending}
        disabled={left < 1}
        onClick={() => send.mutate()}
      >
        Take out {out.size} {out.size === 1 ? 'line' : 'lines'}, leave {left}
      </Button>
      {given > 0 && <span className="quiet">The {given} given so far will be void.</span>}
      {send.error && <Trouble error={send.error} />}
    </div>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Fragment, useRef, useState } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { Empty } from '../parts/empty.tsx'
import { useTitle } from '../parts/heading.tsx'
import { useKeys } from '../parts/keys.ts'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { type Alike, alikeOf, isFolded } from './alike.ts'
import { AlikeLine } from './alike-line.tsx'
import { ApprovalDetail } from './approval-detail.tsx'
import type { Choice } from './choice.ts'
import { Gone } from './gone.tsx'
import { InboxLine } from './inbox-line.tsx'

/** What waits for a person, the soonest to expire first; one of them open beside the list. */
export default function InboxPage() {
  const { id } = useParams()
  const [search, setSearch] = useSearchParams()
  const go = useNavigate()
  const decides = may(useMe(), 'POST /api/approvals/{id}/approve')
  const all = !decides || search.has('all')
  const approvals = useQuery(
    queries.approvals({ state: 'pending', limit: 100, ...(!all && { for: 'me' as const }) }),
  )
  const groups = alikeOf(approvals.data?.items ?? [])
  const items = groups.flatMap((group) => group.items)
  const list = useRef<HTMLDivElement>(null)
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set())
  const pointed = id ?? search.get('at')
  // What is open is never hidden in a fold.
  const isOpen = (group: Alike): boolean =>
    unfolded.has(group.key) || group.items.some((each) => each.id === pointed)
  const rows: readonly Row[] =
    id === undefined
      ? groups.flatMap((group) => rowsOf(group, isOpen(group)))
      : items.map((each) => ({ id: each.id, group: null }))
  const at = rows.findIndex((row) => row.id === pointed)
  // The first, where none is pointed at or the address does not say so yet.
  const here = rows[Math.max(0, at)]
  useTitle(items.length > 0 ? `Inbox (${items.length})` : 'Inbox')

  const lineOf = (row: string): HTMLElement | undefined =>
    [...(list.current?.querySelectorAll<HTMLElement>('[data-id]') ?? [])].find(
      (line) => line.dataset['id'] === row,
    )
  const pointAt = (row: string): void =>
    setSearch({ ...(search.has('all') && { all: '' }), at: row }, { replace: true })
  const point = (index: number): void => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, index))]
    if (!next) return
    if (id !== undefined) void go(`/approvals/${next.id}`, { replace: true })
    else pointAt(next.id)
    lineOf(next.id)?.scrollIntoView({ block: 'nearest' })
  }
  const toggle = ({ key }: Alike, open: boolean): void => {
    setUnfolded((now) => new Set(open ? [...now, key] : [...now].filter((each) => each !== key)))
    if (id === undefined) pointAt(key)
  }
  /** Of many at once nothing is decided: their line unfolds. */
  const open = (choice?: Choice): void => {
    if (here?.group) toggle(here.group, true)
    else if (here) void go(`/approvals/${here.id}`, { state: { choice }, replace: id !== undefined })
  }
  const fold = (): void => {
    const group = here?.group ?? groups.find((each) => each.items.some((one) => one.id === here?.id))
    if (id === undefined && group && isFolded(group)) toggle(group, false)
  }
  const close = (): void => void go(id === undefined ? '/' : `/?at=${id}`)
  useKeys({
    j: () => point(at + 1),
    k: () => point(at - 1),
    ArrowDown: () => point(at + 1),
    ArrowUp: () => point(at - 1),
    ArrowRight: () => {
      const group = rows[at]?.group
      if (group) toggle(group, true)
    },
    ArrowLeft: () => fold(),
    Enter: () => open(),
    a: () => open('approve'),
    A: () => open('always'),
    r: () => open('reject'),
    u: () => open('undo'),
    t: () => {
      const one = items.find((each) => each.id === rows[at]?.id)
      if (one && !one.publication) void go(`/requests/${one.request}`)
    },
    Escape: () => close(),
  })

  return (
    <main className={id === undefined ? 'inbox' : 'inbox inbox-open'}>
      <section className="inbox-list" aria-label="What waits" ref={list}>
        <header className="page-head">
          <h1>Inbox</h1>
          {items.length > 0 && <p className="quiet">{waiting(items.length)}, the soonest to expire first</p>}
          {decides && id === undefined && (
            <Link to={all ? '/' : '/?all'} className="quiet">
              {all ? 'Only what waits for me' : 'All that waits'}
            </Link>
          )}
        </header>
        <Gone items={approvals.data?.items} />
        {approvals.isPending ? (
          <Lines rows={6} />
        ) : approvals.error ? (
          <Trouble error={approvals.error} retry={() => void approvals.refetch()} />
        ) : items.length === 0 ? (
          <Empty title="Nothing waits for you">
            When policy asks a person before an action runs, it appears here, with who asked, what would
            happen and under which rule. In the sandbox, file a ticket at the desk: “I lost my phone and
            cannot sign in”.
          </Empty>
        ) : (
          <ul className="inbox-lines">
            {groups.map((group) => {
              const open = isOpen(group)
              return (
                <Fragment key={group.key}>
                  {isFolded(group) && (
                    <AlikeLine
                      alike={group}
                      chosen={group.key === pointed}
                      open={open}
                      compact={id !== undefined}
                      toggle={() => toggle(group, !open)}
                    />
                  )}
                  {(open || !isFolded(group)) &&
                    group.items.map((approval) => (
                      <InboxLine
                        key={approval.id}
                        approval={approval}
                        chosen={approval.id === pointed}
                        open={approval.id === id}
                        compact={id !== undefined}
                        unlike={isFolded(group) ? (group.unlike.get(approval.id) ?? none) : null}
                      />
                    ))}
                </Fragment>
              )
            })}
          </ul>
        )}
      </section>
      {id !== undefined && (
        <ApprovalDetail
          key={id}
          id={id}
          close={close}
          next={() => point(at + 1 < items.length ? at + 1 : at - 1)}
        />
      )}
    </main>
  )
}

const none: ReadonlySet<never> = new Set()

/** What the keys go over: a line, or the one line of many that are alike. */
interface Row {
  id: string
  group: Alike | null
}

function rowsOf(group: Alike, open: boolean): Row[] {
  const lines = group.items.map((each): Row => ({ id: each.id, group: null }))
  if (!isFolded(group)) return lines
  return [{ id: group.key, group }, ...(open ? lines : [])]
}

const waiting = (count: number): string => (count === 1 ? 'One waits' : `${count} wait`)

import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { Empty } from '../parts/empty.tsx'
import { useTitle } from '../parts/heading.tsx'
import { useKeys } from '../parts/keys.ts'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
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
  const items = approvals.data?.items ?? []
  const list = useRef<HTMLDivElement>(null)
  const at = items.findIndex((each) => each.id === (id ?? search.get('at')))
  useTitle(items.length > 0 ? `Inbox (${items.length})` : 'Inbox')

  const point = (index: number): void => {
    const next = items[Math.max(0, Math.min(items.length - 1, index))]
    if (!next) return
    if (id !== undefined) void go(`/approvals/${next.id}`, { replace: true })
    else setSearch({ ...(search.has('all') && { all: '' }), at: next.id }, { replace: true })
    list.current?.querySelector(`[data-id="${next.id}"]`)?.scrollIntoView({ block: 'nearest' })
  }
  const open = (choice?: Choice): void => {
    const wanted = id ?? items[Math.max(0, at)]?.id
    if (wanted !== undefined)
      void go(`/approvals/${wanted}`, { state: { choice }, replace: id !== undefined })
  }
  const close = (): void => void go(id === undefined ? '/' : `/?at=${id}`)
  useKeys({
    j: () => point(at + 1),
    k: () => point(at - 1),
    ArrowDown: () => point(at + 1),
    ArrowUp: () => point(at - 1),
    Enter: () => open(),
    a: () => open('approve'),
    A: () => open('always'),
    r: () => open('reject'),
    u: () => open('undo'),
    t: () => {
      const one = items[at]
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
            {items.map((approval, index) => (
              <InboxLine
                key={approval.id}
                approval={approval}
                chosen={index === at}
                open={approval.id === id}
                compact={id !== undefined}
              />
            ))}
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

const waiting = (count: number): string => (count === 1 ? 'One waits' : `${count} wait`)

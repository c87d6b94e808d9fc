import type { Choice } from './choice.ts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'react-router'
import type { Approval } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { Icon } from '../parts/icons.tsx'
import { Id } from '../parts/id.tsx'
import { Risk } from '../parts/risk.tsx'
import { Page } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Left } from '../parts/when.tsx'
import { actionTitle, platformName } from '../parts/action-title.ts'
import { ApprovalBody } from './approval-body.tsx'
import { DecideBar } from './decide-bar.tsx'
import { Ended } from './ended.tsx'
import type { Scope } from '../standing/scope.ts'
import { differences } from './differences.ts'

interface Props {
  id: string
  close: () => void
  /** To the next one that waits, once this one is decided. */
  next: () => void
}

/** One approval, exactly as it is decided on; what changes meanwhile is said and never swapped under the reader. */
export function ApprovalDetail({ id, close, next }: Props) {
  const approval = useQuery(queries.approval(id))
  const { choice, before = null } = (useLocation().state as { choice?: Choice; before?: Scope } | null) ?? {}
  return (
    <section className="detail" aria-label="Approval">
      <header className="detail-head">
        <button type="button" className="icon-button" onClick={close} aria-label="Back to the list">
          <Icon name="back" />
        </button>
        {approval.data && (
          <>
            <h2>
              {actionTitle(approval.data.action)}{' '}
              <span className="platform">{platformName(approval.data.connection.platform)}</span>
            </h2>
            <Risk risk={approval.data.risk} />
            <span className="grow" />
            {approval.data.state === 'pending' && <Left until={approval.data.expiresAt} />}
          </>
        )}
      </header>
      {approval.isPending ? (
        <Page />
      ) : approval.error ? (
        <Trouble error={approval.error} retry={() => void approval.refetch()} />
      ) : (
        <Shown latest={approval.data} choice={choice} before={before} next={next} />
      )}
    </section>
  )
}

interface ShownProps {
  latest: Approval
  choice: Choice | undefined
  before: Scope | null
  next: () => void
}

function Shown({ latest, choice, before, next }: ShownProps) {
  const [seen, setSeen] = useState(latest)
  // Of the same hash and version everything else may go on; another one waits until it is looked at.
  const same = latest.hash === seen.hash && latest.version === seen.version
  const shown = same ? latest : seen
  return (
    <>
      {!same && (
        <div className="changed" role="alert">
          <p>
            <strong>Changed since you opened it.</strong> {differences(seen, latest)}
          </p>
          <button type="button" className="plain" onClick={() => setSeen(latest)}>
            Show it as it is now
          </button>
        </div>
      )}
      <Ended approval={latest} />
      <ApprovalBody approval={shown} undo={choice === 'undo'} stale={!same} />
      <DecideBar approval={shown} before={before} stale={!same} choice={choice} next={next} />
      <footer className="detail-foot">
        {shown.publication ? (
          <Link to="/policy">Policy</Link>
        ) : shown.standing ? (
          <Link to="/standing-approvals">Standing approvals</Link>
        ) : (
          <Link to={`/requests/${shown.request}`}>The request</Link>
        )}
        <span className="quiet">
          approval <Id id={shown.id} what="approval id" /> · hash <Id id={shown.hash} what="hash" /> · version{' '}
          {shown.version} · bundle <Id id={shown.bundle} what="bundle digest" />
        </span>
      </footer>
    </>
  )
}

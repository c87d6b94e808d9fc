import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { InDoubt } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { actionTitle } from '../parts/action-title.ts'
import { Empty } from '../parts/empty.tsx'
import { useTitle } from '../parts/heading.tsx'
import { Id } from '../parts/id.tsx'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Ago } from '../parts/when.tsx'
import { SettleForm } from './settle-form.tsx'

/** Steps of which nobody knows whether the platform did them: the evidence, and a person's word on each. */
export default function InDoubtPage() {
  const doubts = useQuery(queries.inDoubt())
  const settles = may(useMe(), 'POST /api/requests/{id}/steps/{step}/settle')
  useTitle('In doubt')
  return (
    <main className="page">
      <header className="page-head">
        <h1>In doubt</h1>
        <p className="quiet">
          The platform did not say whether it did these, and it cannot be read back. None of them is tried
          again until somebody has looked there.
        </p>
      </header>
      {doubts.isPending ? (
        <Lines rows={4} />
      ) : doubts.error ? (
        <Trouble error={doubts.error} retry={() => void doubts.refetch()} />
      ) : doubts.data.items.length === 0 ? (
        <Empty title="Nothing is in doubt">Of every step it is known whether it was done.</Empty>
      ) : (
        <ul className="rows">
          {doubts.data.items.map((doubt) => (
            <Doubt key={`${doubt.request}/${doubt.step}`} doubt={doubt} settles={settles} />
          ))}
        </ul>
      )}
    </main>
  )
}

function Doubt({ doubt, settles }: { doubt: InDoubt; settles: boolean }) {
  const { request, step, action, target, attempts, intendedAt, callNotAfter, platformRequestId } = doubt
  return (
    <li className="row">
      <div>
        <span className="first">{actionTitle(action)}</span>
        <span className="second">
          {target ? <Id id={target.id} what={`${target.type} id`} /> : 'no target'}
        </span>
      </div>
      <div>
        <span className="first">
          <Link to={`/requests/${request}`}>step {step} of its request</Link>
        </span>
        <span className="second">
          tried {attempts === 1 ? 'once' : `${attempts} times`}, <Ago at={intendedAt} />
          {callNotAfter !== null && (
            <>
              ; surely not after <time dateTime={callNotAfter}>{callNotAfter.slice(11, 19)} UTC</time>
            </>
          )}
        </span>
        {platformRequestId !== null && (
          <span className="second">
            <Id id={platformRequestId} what="id of the call at the platform" />
          </span>
        )}
      </div>
      {settles && <SettleForm doubt={doubt} />}
    </li>
  )
}

import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import type { AutonomyKind } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { actionTitle, platformName } from '../parts/action-title.ts'
import { Empty } from '../parts/empty.tsx'
import { useTitle } from '../parts/heading.tsx'
import { Risk } from '../parts/risk.tsx'
import { filterIn } from '../parts/search-filter.ts'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Approvers } from './approvers.tsx'
import { span } from '#contract/span.ts'

const periods = [
  { value: '7', label: 'the last 7 days' },
  { value: '30', label: 'the last 30 days' },
  { value: '90', label: 'the last 90 days' },
  { value: '365', label: 'the last year' },
]

/** By kind of change: how often people were asked, what they said, what came of it, and what is ripe for always. */
export default function AutonomyPage() {
  const [search, setSearch] = useSearchParams()
  const days = periods.find((each) => each.value === search.get('days'))?.value ?? '90'
  const autonomy = useQuery(queries.autonomy({ days: Number(days) }))
  useTitle('Autonomy')
  const items = autonomy.data?.items ?? []
  const ripe = items.filter((each) => each.ripe)
  return (
    <main className="page">
      <header className="page-head">
        <h1>Autonomy</h1>
        <p className="quiet">
          How much Dex does by itself, counted from the decisions on record. It grows where people said yes
          often and never no, and only as far as policy offers.{' '}
          <Link to="/standing-approvals">What stands</Link>
        </p>
      </header>
      <div className="filters">
        <NativeSelect
          aria-label="Period"
          data={periods}
          value={days}
          onChange={(event) => filterIn(setSearch)('days', event.currentTarget.value)}
        />
      </div>
      {autonomy.isPending ? (
        <Lines rows={6} />
      ) : autonomy.error ? (
        <Trouble error={autonomy.error} retry={() => void autonomy.refetch()} />
      ) : items.length === 0 ? (
        <Empty title="Nothing was proposed in this time">
          Each change that Dex proposes is counted here by its kind: asked, approved, rejected, changed,
          undone.
        </Empty>
      ) : (
        <>
          <section className="part" aria-label="Ripe">
            <h2>Ripe for always</h2>
            {ripe.length === 0 ? (
              <p className="quiet">
                Nothing yet. A kind of change is ripe once people said yes five times, never no, and nothing
                of it failed, changed or was taken back; its rule has to offer it.
              </p>
            ) : (
              <ul className="ripe">
                {ripe.map((each) => (
                  <Ripe key={each.action} kind={each} />
                ))}
              </ul>
            )}
          </section>
          <section className="part">
            <h2>By kind of change</h2>
            <div className="wide-table" tabIndex={0} role="region" aria-label="By kind of change">
              <table className="autonomy">
                <thead>
                  <tr>
                    <th scope="col">change</th>
                    <th scope="col">proposed</th>
                    <th scope="col" title="Ran without anybody being asked, or under a standing approval">
                      by itself
                    </th>
                    <th scope="col">asked</th>
                    <th scope="col">approved</th>
                    <th scope="col">rejected</th>
                    <th scope="col" title="What was asked changed before it was decided">
                      changed
                    </th>
                    <th scope="col" title="Nobody answered in time">
                      expired
                    </th>
                    <th scope="col">undone</th>
                    <th scope="col" title="Did not succeed, or nobody knows whether it did">
                      failed
                    </th>
                    <th scope="col" title="Half of the answers came sooner">
                      answer after
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((each) => (
                    <Kind key={each.action} kind={each} />
                  ))}
                </tbody>
              </table>
            </div>
          </section>
        </>
      )}
      <Approvers days={Number(days)} />
    </main>
  )
}

function Ripe({ kind }: { kind: AutonomyKind }) {
  const grants = may(useMe(), 'POST /api/standing-approvals')
  return (
    <li>
      <span className="first">
        {actionTitle(kind.action)}{' '}
        <span className="platform">{platformName(kind.action.split('.')[0] ?? '')}</span>
      </span>
      <span className="second wrap">{kind.why}</span>
      {!grants ? null : kind.pending !== null ? (
        <Link to={`/approvals/${kind.pending}`} state={{ choice: 'always' }}>
          One waits: approve it always
        </Link>
      ) : (
        <span className="quiet">At the next one, choose “Approve always”</span>
      )}
    </li>
  )
}

function Kind({ kind }: { kind: AutonomyKind }) {
  const { action, risk, permitted, standing, undone, failed, inDoubt, medianMs } = kind
  return (
    <tr>
      <th scope="row">
        <Risk risk={risk} word={false} /> {actionTitle(action)}{' '}
        <span className="platform">{platformName(action.split('.')[0] ?? '')}</span>
        {kind.ripe ? (
          <span className="second ripe-word">ripe for always</span>
        ) : (
          <span className="second wrap">{kind.why}</span>
        )}
      </th>
      <Tally count={kind.proposed} />
      <Tally count={permitted + standing} />
      <Tally count={kind.asked} />
      <Tally count={kind.approved} />
      <Tally count={kind.rejected} notable />
      <Tally count={kind.changed} />
      <Tally count={kind.expired} />
      {undone === null ? (
        <td className="never" title="Nothing takes it back">
          cannot be
        </td>
      ) : (
        <Tally count={undone} notable />
      )}
      <Tally count={failed + inDoubt} notable />
      <td>{medianMs === null ? <span className="quiet">–</span> : span(medianMs)}</td>
    </tr>
  )
}

function Tally({ count, notable = false }: { count: number; notable?: boolean }) {
  return <td className={count === 0 ? 'zero' : notable ? 'notable' : undefined}>{count}</td>
}

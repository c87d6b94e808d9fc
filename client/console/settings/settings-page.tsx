import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { call } from '../api/call.ts'
import type { Settings } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { useTitle } from '../parts/heading.tsx'
import { Id } from '../parts/id.tsx'
import { Lines, Page } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Ago, At } from '../parts/when.tsx'
import { span } from '../parts/span.ts'
import { Away } from './away.tsx'

/** What is mine (who decides while I am away, where I am signed in), and, for whoever may see it, how the tenant is set up. */
export default function SettingsPage() {
  const me = useMe()
  useTitle('Settings')
  return (
    <main className="page">
      <header className="page-head">
        <h1>Settings</h1>
      </header>
      <Away />
      {may(me, 'GET /api/settings') && <OfTenant />}
      <Sessions />
    </main>
  )
}

/** Who is here and what their groups give them; how the tenant is set up; what is kept and for how long. */
function OfTenant() {
  const settings = useQuery(queries.settings())
  if (settings.isPending) return <Page />
  if (settings.error) return <Trouble error={settings.error} retry={() => void settings.refetch()} />
  return (
    <>
      <People />
      <Roles settings={settings.data} />
      <Tenant settings={settings.data} />
      <Model settings={settings.data} />
      <HandOvers settings={settings.data} />
      <Kept />
    </>
  )
}

function People() {
  const people = useQuery(queries.people())
  return (
    <section className="part">
      <h2>People</h2>
      {people.isPending ? (
        <Lines rows={4} />
      ) : people.error ? (
        <Trouble error={people.error} retry={() => void people.refetch()} />
      ) : (
        <ul className="rows">
          {people.data.items.map((person) => (
            <li key={person.id} className={person.state === 'active' ? 'row' : 'row dimmed'}>
              <div>
                <span className="first" dir="auto">
                  {person.name ?? person.email ?? 'no longer known'}
                </span>
                <span className="second">{person.email}</span>
              </div>
              <div>
                <span className="first">
                  {person.roles.map((role) => (
                    <span key={role} className="tag">
                      {role}
                    </span>
                  ))}
                </span>
                <span className="second wrap">
                  {person.accounts.map((account) => (
                    <span key={account.platform}>
                      {account.platform} <Id id={account.id} what="account id" />{' '}
                    </span>
                  ))}
                </span>
              </div>
              <div>
                <span className="second">
                  {person.state === 'active' ? 'signed in ' : `${person.state}, signed in `}
                  <Ago at={person.seenAt} />
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
      <p className="quiet">
        Roles come from groups at the identity provider, as of the last sign-in. They open pages; what
        somebody may approve is read anew from the directory each time.
      </p>
    </section>
  )
}

function Roles({ settings }: { settings: Settings }) {
  return (
    <section className="part">
      <h2>Roles</h2>
      <dl className="facts wide">
        {Object.entries(settings.groupRoles).map(([group, roles]) => (
          <Fact key={group} name={group}>
            {roles.join(', ')} <span className="quiet">in the console</span>
          </Fact>
        ))}
        {Object.entries(settings.roleGroups).map(([role, groups]) => (
          <Fact key={role} name={role}>
            {groups.map((group) => (
              <Id key={group} id={group} what="group id" />
            ))}{' '}
            <span className="quiet">in policy</span>
          </Fact>
        ))}
        <Fact name="asked where no rule names anybody">{settings.defaultApprovers}</Fact>
        <Fact name="may touch privileged accounts">
          {settings.owners.length === 0
            ? 'nobody'
            : settings.owners.map((owner) => <Id key={owner} id={owner} what="account id" />)}
        </Fact>
      </dl>
    </section>
  )
}

function Tenant({ settings }: { settings: Settings }) {
  const { bounds } = settings
  return (
    <section className="part">
      <h2>This tenant</h2>
      <dl className="facts wide">
        <Fact name="time zone">{settings.zone}</Fact>
        <Fact name="identity source">{settings.identitySource}</Fact>
        <Fact name="signs in at">{settings.issuer ?? 'nowhere'}</Fact>
        <Fact name="platforms">{settings.platforms.map((each) => each.platform).join(', ') || 'none'}</Fact>
        <Fact name="doors">
          {settings.sources.map((each) => (
            <span key={each.id}>
              {each.kind} <Id id={each.id} what="source id" />{' '}
            </span>
          ))}
        </Fact>
        <Fact name="bounds of a request">
          {bounds.turns} turns, {bounds.denials} denials, {bounds.tokens.toLocaleString()} tokens,{' '}
          {bounds.hours} hours
        </Fact>
        <Fact name="reminds approvers after">{span(settings.remindAfterSeconds * 1_000)}</Fact>
        <Fact name="a session ends">
          after {span(settings.session.idleSeconds * 1_000)} unused, after{' '}
          {span(settings.session.absoluteSeconds * 1_000)} in any case
        </Fact>
      </dl>
    </section>
  )
}

const dollars = (usd: number): string => `$${usd.toFixed(2)}`

/** What models took, and where it ends. */
function Model({ settings }: { settings: Settings }) {
  const { budgets, usage } = settings
  const month = usage.filter(({ day }) => day.slice(0, 7) === usage[0]?.day.slice(0, 7))
  const spent = month.reduce((sum, { usd }) => sum + usd, 0)
  const most = (usd: number | null) => (usd === null ? 'no bound' : `at most ${dollars(usd)}`)
  return (
    <section className="part" aria-label="Model and budget">
      <h2>Model and budget</h2>
      <dl className="facts wide">
        <Fact name="a request">{most(budgets.requestUsd)}</Fact>
        <Fact name="a day">
          {most(budgets.dayUsd)}
          {budgets.dayTokens !== null && <>, at most {budgets.dayTokens.toLocaleString()} tokens</>}
        </Fact>
        <Fact name="a month">
          {most(budgets.monthUsd)} <span className="quiet">{dollars(spent)} in the latest</span>
        </Fact>
      </dl>
      {usage.length === 0 ? (
        <p className="quiet">No model was asked in the last month.</p>
      ) : (
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">day</th>
              <th scope="col">turns</th>
              <th scope="col">tokens</th>
              <th scope="col">cost</th>
            </tr>
          </thead>
          <tbody>
            {usage.slice(0, 14).map(({ day, turns, tokens, usd }) => (
              <tr key={day}>
                <td>{day}</td>
                <td>{turns.toLocaleString()}</td>
                <td>{tokens.toLocaleString()}</td>
                <td>{dollars(usd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="quiet">
        Money follows from the configured prices; without prices it is 0. What reaches a request’s bound is
        handed over, a day’s or a month’s stops new work.
      </p>
    </section>
  )
}

function HandOvers({ settings }: { settings: Settings }) {
  if (settings.escalation.length === 0) return null
  return (
    <section className="part" aria-label="Hand-overs">
      <h2>Who looks after what is handed over</h2>
      <ol>
        {settings.escalation.map(({ to, categories, channels, departments, hours }) => (
          <li key={`${to} ${categories.join()} ${hours ?? ''}`}>
            {to}{' '}
            <span className="quiet">
              {[...categories, ...channels, ...departments, ...(hours === null ? [] : [hours])].join(', ') ||
                'everything else'}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Kept() {
  return (
    <section className="part">
      <h2>What is kept</h2>
      <dl className="facts wide">
        <Fact name="content of a request">
          until it closes; then its key is destroyed, and the rows with it
        </Fact>
        <Fact name="the record">
          who, what, on which target, under which rule, with what outcome: kept, chained, no content
        </Fact>
        <Fact name="names and addresses">sealed with the tenant’s key, found by keyed digest</Fact>
        <Fact name="tokens of people">sealed at the gate; this page and the api never see them</Fact>
      </dl>
    </section>
  )
}

function Sessions() {
  const sessions = useQuery(queries.sessions())
  const end = useMutation({
    mutationFn: () => call('POST /api/sessions/end-all', {}),
    onSuccess: () => window.location.assign('/'),
  })
  return (
    <section className="part">
      <h2>Where you are signed in</h2>
      {sessions.error ? (
        <Trouble error={sessions.error} retry={() => void sessions.refetch()} />
      ) : (
        <ul className="rows">
          {(sessions.data?.items ?? []).map((each) => (
            <li key={each.createdAt} className="row">
              <div>
                <span className="first">
                  {each.kind === 'browser' ? 'Browser' : 'Terminal'}{' '}
                  {each.current && <span className="tag">this one</span>}
                </span>
                <span className="second">
                  used <Ago at={each.seenAt} />
                </span>
              </div>
              <div>
                <span className="second">
                  since <At at={each.createdAt} />
                </span>
                <span className="second">
                  ends <At at={each.expiresAt} /> at the latest
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
      {end.error && <Trouble error={end.error} />}
      <Button variant="default" size="xs" onClick={() => end.mutate()} loading={end.isPending}>
        Sign out everywhere
      </Button>
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

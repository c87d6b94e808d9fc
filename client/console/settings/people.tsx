import { useQuery } from '@tanstack/react-query'
import type { Settings } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { platformName } from '../parts/action-title.ts'
import { Id } from '../parts/id.tsx'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Ago } from '../parts/when.tsx'
import { Fact } from './fact.tsx'

/** Who has signed in, as whom they are known, and what their groups gave them. */
export function People() {
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
                {person.accounts.map((account) => (
                  <span key={account.platform} className="second">
                    {platformName(account.platform)} <Id id={account.id} what="account id" />
                  </span>
                ))}
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

/** What a group gives, in the console and in policy. */
export function Roles({ settings }: { settings: Settings }) {
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

import { Button } from '@mantine/core'
import type { Connection } from '../api/operations.ts'
import { platformName } from '../parts/action-title.ts'
import { Id } from '../parts/id.tsx'
import { Ago } from '../parts/when.tsx'
import { connectUrl } from './connect-anew.tsx'
import { Disconnect } from './disconnect.tsx'

const uses: Readonly<Record<string, { mine: string; theirs: string }>> = {
  own: { mine: 'Only on your own account', theirs: 'Only on their own account' },
  admin: { mine: 'What you approve runs as you', theirs: 'What they approve runs as them' },
  investigate: {
    mine: 'Looks into tickets; never writes',
    theirs: 'Looks into tickets; never writes',
  },
}

/** One delegation: for what, on which account, how it is, how far it reaches, and the way to end it. */
export function ConnectionRow({ connection, name }: { connection: Connection; name: string | null }) {
  const { platform, kind, mine, accountId, createdAt, state } = connection
  return (
    <li className={state === 'revoked' ? 'row connection dimmed' : 'row connection'}>
      <div>
        <span className="first">
          {platformName(platform)} <span className="tag">{kind}</span>
        </span>
        <span className="second">{uses[kind]?.[mine ? 'mine' : 'theirs'] ?? ''}</span>
      </div>
      <div>
        <span className="first">{name === null ? null : `${name}, `}account</span>
        <span className="second">
          <Id id={accountId} what="account id" />
        </span>
      </div>
      <Health connection={connection} />
      <div>
        <Scopes connection={connection} />
        <span className="second">
          since <Ago at={createdAt} />
        </span>
      </div>
      <div className="row-end">
        <Again connection={connection} />
        {state === 'active' && <Disconnect connection={connection} />}
      </div>
    </li>
  )
}

function Health({ connection: { state, missing } }: { connection: Connection }) {
  const [first, second] =
    state === 'active'
      ? missing.length === 0
        ? ['in use', 'everything was granted']
        : ['in use, in part', `not granted: ${missing.length} of its scopes`]
      : state === 'ending'
        ? ['out of use', 'its tokens are being revoked']
        : state === 'expired'
          ? ['ended by the platform', 'requests wait for it to be connected again']
          : ['disconnected or replaced', 'its tokens are destroyed']
  const bad = state === 'expired' || (state === 'active' && missing.length > 0)
  return (
    <div>
      <span className="first">
        <span className={bad ? 'tag tag-bad' : 'tag'}>{first}</span>
      </span>
      <span className="second">{second}</span>
    </div>
  )
}

function Scopes({ connection: { scopes, missing } }: { connection: Connection }) {
  return (
    <details className="scopes">
      <summary>{scopes.length} scopes</summary>
      <ul>
        {scopes.map((scope) => (
          <li key={scope}>
            <code>{scope}</code>
          </li>
        ))}
        {missing.map((scope) => (
          <li key={scope}>
            <code>{scope}</code> <span className="tag tag-bad">not granted</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Where its person, and nobody else, can mend it. */
function Again({ connection: { mine, state, missing, platform, kind } }: { connection: Connection }) {
  const lacks = state === 'active' && missing.length > 0
  if (!mine || (state !== 'expired' && !lacks)) return null
  return (
    <Button size="xs" component="a" href={connectUrl(platform, kind)}>
      {lacks ? 'Grant the rest' : 'Connect again'}
    </Button>
  )
}

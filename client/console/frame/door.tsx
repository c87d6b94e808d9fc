import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from 'react-router'
import { Refusal } from '../api/call.ts'
import { queries } from '../api/queries.ts'
import { Mark } from '../parts/icons.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Frame } from './frame.tsx'
import { MeContext } from './me.ts'
import { Teller } from './tell.tsx'

/** The way in: whoever is not signed in sees one button, and comes back to where they wanted to go. */
export function Door() {
  const me = useQuery(queries.me())
  const { pathname, search } = useLocation()
  const signedOut = me.error instanceof Refusal && me.error.status === 401
  if (me.data && !signedOut) {
    return (
      <MeContext value={me.data}>
        <Teller>
          <Frame />
        </Teller>
      </MeContext>
    )
  }
  return (
    <main className="door">
      <div className="door-inner">
        <Mark />
        <h1>Dex</h1>
        <p>
          An autonomous IT engineer whose limits are in code. It may propose anything; only what policy and
          people allow reaches a real system.
        </p>
        {signedOut ? (
          <Button
            component="a"
            href={`/auth/login?${new URLSearchParams({ returnTo: pathname + search })}`}
            size="md"
          >
            Sign in
          </Button>
        ) : me.error ? (
          <Trouble error={me.error} retry={() => void me.refetch()} />
        ) : (
          <div className="door-wait" role="status">
            Looking who is there
          </div>
        )}
      </div>
    </main>
  )
}

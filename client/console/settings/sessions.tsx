import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { queries } from '../api/queries.ts'
import { Trouble } from '../parts/trouble.tsx'
import { Ago, At } from '../parts/when.tsx'

/** Where I am signed in, and the way out everywhere. */
export function Sessions() {
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

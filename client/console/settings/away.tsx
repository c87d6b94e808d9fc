import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../api/call.ts'
import type { Deputy } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { At } from '../parts/when.tsx'

/** Who decides on my behalf, until when; and on whose behalf I do. */
export function Away() {
  const me = useMe()
  const deputies = useQuery(queries.deputies())
  const client = useQueryClient()
  const again = () => void client.invalidateQueries({ queryKey: ['deputies'] })
  const end = useMutation({
    mutationFn: (id: string) => call('DELETE /api/deputies/{id}', { path: { id } }),
    onSettled: again,
  })
  const shown = (deputies.data?.items ?? []).filter(
    (each) => each.state === 'in_force' || each.state === 'planned',
  )
  return (
    <section className="part" aria-labelledby="away">
      <h2 id="away">While I am away</h2>
      {deputies.isPending ? (
        <Lines rows={2} />
      ) : deputies.error ? (
        <Trouble error={deputies.error} retry={() => void deputies.refetch()} />
      ) : (
        <>
          {shown.length === 0 ? (
            <p className="quiet">Nobody decides on anybody’s behalf.</p>
          ) : (
            <ul className="rows">
              {shown.map((each) => (
                <li key={each.id} className="row">
                  <div>
                    <span className="first" dir="auto">
                      {sentence(each)}
                    </span>
                    <span className="second">
                      {each.state === 'planned' && (
                        <>
                          from <At at={each.from} />{' '}
                        </>
                      )}
                      until <At at={each.until} />
                    </span>
                  </div>
                  {may(me, 'DELETE /api/deputies/{id}') && (
                    <Button
                      variant="default"
                      size="compact-sm"
                      loading={end.isPending && end.variables === each.id}
                      onClick={() => end.mutate(each.id)}
                    >
                      End it
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )}
          {end.error && <Trouble error={end.error} />}
          {may(me, 'POST /api/deputies') && <Name candidates={deputies.data.candidates} named={again} />}
        </>
      )}
      <p className="quiet">
        A deputy says yes or no by your right, on their own connection and under their own name; both names
        stand on record. It never lets anybody decide on what you or they asked for or are touched by, and it
        is not handed on.
      </p>
    </section>
  )
}

interface NameProps {
  candidates: readonly { person: string; name: string | null; email: string | null }[]
  named: () => void
}

function Name({ candidates, named }: NameProps) {
  const [deputy, setDeputy] = useState('')
  const [until, setUntil] = useState('')
  const name = useMutation({
    // The whole of that day, where the reader is.
    mutationFn: () =>
      call('POST /api/deputies', {
        body: { deputy, until: new Date(`${until}T23:59:59`).toISOString() },
      }),
    onSuccess: () => {
      setDeputy('')
      setUntil('')
    },
    onSettled: named,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    name.mutate()
  }
  return (
    <form onSubmit={submit} className="away-form" aria-label="Name a deputy">
      <NativeSelect
        label="Who decides on my behalf"
        value={deputy}
        onChange={(event) => setDeputy(event.currentTarget.value)}
        data={[
          { value: '', label: candidates.length === 0 ? 'nobody else may decide here' : 'Choose' },
          ...candidates.map(({ person, name, email }) => ({ value: person, label: name ?? email ?? person })),
        ]}
      />
      <TextInput
        label="Until the end of"
        type="date"
        value={until}
        onChange={(event) => setUntil(event.currentTarget.value)}
      />
      <Button type="submit" loading={name.isPending} disabled={deputy === '' || until === ''}>
        Name
      </Button>
      {name.error && <Trouble error={name.error} />}
    </form>
  )
}

function sentence({ person, deputy }: Deputy): string {
  const who = (each: Deputy['person']) => each.name ?? each.person
  if (deputy.you) return `You decide on behalf of ${who(person)}`
  return person.you
    ? `${who(deputy)} decides on your behalf`
    : `${who(deputy)} decides on behalf of ${who(person)}`
}

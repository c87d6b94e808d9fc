import { Button, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { saysSomething } from '#contract/says-something.ts'
import { call } from '../api/call.ts'
import type { StandingApproval } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { useTell } from '../frame/tell.tsx'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'

/** What is another since, what it would be anew, and the one yes that it takes. */
export function Renewal({ standing, close }: { standing: StandingApproval; close: () => void }) {
  const { id } = standing
  const [why, setWhy] = useState('')
  const client = useQueryClient()
  const tell = useTell()
  const navigate = useNavigate()
  const renewal = useQuery(queries.renewal(id))
  const confirm = useMutation({
    mutationFn: () => {
      const { approval, until, cap } = renewal.data ?? {}
      if (!approval || !until || !cap) throw new Error('nothing to confirm')
      const { id: of, hash, version } = approval
      const justification = why.trim() === '' ? {} : { justification: why.trim() }
      const body = { approval: of, hash, version, until, cap, ...justification }
      return call('POST /api/standing-approvals/{id}/renewal', { path: { id }, body })
    },
    onSuccess: (made) => {
      if (made.state === 'waiting') return void navigate(`/approvals/${made.id}`)
      tell('Confirmed: it counts again, with what was left of it')
    },
    onSettled: () => {
      for (const name of ['standing', 'autonomy', 'approvals', 'counts'])
        void client.invalidateQueries({ queryKey: [name] })
    },
  })
  const shown = renewal.data
  return (
    <section className="renewal" aria-label="Confirm it anew">
      {renewal.isPending ? (
        <Lines rows={3} />
      ) : renewal.error || !shown ? (
        <Trouble error={renewal.error} retry={() => void renewal.refetch()} />
      ) : (
        <>
          {shown.changed.length > 0 && (
            <>
              <h4>What changed</h4>
              <ul className="says">
                {shown.changed.map((each) => (
                  <li key={each}>{each}</li>
                ))}
              </ul>
            </>
          )}
          {shown.possible ? (
            <>
              <h4>It would run without asking</h4>
              <ul className="says">
                {shown.says.map((each) => (
                  <li key={each}>{each}</li>
                ))}
              </ul>
              {shown.justification && (
                <Textarea
                  label="Why"
                  description="Policy asks for a reason"
                  value={why}
                  onChange={(event) => setWhy(event.currentTarget.value)}
                  autosize
                />
              )}
              {shown.needed > 1 && <p className="quiet">It counts once {shown.needed} people signed it.</p>}
              {shown.stepUp && <p className="quiet">Policy asks for a fresh sign-in for exactly this.</p>}
            </>
          ) : (
            <p className="always-warn">It cannot be confirmed: {shown.why}.</p>
          )}
        </>
      )}
      {confirm.error && <Trouble error={confirm.error} />}
      <div className="decide-buttons">
        {shown?.possible && (
          <Button
            size="xs"
            loading={confirm.isPending}
            disabled={shown.justification && !saysSomething(why)}
            onClick={() => confirm.mutate()}
          >
            {shown.stepUp ? 'Go on to sign it' : 'Confirm it anew'}
          </Button>
        )}
        <Button size="xs" variant="subtle" color="gray" onClick={close}>
          {shown?.possible ? 'Not now' : 'Close'}
        </Button>
      </div>
    </section>
  )
}

import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { call } from '../api/call.ts'
import type { Step } from '../api/operations.ts'
import { may, useMe } from '../frame/me.ts'
import { actionTitle } from '../parts/action-title.ts'
import { Id } from '../parts/id.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Values } from '../parts/values.tsx'
import { At } from '../parts/when.tsx'

/** What was done can be put back while it is kept: as a request of its own, which policy and people decide on. */
export function TakeBack({ request, step }: { request: string; step: Step }) {
  const { undo, undoneBy } = step
  return (
    <div className="take-back">
      {undoneBy !== null && (
        <p>
          To be taken back by{' '}
          <Link to={`/requests/${undoneBy.request}`}>
            <Id id={undoneBy.request} what="request id" />
          </Link>
          : {undoneBy.status}
        </p>
      )}
      {undo !== null && undoneBy?.status !== 'resolved' && <Ask request={request} step={step} undo={undo} />}
    </div>
  )
}

function Ask({ request, step, undo }: { request: string; step: Step; undo: NonNullable<Step['undo']> }) {
  const [open, setOpen] = useState(false)
  const client = useQueryClient()
  const navigate = useNavigate()
  const send = useMutation({
    mutationFn: () =>
      call('POST /api/requests/{id}/steps/{step}/undo', {
        path: { id: request, step: step.step },
        body: { hash: step.hash },
      }),
    onSuccess: ({ id }) => navigate(`/requests/${id}`),
    onSettled: () => void client.invalidateQueries({ queryKey: ['requests'] }),
  })
  if (!may(useMe(), 'POST /api/requests/{id}/steps/{step}/undo')) return null
  if (!open)
    return (
      <Button variant="default" size="xs" onClick={() => setOpen(true)}>
        Take it back
      </Button>
    )
  return (
    <div className="stack">
      <p>
        {actionTitle(undo.action)}. {undo.note}
      </p>
      {undo.before !== null && (
        <dl className="facts">
          <div>
            <dt>stood before</dt>
            <dd>
              <Values of={undo.before as object} />
            </dd>
          </div>
          <div>
            <dt>since then</dt>
            <dd>
              <Values of={(undo.after ?? {}) as object} />
            </dd>
          </div>
          <div>
            <dt>kept until</dt>
            <dd>
              <At at={undo.until} />
            </dd>
          </div>
        </dl>
      )}
      <p className="quiet">
        A request of its own, in your name: policy and others decide on it, and nothing is done if somebody
        has changed it since.
      </p>
      {send.error && <Trouble error={send.error} />}
      <div className="decide-buttons">
        <Button size="xs" loading={send.isPending} onClick={() => send.mutate()} autoFocus>
          Ask for it
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={() => setOpen(false)}>
          Back
        </Button>
      </div>
    </div>
  )
}

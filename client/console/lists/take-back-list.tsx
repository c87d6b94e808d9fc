import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { call } from '../api/call.ts'
import type { List } from '../api/operations.ts'
import { may, useMe } from '../frame/me.ts'
import { actionTitle } from '../parts/action-title.ts'
import { Id } from '../parts/id.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { At } from '../parts/when.tsx'

/** What a list did can be put back as one list of its own, while it is kept; policy and people decide on that one too. */
export function TakeBackList({ list }: { list: List }) {
  const { undo, undoneBy } = list
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
      {undo !== null && undoneBy?.status !== 'resolved' && <Ask list={list} undo={undo} />}
    </div>
  )
}

function Ask({ list, undo }: { list: List; undo: NonNullable<List['undo']> }) {
  const [open, setOpen] = useState(false)
  const client = useQueryClient()
  const navigate = useNavigate()
  const send = useMutation({
    mutationFn: () =>
      call('POST /api/requests/{id}/lists/{step}/undo', {
        path: { id: list.request, step: list.step },
        body: { hash: list.hash },
      }),
    onSuccess: ({ id }) => navigate(`/requests/${id}`),
    onSettled: () => void client.invalidateQueries({ queryKey: ['requests'] }),
  })
  if (!may(useMe(), 'POST /api/requests/{id}/lists/{step}/undo')) return null
  if (!open)
    return (
      <Button variant="default" size="xs" onClick={() => setOpen(true)}>
        Take all of it back
      </Button>
    )
  return (
    <div className="stack">
      <p>
        {actionTitle(undo.action)}, {undo.lines} lines, as one list that asks for one yes
        {undo.gone > 0 && `; of ${undo.gone} nothing is kept that could be put back`}. Kept until{' '}
        <At at={undo.until} />. A line that somebody changed since is left as it is.
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

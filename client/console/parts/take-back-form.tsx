import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { Step } from '../api/operations.ts'
import { Id } from './id.tsx'
import { Trouble } from './trouble.tsx'

interface Props {
  undoneBy: Step['undoneBy']
  /** Something is kept that could be put back, and this person may ask for it. */
  offered: boolean
  label: string
  /** Opens the request that takes it back. */
  ask(): Promise<{ id: string }>
  /** What would be put back. */
  children: ReactNode
}

/** What was done can be put back while it is kept, as a request of its own, and which request does so. */
export function TakeBackForm({ undoneBy, offered, ...form }: Props) {
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
      {offered && undoneBy?.status !== 'resolved' && <Ask {...form} />}
    </div>
  )
}

function Ask({ label, ask, children }: Pick<Props, 'label' | 'ask' | 'children'>) {
  const [open, setOpen] = useState(false)
  const client = useQueryClient()
  const navigate = useNavigate()
  const send = useMutation({
    mutationFn: ask,
    onSuccess: ({ id }) => navigate(`/requests/${id}`),
    onSettled: () => void client.invalidateQueries({ queryKey: ['requests'] }),
  })
  if (!open)
    return (
      <Button variant="default" size="xs" onClick={() => setOpen(true)}>
        {label}
      </Button>
    )
  return (
    <div className="stack">
      {children}
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

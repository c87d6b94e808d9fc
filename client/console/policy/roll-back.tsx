import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useNavigate } from 'react-router'
import { call } from '../api/call.ts'
import { useTell } from '../frame/tell.tsx'
import { Trouble } from '../parts/trouble.tsx'

/** An older bundle again: compared, tested and reviewed like a new one. */
export function RollBack({ digest, owner }: { digest: string; owner: 'operator' | 'tenant' }) {
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState('')
  const tell = useTell()
  const navigate = useNavigate()
  const client = useQueryClient()
  const send = useMutation({
    mutationFn: () =>
      call('POST /api/policy/publish', { body: { kind: owner, digest, reason: reason.trim() } }),
    onSuccess: ({ state, approval }) => {
      tell(state === 'in_force' ? 'It is in force' : 'Asked for; a second person reviews it')
      setOpen(false)
      if (approval !== null) void navigate(`/approvals/${approval.id}`)
    },
    onSettled: () => {
      for (const key of ['policy', 'approvals', 'counts']) void client.invalidateQueries({ queryKey: [key] })
    },
  })
  if (!open)
    return (
      <Button variant="default" size="compact-sm" onClick={() => setOpen(true)}>
        Go back to it
      </Button>
    )
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (reason.trim() !== '') send.mutate()
  }
  return (
    <form className="stack" onSubmit={submit} aria-label="Go back to this bundle">
      <TextInput
        label="Why"
        description="Whoever reviews it reads this beside what it changes"
        required
        autoFocus
        maxLength={1_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {send.error && <Trouble error={send.error} />}
      <div className="decide-buttons">
        <Button type="submit" size="xs" loading={send.isPending} disabled={reason.trim() === ''}>
          Ask for it
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={() => setOpen(false)}>
          Back
        </Button>
      </div>
    </form>
  )
}

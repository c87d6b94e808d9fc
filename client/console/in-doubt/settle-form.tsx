import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/call.ts'
import type { InDoubt } from '../api/operations.ts'
import { useTell } from '../frame/tell.tsx'
import { Trouble } from '../parts/trouble.tsx'

const places = [
  { value: 'platform_log', label: 'the platform’s own log' },
  { value: 'object', label: 'the account or group itself' },
  { value: 'person', label: 'whom it was for' },
] as const
type Seen = (typeof places)[number]['value']

/** A signed word, as an approval is: where it was looked, and what was found. */
export function SettleForm({ doubt }: { doubt: InDoubt }) {
  const [open, setOpen] = useState(false)
  const [seen, setSeen] = useState<Seen>('platform_log')
  const [reference, setReference] = useState('')
  const client = useQueryClient()
  const tell = useTell()
  const send = useMutation({
    mutationFn: (happened: boolean) =>
      call('POST /api/requests/{id}/steps/{step}/settle', {
        path: { id: doubt.request, step: doubt.step },
        body: { hash: doubt.hash, happened, seen, ...(reference !== '' && { reference }) },
      }),
    onSuccess: (_answer, happened) => tell(happened ? 'Settled: it was done' : 'Settled: it was not done'),
    onSettled: () => void client.invalidateQueries({ queryKey: ['in-doubt'] }),
  })
  if (!open) {
    return (
      <Button variant="default" size="xs" onClick={() => setOpen(true)}>
        I looked
      </Button>
    )
  }
  return (
    <form className="stack" onSubmit={(event) => event.preventDefault()}>
      <NativeSelect
        label="I looked at"
        data={[...places]}
        value={seen}
        onChange={(event) => setSeen(event.currentTarget.value as Seen)}
      />
      <TextInput
        label="Id of what shows it"
        description="Such as of the entry in the log; no names"
        maxLength={80}
        pattern="[A-Za-z0-9._:-]*"
        value={reference}
        onChange={(event) => setReference(event.currentTarget.value.trim())}
      />
      {send.error && <Trouble error={send.error} />}
      <div className="decide-buttons">
        <Button size="xs" loading={send.isPending} onClick={() => send.mutate(true)}>
          It was done
        </Button>
        <Button size="xs" variant="default" disabled={send.isPending} onClick={() => send.mutate(false)}>
          It was not done
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={() => setOpen(false)}>
          Back
        </Button>
      </div>
    </form>
  )
}

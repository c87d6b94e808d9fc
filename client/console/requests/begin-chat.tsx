import { Button, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { call } from '../api/call.ts'
import { Trouble } from '../parts/trouble.tsx'

/** Writes to Dex about one's own accounts; the talk goes on at the request's page. */
export function BeginChat() {
  const go = useNavigate()
  const [key] = useState(() => crypto.randomUUID())
  const [text, setText] = useState('')
  const begin = useMutation({
    mutationFn: () =>
      call('POST /api/chats', { body: { text: text.trim() }, headers: { 'idempotency-key': key } }),
    onSuccess: ({ id }) => void go(`/requests/${id}`),
  })
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        begin.mutate()
      }}
    >
      <Textarea
        label="Write to Dex about your own accounts"
        description="What you have connected under Connections. Nobody else’s account is touched, and no password or second factor."
        rows={3}
        maxLength={20_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {begin.error && <Trouble error={begin.error} />}
      <div className="decide-buttons">
        <Button type="submit" variant="default" loading={begin.isPending} disabled={text.trim() === ''}>
          Send
        </Button>
      </div>
    </form>
  )
}

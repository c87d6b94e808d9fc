import { Button, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { call } from '../api/call.ts'
import { useMe } from '../frame/me.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Trouble } from '../parts/trouble.tsx'

/** Asks in the caller's own name; pressed twice it is one request. */
export function CreateRequest({ close }: { close: () => void }) {
  const me = useMe()
  const go = useNavigate()
  const [key] = useState(() => crypto.randomUUID())
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const [list, setList] = useState('')
  const create = useMutation({
    mutationFn: () =>
      call('POST /api/requests', {
        body: { title: title.trim(), text, ...(list.trim() !== '' && { list }) },
        headers: { 'idempotency-key': key },
      }),
    onSuccess: ({ id }) => void go(`/requests/${id}`),
  })
  return (
    <Dialog title="New request" size="lg" close={close}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate()
        }}
      >
        <TextInput
          label="What do you need?"
          required
          data-autofocus
          maxLength={1_000}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Textarea
          label="What happened, in your words"
          rows={6}
          maxLength={100_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <details>
          <summary>For many at once: a list</summary>
          <div className="stack">
            <label className="list-file">
              A CSV file{' '}
              <input
                type="file"
                accept=".csv,text/csv,text/plain"
                onChange={(event) => void event.currentTarget.files?.[0]?.text().then(setList)}
              />
            </label>
            <Textarea
              label="The list"
              description="One address or id a line, or CSV with a column email, login or id. Each line is looked up; what is not clear is set aside."
              rows={4}
              maxLength={400_000}
              value={list}
              onChange={(event) => setList(event.currentTarget.value)}
            />
          </div>
        </details>
        <p className="quiet">
          Asked as {me.email}. The text is sealed with a key of this request alone, and the key is destroyed
          when it closes.
        </p>
        {create.error && <Trouble error={create.error} />}
        <div className="decide-buttons">
          <Button type="submit" loading={create.isPending} disabled={title.trim() === ''}>
            Ask
          </Button>
          <Button variant="subtle" color="gray" onClick={close}>
            Back
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

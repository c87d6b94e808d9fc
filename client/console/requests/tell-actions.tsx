import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/call.ts'
import type { RequestStory } from '../api/operations.ts'
import { may, useMe } from '../frame/me.ts'
import { useTell } from '../frame/tell.tsx'
import { Trouble } from '../parts/trouble.tsx'

type Kind = 'answer' | 'instruct' | 'take-over' | 'cancel'

const asksFor = {
  answer: {
    label: 'Answer what was asked',
    description: 'It is read as text and gives no right to anything',
  },
  instruct: {
    label: 'Tell the engineer',
    description: 'Who instructs is an author and cannot approve what follows',
  },
} as const

const sure: Readonly<Record<Exclude<Kind, 'answer' | 'instruct'>, string>> = {
  'take-over': 'Dex stops here and you go on by hand. What was done stays done.',
  cancel: 'It ends without an answer, and its content is destroyed. What was done stays done.',
}

/** Signed statements of the person, as an approval is. */
export function TellActions({ story }: { story: RequestStory }) {
  const me = useMe()
  const [open, setOpen] = useState<Kind | null>(null)
  const [text, setText] = useState('')
  const client = useQueryClient()
  const tell = useTell()
  const send = useMutation({
    mutationFn: (kind: Kind) => {
      const path = { id: story.id }
      if (kind === 'answer')
        return call('POST /api/requests/{id}/answer', { path, body: { text: text.trim() } })
      if (kind === 'instruct')
        return call('POST /api/requests/{id}/instruct', { path, body: { text: text.trim() } })
      return kind === 'cancel'
        ? call('POST /api/requests/{id}/cancel', { path })
        : call('POST /api/requests/{id}/take-over', { path })
    },
    onSuccess: (_answer, kind) => {
      tell({ answer: 'Answered', instruct: 'Told', 'take-over': 'Taken over', cancel: 'Cancelled' }[kind])
      setOpen(null)
      setText('')
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ['requests'] }),
  })
  const works = may(me, 'POST /api/requests/{id}/instruct')
  const cancels = may(me, 'POST /api/requests/{id}/cancel') && (works || story.mine)
  const answers =
    story.status === 'waiting_requester' && may(me, 'POST /api/requests/{id}/answer') && (works || story.mine)
  if (!works && !cancels && !answers) return null
  return (
    <div className="tell">
      {open === null ? (
        <>
          {answers && (
            <Button size="xs" onClick={() => setOpen('answer')}>
              Answer
            </Button>
          )}
          {works && (
            <Button variant="default" size="xs" onClick={() => setOpen('instruct')}>
              Instruct
            </Button>
          )}
          {works && (
            <Button variant="default" size="xs" onClick={() => setOpen('take-over')}>
              Take over
            </Button>
          )}
          {cancels && (
            <Button variant="default" size="xs" onClick={() => setOpen('cancel')}>
              Cancel it
            </Button>
          )}
        </>
      ) : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            send.mutate(open)
          }}
        >
          {open === 'instruct' || open === 'answer' ? (
            <Textarea
              {...asksFor[open]}
              autoFocus
              required
              rows={3}
              maxLength={10_000}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          ) : (
            <p>{sure[open]}</p>
          )}
          {send.error && <Trouble error={send.error} />}
          <div className="decide-buttons">
            <Button
              type="submit"
              size="xs"
              loading={send.isPending}
              disabled={(open === 'instruct' || open === 'answer') && text.trim() === ''}
              autoFocus={open !== 'instruct' && open !== 'answer'}
            >
              {{ answer: 'Answer', instruct: 'Tell', 'take-over': 'Take over', cancel: 'Cancel it' }[open]}
            </Button>
            <Button size="xs" variant="subtle" color="gray" onClick={() => setOpen(null)}>
              Back
            </Button>
          </div>
        </form>
      )}
    </div>
  )
}

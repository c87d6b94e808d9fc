import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call, Refusal } from '../api/call.ts'
import { saysSomething } from '#contract/says-something.ts'
import type { Approval } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { useTell } from '../frame/tell.tsx'
import { isPause, pauseOf } from './pause.ts'
import { Samples } from '../lists/samples.tsx'
import { mod } from '../parts/keys.ts'
import { useNow } from '../parts/now.ts'
import { Trouble } from '../parts/trouble.tsx'

interface Props {
  approval: Approval
  verdict: 'approve' | 'reject'
  /** Called once it is on its way. */
  sent: () => void
  cancel: () => void
  next: () => void
}

const proofWords: Readonly<Record<string, string>> = {
  callback: 'Called back on a known number',
  video: 'Seen on video',
  in_person: 'Met in person',
}

/** What the yes or no needs beside itself; it carries the hash and the version of what is on this page. */
export function DecideForm({ approval, verdict, sent, cancel, next }: Props) {
  const { hash, version, id } = approval
  const methods = [...new Set(approval.askedOf.flatMap((each) => each.proof))]
  const justify = wants(approval, 'justification')
  const deputies = useQuery(queries.deputies())
  const away = (deputies.data?.items ?? []).filter((each) => each.deputy.you && each.state === 'in_force')
  const [onBehalfOf, setOnBehalfOf] = useState('')
  const inName = onBehalfOf !== '' && { onBehalfOf }
  const [proof, setProof] = useState('')
  const [words, setWords] = useState('')
  const [looked, setLooked] = useState<ReadonlySet<number>>(new Set())
  const client = useQueryClient()
  const tell = useTell()
  const approving = verdict === 'approve'
  const text = words.trim() === '' ? undefined : words.trim()
  const [pausedUntil, setPausedUntil] = useState(0)
  const decide = useMutation({
    onMutate: sent,
    mutationFn: () =>
      approving
        ? call('POST /api/approvals/{id}/approve', {
            path: { id },
            body: {
              hash,
              version,
              ...inName,
              ...(proof !== '' && { proof }),
              ...(looked.size > 0 && { samples: [...looked] }),
              ...(text !== undefined && (justify ? { justification: text } : { comment: text })),
            },
          })
        : call('POST /api/approvals/{id}/reject', {
            path: { id },
            body: { hash, version, ...inName, ...(text !== undefined && { comment: text }) },
          }),
    onSuccess: (answer) => {
      const done = approving ? 'Approved' : 'Rejected'
      tell('pending' in answer ? `${done}; it is signed and on its way` : done)
      cancel()
      next()
    },
    onError: (error) => setPausedUntil(Date.now() + pauseOf(error)),
    onSettled: () => {
      for (const key of ['approvals', 'requests', 'counts'])
        void client.invalidateQueries({ queryKey: [key] })
    },
  })
  const samples = approval.list?.samples ?? []
  const unseen = samples.some((line) => !looked.has(line))
  const pauseMs = Math.max(0, pausedUntil - useNow())
  const missing =
    approving &&
    (unseen || (methods.length > 0 && proof === '') || (justify && !saysSomething(text ?? '')) || pauseMs > 0)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!missing && !decide.isPending) decide.mutate()
  }
  const link = decide.error instanceof Refusal ? decide.error.more['connectUrl'] : undefined
  return (
    <form
      className={`decide decide-${verdict}`}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') cancel()
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit(event)
      }}
      aria-label={approving ? 'Approve' : 'Reject'}
    >
      {away.length > 0 && !approval.publication && !approval.standing && (
        <NativeSelect
          label="In whose name"
          value={onBehalfOf}
          onChange={(event) => setOnBehalfOf(event.currentTarget.value)}
          data={[
            { value: '', label: 'My own' },
            ...away.map(({ person }) => ({
              value: person.person,
              label: `On behalf of ${person.name ?? person.person}, who is away`,
            })),
          ]}
        />
      )}
      {approving && methods.length > 0 && (
        <NativeSelect
          label="How did you prove who they are?"
          value={proof}
          required
          autoFocus
          onChange={(event) => setProof(event.currentTarget.value)}
          data={[
            { value: '', label: 'Choose' },
            ...methods.map((method) => ({ value: method, label: proofWords[method] ?? method })),
          ]}
        />
      )}
      {approving && samples.length > 0 && (
        <Samples approval={approval} looked={looked} look={(line) => setLooked(new Set([...looked, line]))} />
      )}
      <Textarea
        label={approving && justify ? 'Why is this right?' : approving ? 'Comment' : 'Why not?'}
        description={approving && !justify ? 'Goes to the record of the request' : undefined}
        required={approving && justify}
        autoFocus={!approving || methods.length === 0}
        minRows={2}
        autosize={false}
        rows={2}
        maxLength={4_000}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {approving && justify && text !== undefined && !saysSomething(text) && (
        <p className="decide-why">Say in a few words why: this tells nobody anything.</p>
      )}
      {pauseMs > 0 ? (
        <p className="decide-why" role="status">
          You approved a dozen within a minute. Take your time with this one: {Math.ceil(pauseMs / 1_000)} s.
        </p>
      ) : (
        decide.error && !isPause(decide.error) && <Trouble error={decide.error} />
      )}
      {typeof link === 'string' && <a href={link}>Connect, then decide</a>}
      <div className="decide-buttons">
        <Button
          type="submit"
          loading={decide.isPending}
          disabled={missing}
          color={approving ? 'accent' : 'red'}
        >
          {approving ? yes(approval) : 'Reject'}
        </Button>
        <Button variant="subtle" color="gray" onClick={cancel}>
          Back
        </Button>
        <span className="quiet decide-hint">
          <kbd>{mod}Enter</kbd>
        </span>
      </div>
    </form>
  )
}

const yes = ({ needed, given, runsAs }: Approval): string =>
  needed - given > 1 ? 'Approve; others must too' : runsAs.you ? 'Approve, run as me' : 'Approve'

const wants = ({ obligations }: Approval, name: string): boolean =>
  typeof obligations === 'object' &&
  obligations !== null &&
  !Array.isArray(obligations) &&
  obligations[name] === true

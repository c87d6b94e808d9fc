import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../api/call.ts'
import type { Approval } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { useTell } from '../frame/tell.tsx'
import { Foreign } from '../parts/foreign.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { asText, changesOf, type Field, fieldsOf, fromTexts } from './edit-fields.ts'

interface Props {
  approval: Approval
  /** Called once it is on its way. */
  sent: () => void
  cancel: () => void
  next: () => void
}

/** Another action in the place of the one that is asked for: a form made from the action's own schema. */
export function EditForm({ approval, sent, cancel, next }: Props) {
  const { id, hash, version, content } = approval
  const given = (content?.params ?? {}) as Record<string, unknown>
  const actions = useQuery(queries.actions())
  const fields = fieldsOf(actions.data?.items ?? [], approval.action)
  const [texts, setTexts] = useState<Record<string, string>>({})
  const [target, setTarget] = useState(approval.target?.id ?? '')
  const [reason, setReason] = useState('')
  const client = useQueryClient()
  const tell = useTell()
  const params = fromTexts(fields, given, texts)
  const changes = changesOf(given, params)
  const moved = approval.target !== null && target.trim() !== approval.target.id
  const send = useMutation({
    onMutate: sent,
    mutationFn: () =>
      call('POST /api/approvals/{id}/edit', {
        path: { id },
        body: {
          hash,
          version,
          params: params as never,
          ...(moved && { target: target.trim() }),
          ...(reason.trim() !== '' && { reason: reason.trim() }),
        },
      }),
    onSuccess: () => {
      tell('Changed; it is decided and asked anew')
      cancel()
      next()
    },
    onSettled: () => {
      for (const key of ['approvals', 'requests', 'counts'])
        void client.invalidateQueries({ queryKey: [key] })
    },
  })
  const nothing = changes.length === 0 && !moved
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!nothing && !send.isPending) send.mutate()
  }
  return (
    <form
      className="decide decide-edit"
      aria-label="Change it"
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Escape') cancel()
        if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) submit(event)
      }}
    >
      {approval.target !== null && (
        <TextInput
          label="Target"
          description="The platform’s own id; another one is looked up and decided on anew"
          value={target}
          maxLength={1_000}
          onChange={(event) => setTarget(event.currentTarget.value)}
        />
      )}
      {fields.map((field) => (
        <Input
          key={field.name}
          field={field}
          value={texts[field.name] ?? asText(given[field.name])}
          change={(text) => setTexts({ ...texts, [field.name]: text })}
        />
      ))}
      <Textarea
        label="Why"
        description="The engineer and whoever decides hear it"
        rows={2}
        maxLength={4_000}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {!nothing && (
        <ul className="diff" aria-label="What changes">
          {moved && <Changed name="target" from={approval.target?.id ?? ''} to={target.trim()} />}
          {changes.map(({ name, from, to }) => (
            <Changed key={name} name={name} from={asText(from)} to={asText(to)} />
          ))}
        </ul>
      )}
      <p className="quiet">You become an author of it: somebody else has to approve what you make of it.</p>
      {actions.error && <Trouble error={actions.error} />}
      {send.error && <Trouble error={send.error} />}
      <div className="decide-buttons">
        <Button type="submit" loading={send.isPending} disabled={nothing}>
          Propose this instead
        </Button>
        <Button variant="subtle" color="gray" onClick={cancel}>
          Back
        </Button>
      </div>
    </form>
  )
}

function Changed({ name, from, to }: { name: string; from: string; to: string }) {
  return (
    <li>
      {name}: <del>{from === '' ? 'none' : <Foreign text={from} />}</del>{' '}
      <ins>{to === '' ? 'none' : <Foreign text={to} />}</ins>
    </li>
  )
}

function Input({ field, value, change }: { field: Field; value: string; change: (text: string) => void }) {
  const { name, describe, kind, choices, required } = field
  const common = { label: name, ...(describe !== '' && { description: describe }) }
  if (kind === 'boolean')
    return (
      <Checkbox
        {...common}
        checked={value === 'true'}
        onChange={(event) => change(String(event.currentTarget.checked))}
      />
    )
  if (kind === 'choice')
    return (
      <NativeSelect
        {...common}
        value={value}
        data={required ? choices : ['', ...choices]}
        onChange={(event) => change(event.currentTarget.value)}
      />
    )
  return (
    <TextInput
      {...common}
      required={required}
      value={value}
      maxLength={20_000}
      onChange={(event) => change(event.currentTarget.value)}
    />
  )
}

import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { call, Refusal } from '../api/call.ts'
import type { Approval } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { useTell } from '../frame/tell.tsx'
import { actionTitle, platformName } from '../parts/action-title.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { daysMax, type Draft, draftOf, missingIn, type Scope, scopeOf } from './scope.ts'
import { useSettled } from './use-settled.ts'

const targets = [
  { value: 'own', label: 'the account of whoever asks' },
  { value: 'these', label: 'exactly these accounts' },
  { value: 'within', label: 'accounts of a department, a label or a group' },
]

interface Props {
  approval: Approval
  /** The terms of one that ended, to be looked at again. */
  before: Scope | null
  close: () => void
}

/** From one approval, all like it: what may vary, what it would have covered, how far it reaches, then the yes. */
export function AlwaysDialog({ approval, before, close }: Props) {
  const [draft, setDraft] = useState(() => draftOf(approval, before))
  const [openedAt] = useState(() => Date.now())
  const [key] = useState(() => crypto.randomUUID())
  const [reason, setReason] = useState('')
  const go = useNavigate()
  const tell = useTell()
  const client = useQueryClient()
  const set = (change: Partial<Draft>): void => setDraft((now) => ({ ...now, ...change }))
  const missing = missingIn(draft)
  const asked = {
    approval: approval.id,
    hash: approval.hash,
    version: approval.version,
    scope: scopeOf(draft, approval, openedAt),
  }
  const settled = useSettled(missing === null ? asked : null)
  const preview = useQuery({ ...queries.standingPreview(settled ?? asked), enabled: settled !== null })
  const said = preview.data?.saidYes === true
  const justify = preview.data?.justification === true
  const grant = useMutation({
    mutationFn: async () => {
      const words = reason.trim()
      if (!said) await approveThis(approval, words)
      return grantAlways({ ...asked, ...(words !== '' && { justification: words }) }, key)
    },
    onSuccess: (standing) => {
      close()
      if (standing.state === 'waiting') {
        tell('Written down; it counts once everybody who is asked has signed')
        void go(`/approvals/${standing.id}`)
      } else {
        tell('Approved always')
        void go('/standing-approvals')
      }
    },
    onSettled: () => {
      for (const name of ['approvals', 'requests', 'counts', 'standing', 'autonomy'])
        void client.invalidateQueries({ queryKey: [name] })
    },
  })
  const stands = missing === null && preview.data !== undefined && preview.error === null
  const ready = stands && (!justify || reason.trim() !== '')
  const offered = approval.offered.always
  const title = `Approve always: ${actionTitle(approval.action)} on ${platformName(approval.connection.platform)}`
  return (
    <Dialog title={title} size={920} close={close}>
      <form
        className="always"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready && !grant.isPending) grant.mutate()
        }}
      >
        <div className="stack">
          <NativeSelect
            label="On"
            data-autofocus
            data={targets}
            value={draft.on}
            onChange={(event) => set({ on: event.currentTarget.value as Draft['on'] })}
          />
          {draft.on === 'these' && (
            <Names label="Account ids" value={draft.ids} set={(ids) => set({ ids })} />
          )}
          {draft.on === 'within' && (
            <div className="always-two">
              <Names
                label="Departments"
                value={draft.departments}
                set={(departments) => set({ departments })}
              />
              <Names label="Labels" value={draft.labels} set={(labels) => set({ labels })} />
              <Names label="Groups, by id" value={draft.groups} set={(groups) => set({ groups })} />
            </div>
          )}
          <div className="always-two">
            <Names
              label="Asked for by people of"
              value={draft.byDepartments}
              set={(byDepartments) => set({ byDepartments })}
              description={draft.on === 'own' ? 'Departments; empty: anybody' : 'Departments'}
            />
            <Names
              label="And members of"
              value={draft.byGroups}
              set={(byGroups) => set({ byGroups })}
              description="Groups, by id; may be empty"
            />
          </div>
          <label className="always-check">
            <input
              type="checkbox"
              checked={draft.asserted}
              onChange={(event) => set({ asserted: event.currentTarget.checked })}
            />
            <span>Also where only the ticket says who asks, and nobody has proven it</span>
          </label>
          {Object.entries(draft.params).map(([name, value]) => (
            <Names
              key={name}
              label={`${name.replaceAll('_', ' ')} may be`}
              value={value}
              set={(text) => set({ params: { ...draft.params, [name]: text } })}
            />
          ))}
          <div className="always-three">
            <Count
              label="Days"
              value={draft.days}
              most={offered === null ? undefined : daysMax(offered.for)}
              set={(days) => set({ days })}
            />
            <Count
              label="In all"
              value={draft.total}
              most={offered?.cap}
              set={(total) => set({ total, perDay: Math.min(draft.perDay, total) })}
            />
            <Count
              label="In 24 hours"
              value={draft.perDay}
              most={draft.total}
              set={(perDay) => set({ perDay })}
            />
          </div>
          <Textarea
            label="Why is this right?"
            required={justify}
            rows={2}
            maxLength={4_000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </div>
        <div className="always-preview" aria-live="polite">
          {missing !== null ? (
            <p className="quiet">To look at it: {missing}.</p>
          ) : preview.error ? (
            <Trouble error={preview.error} />
          ) : preview.data ? (
            <PreviewPanel preview={preview.data} ask={settled ?? asked} fresh={!preview.isPlaceholderData} />
          ) : (
            <p className="quiet">Looking at what was decided before</p>
          )}
        </div>
        <div className="always-foot">
          {grant.error && <Trouble error={grant.error} />}
          <div className="decide-buttons">
            <Button type="submit" loading={grant.isPending} disabled={!ready}>
              {said ? 'Approve always' : 'Approve this one, and always'}
            </Button>
            <Button variant="subtle" color="gray" onClick={close}>
              Back
            </Button>
            <span className="quiet always-as">
              Runs as you, each time. Revoke it at any moment; the next one is asked again.
            </span>
          </div>
        </div>
      </form>
    </Dialog>
  )
}

interface NamesProps {
  label: string
  value: string
  set: (text: string) => void
  description?: string
}

function Names({ label, value, set, description = 'Several: with commas' }: NamesProps) {
  return (
    <TextInput
      label={label}
      description={description}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  )
}

interface CountProps {
  label: string
  value: number
  most: number | undefined
  set: (count: number) => void
}

function Count({ label, value, most, set }: CountProps) {
  return (
    <TextInput
      type="number"
      label={label}
      description={most === undefined ? undefined : `at most ${most}`}
      min={label === 'Days' ? 0.1 : 1}
      step={label === 'Days' ? 'any' : 1}
      max={most}
      required
      withAsterisk={false}
      value={Number.isNaN(value) ? '' : value}
      onChange={(event) => set(event.currentTarget.valueAsNumber)}
    />
  )
}

const answersForMs = 10_000

/** The yes to this one first: only who said it, and was counted, says it for all like it. */
async function approveThis({ id, hash, version, obligations }: Approval, words: string): Promise<void> {
  const justify = typeof obligations === 'object' && obligations !== null && 'justification' in obligations
  await call('POST /api/approvals/{id}/approve', {
    path: { id },
    body: { hash, version, ...(justify && words !== '' && { justification: words }) },
  })
}

type Body = Parameters<typeof call<'POST /api/standing-approvals'>>[1]['body']

/** A yes that was just said may not be counted yet. */
async function grantAlways(body: Body, key: string) {
  const endsAt = Date.now() + answersForMs
  for (;;) {
    try {
      return await call('POST /api/standing-approvals', { body, headers: { 'idempotency-key': key } })
    } catch (error) {
      const soon = error instanceof Refusal && error.code === 'yes_first' && Date.now() < endsAt
      if (!soon) throw error
      await new Promise((resolve) => window.setTimeout(resolve, 500))
    }
  }
}

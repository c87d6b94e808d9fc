import { Button, NativeSelect, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/call.ts'
import type { Stop } from '../api/operations.ts'
import { may, useMe } from '../frame/me.ts'
import { useTell } from '../frame/tell.tsx'
import { platformName } from '../parts/action-title.ts'
import { Foreign } from '../parts/foreign.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Ago } from '../parts/when.tsx'

export const scopeWords = ({ platform, action }: Stop['scope']): string =>
  action ?? (platform === null ? 'Every change' : `Changes of ${platformName(platform)}`)

/** What is held back by whom and why, and an admin’s way to hold back or to let go on. */
export function StopDialog({ inForce, close }: { inForce: readonly Stop[]; close: () => void }) {
  const me = useMe()
  const stops = may(me, 'POST /api/stops')
  const [platform, setPlatform] = useState('')
  const [reason, setReason] = useState('')
  const client = useQueryClient()
  const tell = useTell()
  const settled = {
    onSuccess: () => setReason(''),
    onSettled: () => void client.invalidateQueries({ queryKey: ['stops'] }),
  }
  const stop = useMutation({
    mutationFn: () =>
      call('POST /api/stops', { body: { reason: reason.trim(), ...(platform !== '' && { platform }) } }),
    ...settled,
    onSuccess: () => {
      tell('Stopped: no such change reaches a platform from now on')
      setReason('')
    },
  })
  const resume = useMutation({
    mutationFn: (id: string) =>
      call('POST /api/stops/{id}/resume', { path: { id }, body: { reason: reason.trim() } }),
    ...settled,
  })
  const says = reason.trim().length >= 4
  return (
    <Dialog title="The stop switch" size="lg" close={close}>
      <div className="stack">
        {inForce.length === 0 ? (
          <p>Changes that policy and people allow are carried out.</p>
        ) : (
          <ul className="rows">
            {inForce.map((each) => (
              <li className="row" key={each.id}>
                <div>
                  <span className="first">{scopeWords(each.scope)}</span>
                  <span className="second">
                    stopped by {each.stopped.name ?? 'somebody'} <Ago at={each.stopped.at} />:{' '}
                    {each.stopped.reason === null ? 'sealed' : <Foreign text={each.stopped.reason} />}
                  </span>
                </div>
                {may(me, 'POST /api/stops/{id}/resume') && (
                  <Button
                    size="xs"
                    variant="default"
                    disabled={!says}
                    loading={resume.isPending}
                    onClick={() => resume.mutate(each.id)}
                  >
                    Resume
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
        {stops && (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault()
              if (says && !stop.isPending) stop.mutate()
            }}
          >
            <Textarea
              label="Why"
              description="Signed, and on record: to stop, and to resume"
              required
              rows={2}
              maxLength={2_000}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <NativeSelect
              label="What"
              value={platform}
              onChange={(event) => setPlatform(event.currentTarget.value)}
              data={[
                { value: '', label: 'Every change' },
                ...me.platforms.map((each) => ({
                  value: each,
                  label: `Changes of ${platformName(each)}`,
                })),
              ]}
            />
            {stop.error && <Trouble error={stop.error} />}
            {resume.error && <Trouble error={resume.error} />}
            <div className="decide-buttons">
              <Button type="submit" color="red" disabled={!says} loading={stop.isPending}>
                Stop at once
              </Button>
              <Button variant="subtle" color="gray" onClick={close}>
                Back
              </Button>
            </div>
          </form>
        )}
        <p className="quiet">
          What a platform is carrying out this moment comes to its end. Everything else waits, and is decided
          anew when it goes on; reading and asking go on meanwhile.
        </p>
      </div>
    </Dialog>
  )
}

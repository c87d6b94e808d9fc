import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/call.ts'
import type { Connection } from '../api/operations.ts'
import { may, useMe } from '../frame/me.ts'
import { useTell } from '../frame/tell.tsx'
import { platformName } from '../parts/action-title.ts'
import { Trouble } from '../parts/trouble.tsx'

/** Asked twice: what is approved and waits for this connection is void, and nothing brings it back. */
export function Disconnect({ connection }: { connection: Connection }) {
  const me = useMe()
  const client = useQueryClient()
  const tell = useTell()
  const [sure, setSure] = useState(false)
  const send = useMutation({
    mutationFn: () => call('DELETE /api/connections/{id}', { path: { id: connection.id } }),
    onSuccess: ({ atPlatform }) => tell(said(connection.platform, atPlatform)),
    onSettled: () => void client.invalidateQueries({ queryKey: ['connections'] }),
  })
  if (!may(me, 'DELETE /api/connections/{id}')) return null
  if (!connection.mine && !me.roles.includes('admin')) return null
  if (!sure) {
    return (
      <Button variant="default" size="xs" onClick={() => setSure(true)}>
        Disconnect
      </Button>
    )
  }
  return (
    <div role="group" aria-label="Disconnect" className="sure">
      <span className="second">Nothing runs on it any more; what waits is asked anew.</span>
      {send.error && <Trouble error={send.error} />}
      <div className="decide-buttons">
        <Button size="xs" color="red" loading={send.isPending} onClick={() => send.mutate()} autoFocus>
          Disconnect
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={() => setSure(false)}>
          Keep
        </Button>
      </div>
    </div>
  )
}

function said(platform: string, atPlatform: boolean | null): string {
  if (atPlatform === true) return `Disconnected; ${platformName(platform)} revoked it`
  return atPlatform === null
    ? `Disconnected; ${platformName(platform)} is told as soon as it can be`
    : `Disconnected; ${platformName(platform)} did not confirm: remove Dex from your account there`
}

import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { platformName } from '../parts/action-title.ts'

export const connectUrl = (platform: string, kind: string): string =>
  `/connect/${platform}?${new URLSearchParams({ kind, returnTo: '/connections' })}`

const purposes = [
  { value: 'admin', label: 'what I approve' },
  { value: 'own', label: 'my own account only' },
  { value: 'investigate', label: 'reads that look into tickets' },
] as const

/** Off to a platform's consent; who decides nothing lends nothing but their own account. */
export function ConnectAnew({ platforms, decides }: { platforms: readonly string[]; decides: boolean }) {
  const [kind, setKind] = useState<string>(decides ? 'admin' : 'own')
  if (platforms.length === 0) return null
  return (
    <div className="connect-anew">
      {decides && (
        <NativeSelect
          label="Connect for"
          size="xs"
          data={[...purposes]}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value)}
        />
      )}
      <div className="decide-buttons">
        {platforms.map((platform) => (
          <Button key={platform} variant="default" size="xs" component="a" href={connectUrl(platform, kind)}>
            Connect {platformName(platform)}
          </Button>
        ))}
      </div>
    </div>
  )
}

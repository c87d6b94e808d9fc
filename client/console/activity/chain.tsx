import { Button, Menu } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { call, Refusal } from '../api/call.ts'
import type { Filter } from './filters.tsx'
import { may, useMe } from '../frame/me.ts'
import { Icon } from '../parts/icons.tsx'

const formats = [
  ['jsonl', 'JSON lines, to verify'],
  ['csv', 'CSV'],
  ['ocsf', 'OCSF events'],
] as const

/** Whether the chain holds, proven when asked, and the way to take it along. */
export function Chain({ head, filter }: { head: number; filter: Filter }) {
  const me = useMe()
  const verify = useMutation({ mutationFn: () => call('GET /api/activity/verify', {}) })
  const { data, error } = verify
  return (
    <div className="chain">
      <span role="status" className={data?.intact === false || error ? 'chain-word broken' : 'chain-word'}>
        {error ? (
          error instanceof Refusal ? (
            error.message
          ) : (
            'could not be checked'
          )
        ) : data === undefined ? (
          `${head.toLocaleString()} entries`
        ) : data.intact ? (
          <>
            <Icon name="check" /> chain intact up to {data.seq.toLocaleString()}
          </>
        ) : (
          <>
            <Icon name="cross" /> broken at {data.brokenAt ?? data.seq}
          </>
        )}
      </span>
      <Button variant="default" size="xs" onClick={() => verify.mutate()} loading={verify.isPending}>
        Verify
      </Button>
      {may(me, 'GET /api/activity/export') && (
        <Menu position="bottom-end" withinPortal withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <Button variant="default" size="xs">
              Export
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {formats.map(([format, name]) => (
              <Menu.Item
                key={format}
                component="a"
                href={`/api/activity/export?${new URLSearchParams({ ...filter, format })}`}
                download
              >
                {name}
              </Menu.Item>
            ))}
            {Object.keys(filter).length > 0 && <Menu.Label>only what is filtered; not to verify</Menu.Label>}
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  )
}

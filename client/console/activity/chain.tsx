import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { call, Refusal } from '../api/call.ts'
import { may, useMe } from '../frame/me.ts'
import { Icon } from '../parts/icons.tsx'

/** Whether the chain holds, proven when asked, and the way to take it along. */
export function Chain({ head }: { head: number }) {
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
        <Button variant="default" size="xs" component="a" href="/api/activity/export" download>
          Export
        </Button>
      )}
    </div>
  )
}

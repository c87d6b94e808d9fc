import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../api/call.ts'
import type { Operations, Rule } from '../api/operations.ts'
import { useMe } from '../frame/me.ts'
import { decisionOf } from '../parts/decision.ts'
import { Gates } from '../parts/gates.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { whatWouldHelp } from './what-would-help.ts'

type Input = Operations['POST /api/policy/decide']['body']

const effects: Readonly<Record<string, string>> = {
  permit: 'Permitted',
  require_approval: 'A person must approve',
  deny: 'Denied',
}

/** Any input against the bundle in force; nothing happens. */
export function Why({ rules }: { rules: readonly Rule[] }) {
  const me = useMe()
  const [input, setInput] = useState(() => example(me.tenant, me.zone))
  const [raw, setRaw] = useState<string | null>(null)
  const [broken, setBroken] = useState<string | null>(null)
  const decide = useMutation({ mutationFn: (body: Input) => call('POST /api/policy/decide', { body }) })
  // An example says more than an empty place.
  const { mutate } = decide
  const [first] = useState(input)
  useEffect(() => mutate(first), [mutate, first])
  const decided = decide.data === undefined ? null : decisionOf(decide.data)
  const because = Object.fromEntries(
    rules.flatMap(({ id, because: words }) => (words === null ? [] : [[id, words]])),
  )

  const ask = (): void => {
    if (raw === null) return decide.mutate(input)
    try {
      const parsed = JSON.parse(raw) as Input
      setBroken(null)
      setInput(parsed)
      decide.mutate(parsed)
    } catch {
      setBroken('This is not JSON')
    }
  }

  return (
    <section className="why" aria-label="Why?">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          ask()
        }}
      >
        <h2>Why?</h2>
        {raw === null ? (
          <div className="why-fields">
            <TextInput
              label="Action"
              value={input.action}
              onChange={(event) => setInput({ ...input, action: event.currentTarget.value })}
            />
            <NativeSelect
              label="Channel"
              value={input.channel}
              onChange={(event) =>
                setInput({ ...input, channel: event.currentTarget.value as Input['channel'] })
              }
              data={['ticket', 'go', 'pro']}
            />
            <TextInput
              label="Requester’s department"
              value={input.requester.department ?? ''}
              onChange={(event) =>
                setInput({
                  ...input,
                  requester: { ...input.requester, department: event.currentTarget.value },
                })
              }
            />
            <NativeSelect
              label="Requester"
              value={input.requester.verified ? 'verified' : 'asserted'}
              onChange={(event) =>
                setInput({
                  ...input,
                  requester: { ...input.requester, verified: event.currentTarget.value === 'verified' },
                })
              }
              data={['verified', 'asserted']}
            />
            <NativeSelect
              label="Target"
              value={input.target.privileged ? 'privileged' : 'ordinary'}
              onChange={(event) =>
                setInput({
                  ...input,
                  target: { ...input.target, privileged: event.currentTarget.value === 'privileged' },
                })
              }
              data={['ordinary', 'privileged']}
            />
          </div>
        ) : (
          <Textarea
            label="Input"
            description="As `dex policy decide` takes it"
            rows={14}
            value={raw}
            error={broken}
            onChange={(event) => setRaw(event.currentTarget.value)}
            classNames={{ input: 'mono' }}
          />
        )}
        <div className="decide-buttons">
          <Button type="submit" loading={decide.isPending}>
            Ask policy
          </Button>
          <Button
            variant="subtle"
            color="gray"
            onClick={() => setRaw(raw === null ? JSON.stringify(input, null, 2) : null)}
          >
            {raw === null ? 'Every field' : 'Fewer fields'}
          </Button>
        </div>
      </form>
      <div className="why-answer" aria-live="polite">
        {decide.error ? (
          <Trouble error={decide.error} />
        ) : decided ? (
          <>
            <p className={`why-effect why-${decided.effect}`}>{effects[decided.effect] ?? decided.effect}</p>
            <Gates decided={decided} because={because} />
            {whatWouldHelp(decided).map((line) => (
              <p key={line} className="why-help">
                {line}
              </p>
            ))}
          </>
        ) : (
          <p className="quiet">
            The path through the six layers appears here, with the rule that decided and what would have to be
            different. Nothing is proposed or run.
          </p>
        )}
      </div>
    </section>
  )
}

const example = (tenant: string, zone: string | null): Input => ({
  id: 'why',
  tenant,
  channel: 'ticket',
  requester: {
    id: 'somebody',
    email: null,
    verified: false,
    department: 'Finance',
    groups: [],
    roles: [],
  },
  action: 'okta.user.reset_factors',
  target: {
    platform: 'okta',
    type: 'user',
    id: '00u1',
    email: null,
    department: 'Finance',
    privileged: false,
    labels: [],
  },
  objects: [],
  params: {},
  provenance: { target: 'requester' },
  runtime: { now: new Date().toISOString(), zone: zone ?? 'UTC', usage: {} },
})

import { NativeSelect, TextInput } from '@mantine/core'
import type { Operations } from '../api/operations.ts'

export type Input = Operations['POST /api/policy/decide']['body']

interface Props {
  input: Input
  setInput: (input: Input) => void
}

/** What is asked about most; a fact that is absent is unknown, and says so. */
export function WhyFields({ input, setInput }: Props) {
  const { requester, target } = input
  return (
    <div className="why-fields">
      <TextInput
        label="Action"
        value={input.action}
        onChange={(event) => setInput({ ...input, action: event.currentTarget.value })}
      />
      <NativeSelect
        label="Channel"
        value={input.channel}
        onChange={(event) => setInput({ ...input, channel: event.currentTarget.value as Input['channel'] })}
        data={['ticket', 'go', 'pro']}
      />
      <TextInput
        label="Requester’s department"
        placeholder="unknown"
        value={requester.department ?? ''}
        onChange={(event) => {
          const { department: _department, ...rest } = requester
          const department = event.currentTarget.value
          setInput({ ...input, requester: department === '' ? rest : { ...rest, department } })
        }}
      />
      <Fact
        label="Requester"
        words={['verified', 'asserted']}
        value={requester.verified}
        set={(verified) => {
          const { verified: _verified, ...rest } = requester
          setInput({ ...input, requester: verified === undefined ? rest : { ...rest, verified } })
        }}
      />
      <Fact
        label="Target"
        words={['privileged', 'ordinary']}
        value={target.privileged}
        set={(privileged) => {
          const { privileged: _privileged, ...rest } = target
          setInput({ ...input, target: privileged === undefined ? rest : { ...rest, privileged } })
        }}
      />
    </div>
  )
}

interface FactProps {
  label: string
  /** For what is so, and for what is not. */
  words: readonly [string, string]
  value: boolean | null | undefined
  set: (value: boolean | undefined) => void
}

function Fact({ label, words: [so, not], value, set }: FactProps) {
  return (
    <NativeSelect
      label={label}
      value={value === true ? so : value === false ? not : 'unknown'}
      onChange={(event) => {
        const word = event.currentTarget.value
        set(word === 'unknown' ? undefined : word === so)
      }}
      data={[not, so, 'unknown']}
    />
  )
}

import { Button, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { call } from '../api/call.ts'
import type { ExplainedDecision, Rule } from '../api/operations.ts'
import { decisionOf } from '../parts/decision.ts'
import { Gates } from '../parts/gates.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { At } from '../parts/when.tsx'
import { whatWouldHelp } from './what-would-help.ts'
import { type Input, WhyFields } from './why-fields.tsx'

const effects: Readonly<Record<string, string>> = {
  permit: 'Permitted',
  require_approval: 'A person must approve',
  deny: 'Denied',
}

interface Props {
  rules: readonly Rule[]
  /** What is asked about first. */
  start: Input
  /** The decision on record that `start` is of; null where it is an example. */
  recorded: Recorded | null
}

export interface Recorded extends Pick<ExplainedDecision, 'effect' | 'says' | 'at' | 'step' | 'assumed'> {
  request: string
}

/** Any input against the bundle in force; nothing happens. */
export function Why({ rules, start, recorded }: Props) {
  const [input, setInput] = useState(start)
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
        {recorded && (
          <p className="why-recorded">
            Step {recorded.step} of <Link to={`/requests/${recorded.request}`}>a request</Link>, decided{' '}
            <At at={recorded.at} />: {recorded.says.replaceAll('`', '')}. On record is what the rules that
            spoke had read; parameters are not.
            {recorded.assumed.length > 0 && (
              <>
                {' '}
                Taken as it usually is, because nothing that spoke had read it:{' '}
                <code>{recorded.assumed.join(', ')}</code>.
              </>
            )}
          </p>
        )}
        {raw === null ? (
          <WhyFields input={input} setInput={setInput} />
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

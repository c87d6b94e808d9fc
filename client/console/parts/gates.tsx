import { Fragment } from 'react'
import { codeRuleWords, type Decided, gateOf, gateWords, layerNames, reasonWords } from './decision.ts'
import { Icon } from './icons.tsx'

const marks = { passed: 'check', asks: 'question', stopped: 'cross' } as const

interface Props {
  decided: Decided
  because: Readonly<Record<string, string>>
  codeRules?: readonly { code: string; effect: string; by: string | null }[]
}

/** The six layers as six marks in a row, in order; underneath, what decided and why. */
export function Gates({ decided, because, codeRules = [] }: Props) {
  const { decidedBy } = decided
  const words = decidedBy?.rule ? because[decidedBy.rule] : undefined
  return (
    <div className="gates">
      <ol>
        {decided.layers.map(({ layer, verdict, rules }) => {
          const gate = gateOf(verdict)
          const spoke = rules
            .filter((rule) => rule.mode === 'enforce')
            .map((rule) => `${rule.effect} ${rule.id}`)
          const title = spoke.length > 0 ? spoke.join('\n') : 'no rule matched'
          return (
            <li key={layer} className={`gate gate-${gate}`} title={title}>
              <span className="gate-mark">
                <Icon name={marks[gate]} />
              </span>
              <span className="gate-name">{layerNames[layer] ?? layer}</span>
              <span className="gate-word">{gateWords[gate]}</span>
            </li>
          )
        })}
      </ol>
      {decidedBy && (
        <p className="gates-why">
          <strong>{layerNames[decidedBy.layer] ?? decidedBy.layer}</strong>{' '}
          {decidedBy.rule ? <code>{decidedBy.rule}</code> : reasonWords(decidedBy.reason)}
          {decidedBy.rule && decidedBy.reason !== 'rule' ? `, ${reasonWords(decidedBy.reason)}` : null}
          {words ? <span className="because">: {words}</span> : null}
        </p>
      )}
      {codeRules.length > 0 && (
        <p className="gates-why">
          <strong>Code</strong>{' '}
          {codeRules.map(({ code, effect }, index) => (
            <Fragment key={code}>
              {index > 0 && '; '}
              <span title={`${effect} ${code}`}>{codeRuleWords(code)}</span>
            </Fragment>
          ))}
        </p>
      )}
    </div>
  )
}

import { Foreign } from './foreign.tsx'

/** Named values, such as what stands of an account; whoever wrote them, they are text. */
export function Values({ of }: { of: object }) {
  return (
    <span className="values">
      {Object.entries(of).map(([name, value]) => (
        <span key={name}>
          {name} <Foreign text={said(value)} />
        </span>
      ))}
    </span>
  )
}

const said = (value: unknown): string => {
  if (value === null || value === '') return 'none'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

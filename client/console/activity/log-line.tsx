import { Link } from 'react-router'
import { Foreign } from '../parts/foreign.tsx'
import { shorten } from '../parts/id.tsx'
import { At } from '../parts/when.tsx'
import type { Shown } from './entry.ts'

const unremarkable = new Set(['ok', 'done', 'permit', 'approve', 'approved', 'resolved'])

/** One entry; open, it is read as it was hashed. */
export function LogLine({ row, names }: { row: Shown; names: ReadonlyMap<string, string> }) {
  const ordinary = row.code === null || unremarkable.has(row.code)
  return (
    <li>
      <details className="log-line">
        <summary>
          <span className="log-seq">{row.seq}</span>
          <span className="log-time">
            <At at={row.at} seconds />
          </span>
          <span className="log-kind">{row.kind}</span>
          <span className="log-action">
            {row.action ?? ''}
            {row.target !== null && (
              <span className="log-target" title={row.target}>
                {' '}
                <Foreign text={shorten(row.target)} />
              </span>
            )}
          </span>
          <span className={ordinary ? 'log-code' : 'log-code notable'}>{row.code ?? ''}</span>
          <span className="log-by">{names.get(row.by) ?? shorten(row.by)}</span>
        </summary>
        <div className="log-entry">
          <p>
            {row.request !== null && (
              <>
                <Link to={`/requests/${row.request}`}>Its request</Link> ·{' '}
              </>
            )}
            <span className="quiet">hash</span> <code>{row.hash}</code>
          </p>
          <pre tabIndex={0}>{row.text}</pre>
        </div>
      </details>
    </li>
  )
}

/** The shape of a list that comes. */
export function Lines({ rows }: { rows: number }) {
  return (
    <div className="lines" role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="line-bone" aria-hidden>
          <span className="bone bone-mark" />
          <span className="bone bone-long" />
          <span className="bone bone-short" />
        </div>
      ))}
    </div>
  )
}

/** The shape of a page of text that comes. */
export function Page() {
  return (
    <div className="page-bones" role="status" aria-label="Loading">
      <span className="bone bone-title" />
      <span className="bone bone-long" />
      <span className="bone bone-long" />
      <span className="bone bone-short" />
      <span className="bone bone-block" />
    </div>
  )
}

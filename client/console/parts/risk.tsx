/** Risk as a shape with its word: one to four bars. */
export function Risk({ risk, word = true }: { risk: string; word?: boolean }) {
  const level = ['low', 'medium', 'high', 'critical'].indexOf(risk) + 1
  return (
    <span className={`risk risk-${risk}`} title={`Risk: ${risk}`}>
      <svg viewBox="0 0 14 12" aria-hidden className="risk-bars">
        {[1, 2, 3, 4].map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 3.6}
            y={12 - bar * 3}
            width="2.6"
            height={bar * 3}
            className={bar <= level ? 'on' : 'off'}
          />
        ))}
      </svg>
      {word ? <span>{risk}</span> : <span className="unseen-label">risk {risk}</span>}
    </span>
  )
}

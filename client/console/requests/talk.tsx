import type { RequestStory } from '../api/operations.ts'
import { ForeignBlock } from '../parts/foreign.tsx'
import { At } from '../parts/when.tsx'

const who = { dex: 'Dex', requester: 'The requester' } as const

/** What was said between Dex and whoever asked, where they read it here. */
export function Talk({ story: { talk } }: { story: RequestStory }) {
  if (talk.length === 0) return null
  return (
    <section className="panel" aria-label="What was said">
      <h2>What was said</h2>
      {talk.map(({ by, at, text }) => (
        <div key={`${by} ${at}`}>
          <p className="quiet">
            {who[by]} · <At at={at} />
          </p>
          <ForeignBlock text={text} from={by === 'dex' ? 'Dex wrote' : 'The requester wrote'} />
        </div>
      ))}
    </section>
  )
}

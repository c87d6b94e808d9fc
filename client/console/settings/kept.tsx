import type { Settings } from '../api/operations.ts'
import { Id } from '../parts/id.tsx'
import { Fact } from './fact.tsx'

/** What is kept, and for how long. */
export function Kept() {
  return (
    <section className="part">
      <h2>What is kept</h2>
      <dl className="facts wide">
        <Fact name="content of a request">
          until it closes; then its key is destroyed, and the rows with it
        </Fact>
        <Fact name="the record">
          who, what, on which target, under which rule, with what outcome: kept, chained, no content
        </Fact>
        <Fact name="names and addresses">sealed with the tenant’s key, found by keyed digest</Fact>
        <Fact name="tokens of people">sealed at the gate; this page and the api never see them</Fact>
      </dl>
    </section>
  )
}

/** Which keys are in use; never a key. */
export function Keys({ settings }: { settings: Settings }) {
  const { decisions, names, workflows } = settings.keys
  return (
    <section className="part" aria-label="Keys">
      <h2>Keys in use</h2>
      <dl className="facts wide">
        <Fact name="signs what people decide">
          <Id id={decisions} what="key id" />
        </Fact>
        <Fact name="seals names and addresses">
          <Id id={names} what="key id" />
        </Fact>
        <Fact name="seals what workflows carry">
          <Id id={workflows} what="key id" />
        </Fact>
        <Fact name="seals a request’s content">one key for each request, destroyed when it closes</Fact>
      </dl>
      <p className="quiet">
        Only ids; the keys stay where they are. New ones are made with <code>dex key rotate</code>.
      </p>
    </section>
  )
}

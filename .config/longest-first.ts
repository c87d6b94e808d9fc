import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * What runs for longest, in this order: none of it may begin when all others are done, and leave a core idle. Those that bring up
 * a whole Dex alternate with those that wait, so that few stand at a time.
 */
const long = [
  'test/browser/console.test.ts',
  'test/eval/short.test.ts',
  'test/browser/people.test.ts',
  'test/spine/kill.test.ts',
  'test/spine/publish.test.ts',
  'test/cli/demo.test.ts',
  'test/threats/T07.test.ts',
  'test/cli/up-whole.test.ts',
  'test/spine/canaries.test.ts',
  'test/cli/up-parts.test.ts',
  'test/gate/every-await.test.ts',
  'test/chaos/chaos.test.ts',
  'test/spine/bulk.test.ts',
  'test/threats/T14.test.ts',
  'test/process/postgres.test.ts',
  'test/worst-model/worst-model.test.ts',
  'test/api/standing-approvals.test.ts',
]

/** The long files first, then as ever. */
export class LongestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config
    const place = ({ moduleId }: TestSpecification): number => {
      const at = long.indexOf(relative(root, moduleId))
      return at === -1 ? long.length : at
    }
    return (await super.sort(specifications)).toSorted((one, other) => place(one) - place(other))
  }
}

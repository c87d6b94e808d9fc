/** The parts of the policy room, each with the tests that speak of it: more of them would take longer and kill no more. */
export interface Room {
  name: string
  mutate: string[]
  tests: string[]
}

const room = (name: string, mutate: string[], tests: string): Room => ({
  name,
  mutate: mutate.map((path) => path.replace(/^!?/, '$&policy/')),
  tests: tests.split(' ').map((test) => `test/${/^T\d/.test(test) ? 'threats' : 'policy'}/${test}.test.ts`),
})

const decision = ['decide', 'facts', 'obligations', 'verdict'].map((file) => `${file}.ts`)
const loading = ['load', 'problem'].map((file) => `${file}.ts`)

/** Of the analysis what needs no solver to be judged. */
const parts = 'term operators value world render witness witness-params params'.split(' ')

export const rooms: readonly Room[] = [
  room(
    'decide',
    ['decide/*.ts', ...decision],
    'decide parts obligations matching exact-forms shared-trace conditions T15 T16 properties',
  ),
  room(
    'load',
    ['load/*.ts', 'schema/*.ts', ...loading],
    'loaded load problem-words schema matching runbooks conditions exact-forms unite',
  ),
  room(
    'cel',
    ['cel/*.ts'],
    'direct-forms evaluated condition-words conditions direct exact-forms matching problem-words decide T15',
  ),
  room('explain', ['explain/*.ts'], 'explain explain-words'),
  room('test', ['test/*.ts'], 'matrices'),
  room(
    'analyze',
    parts.map((file) => `analyze/${file}.ts`),
    'analyze-words witness',
  ),
  room(
    'encode',
    ['analyze/*.ts', ...parts.map((file) => `!analyze/${file}.ts`)],
    'encoding-terms pattern-terms questions encoding-forms analyze sample',
  ),
  room('diff', ['diff/*.ts', 'sample/*.ts'], 'diff sample sample-forms runbooks'),
  room(
    'bundle',
    ['*.ts', ...[...decision, ...loading].map((file) => `!${file}`)],
    'possible unite parse-line standing published load decide parts runbooks obligations exact-forms',
  ),
]

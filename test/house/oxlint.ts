import { io, packages, type Place, places, rooms, withoutFetch, withoutIo } from './import-table.ts'

interface Pattern {
  group?: string[]
  regex?: string
  message: string
  allowTypeImports?: boolean
}

/** Everything that leaves a room is written `#room/…`, so that one pattern sees it. */
const escape = (place: Place): Pattern => ({
  regex: `^${place.name === 'root' ? '(\\.\\.?/)+' : '(\\./)?(\\.\\./)+'}(${[...rooms, 'test', 'bench', 'docs'].join('|')}|api\\.ts|worker\\.ts|dex\\.ts)(/|$)`,
  message: 'an import that leaves its room is written #room/…',
})

/**
 * Everything but what is allowed; where types alone are allowed, one by one, as a negated pattern that lets an import pass
 * lets it pass all the others too.
 */
function forbidden(place: Place): string[] {
  if (!place.types) return ['#*', '#*/**', ...place.rooms.map((glob) => `!#${glob}`)]
  const known = [...place.rooms, ...place.types]
  return [...rooms, 'test', 'bench']
    .map((room) => `${room}/**`)
    .filter((glob) => !known.includes(glob))
    .map((glob) => `#${glob}`)
}

function patterns(place: Place): Pattern[] {
  const types = place.types ?? []
  const result: Pattern[] = [
    escape(place),
    {
      group: forbidden(place),
      message: `${place.name} may not import this room (DESIGN, "The house")`,
    },
  ]
  if (types.length > 0) {
    result.push({
      group: types.map((glob) => `#${glob}`),
      allowTypeImports: true,
      message: `${place.name} may import only types from here`,
    })
  }
  const foreign = packages.filter((entry) => !entry.in.includes(place.name)).flatMap((entry) => entry.group)
  result.push({ group: foreign, message: 'this package belongs to another room' })
  if (withoutIo.includes(place.name)) result.push({ group: io, message: `${place.name} has no I/O` })
  return result
}

const override = (place: Place): object => ({
  files: place.files,
  rules: {
    'no-restricted-imports': ['error', { patterns: patterns(place) }],
    ...(withoutFetch.includes(place.name) && {
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'use the fetch of #egress that is handed in' },
      ],
    }),
  },
})

/**
 * What `.config/oxlint.json` holds. Its globs count from the file that extends it, so it works only through the root's
 * `.oxlintrc.json`; given to oxlint by itself no override would match anything.
 */
export const oxlintConfiguration = (): object => ({
  plugins: ['typescript', 'unicorn', 'oxc', 'import', 'promise', 'vitest', 'react'],
  categories: { correctness: 'error' },
  rules: {
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/await-thenable': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/consistent-type-imports': 'error',
    // they speak of types that libraries leave wide, not of faults
    'typescript/no-base-to-string': 'off',
    'typescript/require-array-sort-compare': 'off',
    // a spread of a short list groups what belongs together
    'unicorn/no-useless-spread': 'off',
    'vitest/require-to-throw-message': 'off',
    'vitest/no-conditional-expect': 'off',
    // vitest's own `expect` takes a message
    'vitest/valid-expect': 'off',
    // kysely's expression builders are made to be destructured
    'typescript/unbound-method': 'off',
    eqeqeq: 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'import/no-cycle': ['error', { ignoreTypes: false }],
  },
  overrides: [
    ...places.map(override),
    { files: ['client/console/**'], rules: { 'react/rules-of-hooks': 'error' } },
  ],
})

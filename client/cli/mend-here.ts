import { DexError } from '#contract/error.ts'

/** What lists the things that an id of this route names. */
const lists: readonly (readonly [RegExp, string])[] = [
  [/^\/api\/approvals\//, 'dex approval list'],
  [/^\/api\/requests\/[^/]+\/lists\//, 'dex bulk show'],
  [/^\/api\/requests\//, 'dex request list'],
  [/^\/api\/standing-approvals\//, 'dex standing list'],
  [/^\/api\/deputies\//, 'dex deputy list'],
  [/^\/api\/stops\//, 'dex stops'],
  [/^\/api\/connections\//, 'dex connection list'],
  [/^\/api\/secrets\//, 'dex secret list'],
]

const why: Readonly<Record<string, string>> = {
  too_small: 'is too little',
  too_big: 'is too much',
  invalid_value: 'is none of those there are',
  invalid_format: 'has another form',
  invalid_type: 'has another form',
  unrecognized_keys: 'is not known',
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []

/** What the api refuses, with the way out that there is at a terminal: its own words speak of fields and routes. */
export function mendHere(error: DexError, route: string): DexError {
  const { code, extra } = error
  const anew = (message: string, mend: string) => new DexError(code, message, { mend, extra, cause: error })
  switch (code) {
    case 'not_found': {
      const list = lists.find(([of]) => of.test(route))?.[1]
      return list === undefined ? error : anew(error.message, `see \`${list}\` for what there is`)
    }
    case 'body_invalid':
    case 'input_invalid':
    case 'params_invalid':
    case 'terms_too_wide': {
      const path = text(extra.path)
      if (path === null) return error
      const most = extra.most === undefined ? '' : `, at most ${String(extra.most)}`
      const said = text(extra.reason)
      const reason = said === null ? '' : ` ${why[said] ?? ''}`.trimEnd()
      const option = `--${(path.split('.').at(-1) ?? path).replaceAll(/[A-Z]/g, (each) => `-${each.toLowerCase()}`)}`
      return anew(`${error.message}: \`${path}\`${reason}${most}`, `give another \`${option}\``)
    }
    case 'proof_required': {
      const methods = texts(extra.methods)
      return methods.length === 0 ? error : anew(error.message, `say how: --proof ${methods.join(' | ')}`)
    }
    case 'connection_required': {
      const platform = text(extra.platform)
      return platform === null
        ? error
        : anew(error.message, `\`dex connection connect ${platform} --kind admin\`, then again`)
    }
    case 'too_fast': {
      const seconds = extra.retryAfterSeconds
      return typeof seconds === 'number'
        ? anew(error.message, `look at it, and decide in ${seconds} s`)
        : error
    }
    default:
      return error
  }
}

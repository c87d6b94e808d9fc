import type { ParamType } from './params.ts'
import type { Path } from './path.ts'
import { index } from './path.ts'

interface ParamFault {
  code: string
  message: string
  mend: string
}

/** Follows a path below `params`; says what is wrong with reading it, or null. `whole`: the list itself is meant. */
export function paramAt(
  root: ParamType,
  path: Path,
  known: ReadonlySet<string>,
  whole: boolean,
): ParamFault | null {
  let type = root
  for (const [at, step] of path.entries()) {
    if (type.kind === 'list') {
      if (step !== index) return unknown(path, at)
      type = type.of
    } else if (type.kind === 'map') type = type.of
    else if (type.kind === 'object') {
      const field =
        typeof step === 'string' && Object.hasOwn(type.fields, step) ? type.fields[step] : undefined
      if (field === undefined) return unknown(path, at)
      const name = path
        .slice(0, at + 1)
        .map(String)
        .join('.')
      if (field.optional && !known.has(name))
        return {
          code: 'param_optional',
          message: `the parameter \`${name}\` may be left out`,
          mend: `write \`has(params.${name}) && …\` before it`,
        }
      type = field.type
    } else return unknown(path, at)
  }
  if (type.kind === 'opaque')
    return {
      code: 'param_untyped',
      message: 'the parameter has no single type',
      mend: 'name another parameter',
    }
  if (!whole && (type.kind === 'object' || (type.kind === 'list' && type.of.kind === 'object')))
    return { code: 'cel_path', message: 'the condition needs one field of `params`', mend: 'name the field' }
  return null
}

function unknown(path: Path, at: number): ParamFault {
  const name = path
    .slice(0, at + 1)
    .map(String)
    .join('.')
  return {
    code: 'param_unknown',
    message: `the action has no parameter \`${name}\``,
    mend: 'see its parameters in `dex action list`',
  }
}

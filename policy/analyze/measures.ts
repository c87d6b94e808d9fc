import type { ASTNode } from '@marcbachmann/cel-js'
import { textOf } from '../cel/parts.ts'
import { pathOf } from '../cel/path.ts'
import type { Frame } from './frame.ts'
import { integer, sum } from './term.ts'
import type { Value } from './value.ts'
import { outside } from './value.ts'

export function sizeOf(frame: Frame, value: Value): Value {
  if (value.kind === 'items') return { kind: 'number', term: integer(value.items.length) }
  if (value.kind === 'texts') return { kind: 'number', term: frame.world.size(value.list) }
  if (value.kind === 'text') return { kind: 'number', term: `(str.len ${value.term})` }
  if (value.kind !== 'objects') return outside('size')
  return frame.slots === 0
    ? { kind: 'number', term: '0' }
    : {
        kind: 'number',
        term: sum(
          Array.from({ length: frame.slots }, (_, slot) => `(ite ${frame.facts.objectPresent(slot)} 1 0)`),
        ),
      }
}

/** An hour, a weekday: free within its range, and the same wherever it is read in the same zone. */
export function momentPart(frame: Frame, name: string, receiver: ASTNode, zone: ASTNode | undefined): Value {
  const path = pathOf(receiver)
  if (path?.[0] !== 'runtime' || path[1] !== 'now') return outside(name)
  if (zone === undefined) return frame.facts.momentPart(name, '"UTC"')
  const zonePath = pathOf(zone)
  const own = zone.op === 'value' || (zonePath?.[0] === 'runtime' && zonePath[1] === 'zone')
  return own ? frame.facts.momentPart(name, textOf(zone)) : outside(name)
}

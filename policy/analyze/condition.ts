import type { Frame } from './frame.ts'
import type { ASTNode } from '@marcbachmann/cel-js'
import { textOf } from '../cel/parts.ts'
import type { Path } from '../cel/path.ts'
import { pathOf } from '../cel/path.ts'
import { patternTerm } from './pattern.ts'
import { momentPart, sizeOf } from './measures.ts'
import { arithmetic, equality, literal, onTexts, ordering, spanMs } from './operators.ts'
import type { Term } from './term.ts'
import { and, equal, integer, isLiteral, no, not, or, textOfTerm } from './term.ts'
import type { Truth, Value } from './value.ts'
import { both, choice, either, opposite, Outside, outside, truth } from './value.ts'

/** A condition as a term. What is outside the fragment becomes free, which keeps every proof a proof. */
export function truthOf(frame: Frame, node: ASTNode): Truth {
  if (node.op === '&&') return both(truthOf(frame, node.args[0]), truthOf(frame, node.args[1]))
  if (node.op === '||') return either(truthOf(frame, node.args[0]), truthOf(frame, node.args[1]))
  if (node.op === '!_') return opposite(truthOf(frame, node.args))
  if (node.op === '?:')
    return choice(truthOf(frame, node.args[0]), truthOf(frame, node.args[1]), truthOf(frame, node.args[2]))
  try {
    const value = valueOf(frame, node)
    return value.kind === 'truth' ? value : outside('not a truth')
  } catch (error) {
    if (!(error instanceof Outside)) throw error
    return free(frame, textOf(node))
  }
}

function free(frame: Frame, expression: string): Truth {
  frame.abstracted.add(expression)
  const t = frame.world.variable(`${expression} holds ${frame.at}`, 'Bool')
  const f = frame.world.variable(`${expression} fails ${frame.at}`, 'Bool', (term) => not(and(t, term)))
  return { kind: 'truth', t, f, total: false }
}

function valueOf(frame: Frame, node: ASTNode): Value {
  switch (node.op) {
    case '&&':
    case '||':
    case '!_':
    case '?:':
      return truthOf(frame, node)
    case 'value':
      return literal(node.args)
    case 'list':
      return { kind: 'items', items: node.args.map((item) => valueOf(frame, item)) }
    case 'id':
    case '.':
    case '[]':
      return variable(frame, node)
    case '-_': {
      const inner = valueOf(frame, node.args)
      return inner.kind === 'number' && isLiteral(inner.term)
        ? { kind: 'number', term: `(- ${inner.term})` }
        : outside('-')
    }
    case '==':
      return equality(valueOf(frame, node.args[0]), valueOf(frame, node.args[1]))
    case '!=':
      return opposite(equality(valueOf(frame, node.args[0]), valueOf(frame, node.args[1])))
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordering(node.op, valueOf(frame, node.args[0]), valueOf(frame, node.args[1]))
    case 'in':
      return membership(frame, node, valueOf(frame, node.args[0]), valueOf(frame, node.args[1]))
    case '+':
    case '-':
      return arithmetic(node.op, valueOf(frame, node.args[0]), valueOf(frame, node.args[1]))
    case 'call':
      return call(frame, node.args[0], node.args[1])
    case 'rcall':
      return method(frame, node, node.args[0], node.args[1], node.args[2])
    default:
      return outside(node.op)
  }
}

function variable(frame: Frame, node: ASTNode): Value {
  const path = pathOf(node)
  if (path === null) return outside('a path')
  const bound = typeof path[0] === 'string' ? frame.bound.get(path[0]) : undefined
  if (bound === undefined) return frame.facts.at(path, frame.subject)
  if (bound.kind === 'object')
    return frame.facts.at([`object ${bound.slot}`, ...path.slice(1)] as Path, frame.subject)
  return path.length === 1 ? bound : outside('a field')
}

function membership(frame: Frame, node: ASTNode, item: Value, list: Value): Truth {
  if (list.kind === 'items') return list.items.map((each) => equality(item, each)).reduce(either, truth(no))
  if (list.kind !== 'texts' || item.kind !== 'text') return outside('in')
  if (isLiteral(item.term)) return truth(frame.world.holds(list.list, textOfTerm(item.term)))
  list.list.places.add(`${textOf(node)} ${frame.at}`)
  return truth(
    or(...frame.world.members(list.list).map(({ present, value }) => and(present, equal(value, item.term)))),
  )
}

function call(frame: Frame, name: string, parameters: ASTNode[]): Value {
  const [parameter] = parameters
  if (parameter === undefined) return outside(name)
  if (name === 'has') {
    const path = pathOf(parameter)
    return path?.[0] === 'params' ? frame.facts.has(path.slice(1)) : outside(name)
  }
  if (name === 'size') return sizeOf(frame, valueOf(frame, parameter))
  const written =
    parameter.op === 'value' && typeof parameter.args === 'string' ? parameter.args : outside(name)
  if (name === 'timestamp') return { kind: 'moment', term: integer(Date.parse(written)) }
  return name === 'duration' ? { kind: 'span', term: integer(spanMs(written)) } : outside(name)
}

function method(frame: Frame, node: ASTNode, name: string, receiver: ASTNode, parameters: ASTNode[]): Value {
  if (name === 'exists' || name === 'all') return quantified(frame, node, name, receiver, parameters)
  if (name === 'size') return sizeOf(frame, valueOf(frame, receiver))
  if (name.startsWith('get')) return momentPart(frame, name, receiver, parameters[0])
  const value = valueOf(frame, receiver)
  const argument = parameters[0] === undefined ? null : valueOf(frame, parameters[0])
  if (value.kind !== 'text' || argument?.kind !== 'text') return outside(name)
  if (name === 'startsWith')
    return truth(
      onTexts(
        value.term,
        argument.term,
        (one, other) => one.startsWith(other),
        `(str.prefixof ${argument.term} ${value.term})`,
      ),
    )
  if (name === 'endsWith')
    return truth(
      onTexts(
        value.term,
        argument.term,
        (one, other) => one.endsWith(other),
        `(str.suffixof ${argument.term} ${value.term})`,
      ),
    )
  if (name === 'contains')
    return truth(
      onTexts(
        value.term,
        argument.term,
        (one, other) => one.includes(other),
        `(str.contains ${value.term} ${argument.term})`,
      ),
    )
  if (name !== 'matches' || !isLiteral(argument.term)) return outside(name)
  const pattern = patternTerm(textOfTerm(argument.term))
  return pattern === null ? outside(name) : truth(`(str.in_re ${value.term} ${pattern})`)
}

/** `exists` and `all` over a list: over its members that matter, each with what the condition says of it. */
function quantified(
  frame: Frame,
  node: ASTNode,
  name: 'exists' | 'all',
  receiver: ASTNode,
  parameters: ASTNode[],
): Truth {
  const [item, body] = parameters
  if (item?.op !== 'id' || body === undefined) return outside(name)
  const list = valueOf(frame, receiver)
  const place = `${textOf(node)} ${frame.at}`
  const one = (present: Term, bound: Value | { kind: 'object'; slot: number }, at: string): Truth => {
    const inner = truthOf(
      { ...frame, bound: new Map(frame.bound).set(item.args, bound), at: `${frame.at} ${at}` },
      body,
    )
    return name === 'exists' ? both(truth(present), inner) : either(truth(not(present)), inner)
  }
  const all: Truth[] = []
  if (list.kind === 'items') all.push(...list.items.map((each, at) => one('true', each, `item ${at}`)))
  else if (list.kind === 'texts') {
    list.list.places.add(place)
    all.push(
      ...frame.world
        .members(list.list)
        .map(({ present, value }, at) => one(present, { kind: 'text', term: value }, `member ${at}`)),
    )
  } else if (list.kind === 'objects') {
    frame.objectPlaces.add(place)
    for (let slot = 0; slot < frame.slots; slot++)
      all.push(one(frame.facts.objectPresent(slot), { kind: 'object', slot }, `object ${slot}`))
  } else return outside(name)
  return all.reduce(name === 'exists' ? either : both, truth(name === 'exists' ? no : 'true'))
}

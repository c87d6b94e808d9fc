import type { Document, Node } from 'yaml'
import { isAlias, isMap, isNode, isPair, isScalar, isSeq } from 'yaml'

/** `offset` is where the node stands. */
export type Refusal = (code: string, offset: number, message: string, mend: string) => void

/** The value of a document, reporting anchors, aliases, tags and doubled keys: it is of use only if there are none. */
export function valueOf(document: Document.Parsed, refuse: Refusal): unknown {
  const walk = (node: unknown): unknown => {
    if (!isNode(node)) return null
    checkNode(node, refuse)
    if (isScalar(node)) return node.value
    if (isSeq(node)) return node.items.map((item) => (isPair(item) ? record([item]) : walk(item)))
    return isMap(node) ? record(node.items) : null
  }
  const record = (pairs: readonly { key: unknown; value: unknown }[]): Record<string, unknown> => {
    const made: Record<string, unknown> = {}
    for (const { key, value } of pairs) {
      walk(key)
      // The library refuses other keys than strings itself.
      const name = isScalar(key) && typeof key.value === 'string' ? key.value : ''
      const inner = walk(value)
      if (Object.hasOwn(made, name))
        refuse('yaml_duplicate_key', offsetOf(key), 'the key stands here twice', 'keep one of them')
      else if (name in made)
        Object.defineProperty(made, name, {
          value: inner,
          writable: true,
          enumerable: true,
          configurable: true,
        })
      else made[name] = inner
    }
    return made
  }
  return walk(document.contents)
}

function checkNode(node: Node, refuse: Refusal): void {
  const anchored = isAlias(node) || ('anchor' in node && node.anchor !== undefined)
  const offset = offsetOf(node)
  if (anchored) refuse('yaml_alias', offset, 'anchors and aliases are not allowed', 'write the value out')
  else if (node.tag !== undefined && !plainTags.has(node.tag))
    refuse('yaml_tag', offset, `the tag \`${node.tag}\` is not allowed`, 'remove the tag')
}

const offsetOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0)

const plainTags: ReadonlySet<string> = new Set(
  ['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((tag) => `tag:yaml.org,2002:${tag}`),
)

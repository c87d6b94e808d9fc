import type { Document, LineCounter as Lines, Node } from 'yaml'
import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments, visit } from 'yaml'
import type { Problem } from './problem.ts'
import { bounds } from './schema/document.ts'

export interface Place {
  line: number
  column: number
}

export interface YamlDocument {
  value: unknown
  /** Where the value at a path stands; the nearest parent's place when the path does not exist. */
  place: (path: readonly PropertyKey[]) => Place
  /** Where a key stands. */
  keyPlace: (path: readonly PropertyKey[], key: string) => Place
  /** Where the character `offset` of the string at a path stands. */
  within: (path: readonly PropertyKey[], text: string, offset: number) => Place
}

export interface YamlFile {
  documents: YamlDocument[]
  problems: Problem[]
}

type Report = (code: string, offset: number, message: string, mend: string) => void

/** YAML 1.2 core, strictly: no duplicate keys, no anchors or aliases, no tags, bounded depth and size. Never throws. */
export function readYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter()
  const problems: Problem[] = []
  const report: Report = (code, offset, message, mend) => {
    const place = placeOf(lines, offset)
    problems.push({ code, file, ...place, message, mend })
  }
  if (text.length > bounds.fileBytes) {
    report(
      'too_large',
      0,
      `the file is larger than ${bounds.fileBytes} characters`,
      'split it into several files',
    )
    return { documents: [], problems }
  }
  const before: Report = (code, offset, message, mend) => {
    const above = text.slice(0, offset).split('\n')
    problems.push({ code, file, line: above.length, column: (above.at(-1)?.length ?? 0) + 1, message, mend })
  }
  const binary = /[\0\uFFFD]/.exec(text)
  if (binary !== null) {
    before('not_text', binary.index, 'the file is not UTF-8 text', 'save it as UTF-8')
    return { documents: [], problems }
  }
  const deep = tooDeep(text)
  if (deep !== null) {
    before('too_deep', deep, 'the document is nested too deeply', `nest at most ${bounds.depth} levels`)
    return { documents: [], problems }
  }
  try {
    const parsed = parseAllDocuments(text, {
      version: '1.2',
      schema: 'core',
      strict: true,
      uniqueKeys: true,
      stringKeys: true,
      merge: false,
      prettyErrors: false,
      lineCounter: lines,
    })
    const documents = Array.isArray(parsed) ? parsed : []
    if (documents.length === 0)
      report('empty', 0, 'the file holds no document', 'write a document or remove the file')
    for (const document of documents) check(document, report)
    if (problems.length > 0) return { documents: [], problems }
    return { documents: documents.map((document) => readable(document, text, lines)), problems }
  } catch (error) {
    report(
      'yaml_syntax',
      0,
      `cannot be read: ${error instanceof Error ? error.message : 'unknown'}`,
      'mend the YAML',
    )
    return { documents: [], problems }
  }
}

function check(document: Document.Parsed, report: Report): void {
  for (const error of [...document.errors, ...document.warnings]) {
    const duplicate = error.code === 'DUPLICATE_KEY'
    report(
      duplicate ? 'yaml_duplicate_key' : 'yaml_syntax',
      error.pos[0],
      duplicate ? 'the key stands here twice' : lowerFirst(error.message),
      duplicate ? 'keep one of them' : 'mend the YAML',
    )
  }
  visit(document, {
    Node: (_key, node) => {
      const anchored = isAlias(node) || ('anchor' in node && node.anchor !== undefined)
      const offset = node.range?.[0] ?? 0
      if (anchored) report('yaml_alias', offset, 'anchors and aliases are not allowed', 'write the value out')
      else if (node.tag !== undefined && !plainTags.has(node.tag))
        report('yaml_tag', offset, `the tag \`${node.tag}\` is not allowed`, 'remove the tag')
    },
  })
}

const plainTags = new Set(
  ['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((tag) => `tag:yaml.org,2002:${tag}`),
)

/** Offset of the first place nested past the bound, before a recursive parser sees it; brackets and indentation both count. */
function tooDeep(text: string): number | null {
  let depth = 0
  for (let offset = 0; offset < text.length; offset++) {
    const character = text.charCodeAt(offset)
    if (character === 91 || character === 123) depth++
    else if (character === 93 || character === 125) depth = Math.max(0, depth - 1)
    else if (character === 10) {
      const dashes = /^(?:[ \t]*[-?:][ \t])*/.exec(text.slice(offset + 1, offset + 1 + 400))?.[0] ?? ''
      if (dashes.replaceAll(/[ \t]/g, '').length > bounds.depth) return offset + 1
    }
    if (depth > bounds.depth * 4) return offset
  }
  return null
}

function readable(document: Document.Parsed, text: string, lines: Lines): YamlDocument {
  const nodeAt = (path: readonly PropertyKey[]): Node | null => {
    let node: unknown = document.contents
    for (const step of path) {
      const next: unknown = isMap(node) || isSeq(node) ? node.get(step as string | number, true) : undefined
      if (!isNode(next)) break
      node = next
    }
    return isNode(node) ? node : null
  }
  const place = (path: readonly PropertyKey[]): Place => placeOf(lines, nodeAt(path)?.range?.[0] ?? 0)
  return {
    value: document.toJS({ maxAliasCount: 0 }),
    place,
    keyPlace: (path, key) => {
      const node = nodeAt(path)
      const pair = isMap(node)
        ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
        : null
      return isNode(pair?.key) ? placeOf(lines, pair.key.range?.[0] ?? 0) : place(path)
    },
    within: (path, value, offset) => {
      const range = nodeAt(path)?.range
      if (!range) return place(path)
      const start = text.indexOf(value, range[0])
      if (start >= 0 && start + value.length <= range[2]) return placeOf(lines, start + offset)
      const before = value.slice(0, offset).split('\n')
      const row = value.split('\n')[before.length - 1] ?? ''
      const rowStart = row === '' ? -1 : text.indexOf(row, range[0])
      return rowStart >= 0 && rowStart < range[2]
        ? placeOf(lines, rowStart + (before.at(-1)?.length ?? 0))
        : place(path)
    },
  }
}

function placeOf(lines: Lines, offset: number): Place {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

const lowerFirst = (message: string): string =>
  message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '')

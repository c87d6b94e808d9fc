import type { Document, Node } from 'yaml'
import { isMap, isNode, isScalar, isSeq, parseAllDocuments, Schema } from 'yaml'
import type { Place } from './places.ts'
import { placesIn } from './places.ts'
import type { Problem } from '../problem.ts'
import { bounds } from '../schema/document.ts'
import { tooDeep } from './yaml-depth.ts'
import type { Refusal } from './yaml-value.ts'
import { valueOf } from './yaml-value.ts'

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

export type { Place }

/** What plain values mean; to be shared by the files of one bundle, for making it takes as long as reading a small file. */
export const yamlSchema = (): Schema => new Schema({ schema: 'core', merge: false, resolveKnownTags: true })

/** YAML 1.2 core, strictly: no duplicate keys, no anchors or aliases, no tags, bounded depth and size. Never throws. */
export function readYaml(file: string, text: string, schema: Schema = yamlSchema()): YamlFile {
  const placeAt = placesIn(text)
  const problems: Problem[] = []
  const report: Refusal = (code, offset, message, mend) => {
    problems.push({ code, file, ...placeAt(offset), message, mend })
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
  const binary = /[\0\uFFFD]/.exec(text)
  if (binary !== null) {
    report('not_text', binary.index, 'the file is not UTF-8 text', 'save it as UTF-8')
    return { documents: [], problems }
  }
  const deep = tooDeep(text)
  if (deep !== null) {
    report('too_deep', deep, 'the document is nested too deeply', `nest at most ${bounds.depth} levels`)
    return { documents: [], problems }
  }
  try {
    const parsed = parseAllDocuments(text, {
      version: '1.2',
      schema,
      strict: true,
      // valueOf looks for them, in a fraction of the time.
      uniqueKeys: false,
      stringKeys: true,
      merge: false,
      prettyErrors: false,
    })
    const documents = Array.isArray(parsed) ? parsed : []
    if (documents.length === 0)
      report('empty', 0, 'the file holds no document', 'write a document or remove the file')
    const read = documents.map((document) => {
      reportErrors(document, report)
      return readable(document, valueOf(document, report), text, placeAt)
    })
    return { documents: problems.length > 0 ? [] : read, problems }
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

function reportErrors(document: Document.Parsed, report: Refusal): void {
  for (const error of [...document.errors, ...document.warnings])
    report('yaml_syntax', error.pos[0], lowerFirst(error.message), 'mend the YAML')
}

function readable(
  document: Document.Parsed,
  value: unknown,
  text: string,
  placeAt: (offset: number) => Place,
): YamlDocument {
  const nodeAt = (path: readonly PropertyKey[]): Node | null => {
    let node: unknown = document.contents
    for (const step of path) {
      const next: unknown = isMap(node) || isSeq(node) ? node.get(step as string | number, true) : undefined
      if (!isNode(next)) break
      node = next
    }
    return isNode(node) ? node : null
  }
  const place = (path: readonly PropertyKey[]): Place => placeAt(nodeAt(path)?.range?.[0] ?? 0)
  return {
    value,
    place,
    keyPlace: (path, key) => {
      const node = nodeAt(path)
      const pair = isMap(node)
        ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
        : null
      return isNode(pair?.key) ? placeAt(pair.key.range?.[0] ?? 0) : place(path)
    },
    within: (path, part, offset) => {
      const range = nodeAt(path)?.range
      if (!range) return place(path)
      const start = text.indexOf(part, range[0])
      if (start >= 0 && start + part.length <= range[2]) return placeAt(start + offset)
      const before = part.slice(0, offset).split('\n')
      const row = part.split('\n')[before.length - 1] ?? ''
      const rowStart = row === '' ? -1 : text.indexOf(row, range[0])
      return rowStart >= 0 && rowStart < range[2]
        ? placeAt(rowStart + (before.at(-1)?.length ?? 0))
        : place(path)
    },
  }
}

const lowerFirst = (message: string): string =>
  message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '')

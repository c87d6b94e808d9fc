import { z } from 'zod'

const safeKey = /^(?!__proto__$|constructor$|prototype$)[\w$:@-]{1,80}$/
const path = z
  .string()
  .max(300)
  .refine((text) => text.split('.').every((key) => safeKey.test(key)), 'keys with dots between them')

/** What one entry of a list is found by. */
const idKeys = ['id', 'resourceId'] as const

/** Changes that no vendor's API would let through: how a sandbox gets into the state that a test starts from. */
export const Edits = z
  .array(
    z.strictObject({
      /** The list, such as `directory.users`. */
      in: path,
      /** An entry of it; without one the list itself is added to. */
      id: z.string().min(1).max(200).optional(),
      /** Paths within the entry and what stands there afterwards. */
      set: z.record(path, z.unknown()).default({}),
      /** Entries that are put at the end of the list. */
      add: z.array(z.record(z.string(), z.unknown())).default([]),
    }),
  )
  .max(200)
export type Edits = z.infer<typeof Edits>

export const Looks = z.array(z.strictObject({ in: path, id: z.string().min(1).max(200) })).max(200)

type Entry = Record<string, unknown>
const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null

function valueAt(root: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((value, key) => (isEntry(value) ? value[key] : undefined), root)
}

/** Throws what is wrong with the path. */
function listAt(state: unknown, where: string): Entry[] {
  const list = valueAt(state, where.split('.'))
  if (!Array.isArray(list)) throw new Error(`\`${where}\` is no list of this state`)
  return list as Entry[]
}

export const entryAt = (state: unknown, where: string, id: string): Entry | null =>
  listAt(state, where).find((entry) => idKeys.some((key) => entry[key] === id)) ?? null

/** Changes `state` in place; throws at the first edit that finds nothing, with those before it made. */
export function applyEdits(state: unknown, edits: Edits): void {
  for (const edit of edits) {
    listAt(state, edit.in).push(...structuredClone(edit.add))
    if (edit.id === undefined) continue
    const entry = entryAt(state, edit.in, edit.id)
    if (!entry) throw new Error(`nothing in \`${edit.in}\` has the id \`${edit.id}\``)
    for (const [where, value] of Object.entries(edit.set)) {
      const keys = where.split('.')
      const parent = valueAt(entry, keys.slice(0, -1))
      if (!isEntry(parent)) throw new Error(`\`${where}\` leads nowhere`)
      parent[keys.at(-1) as string] = structuredClone(value)
    }
  }
}

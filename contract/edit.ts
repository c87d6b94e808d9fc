/** What a person wants instead of what was proposed: sealed with the request's key, named by their signed statement. */
export interface WantedEdit {
  target: string | null
  params: Record<string, unknown>
  /** In their own words, for the model and for who decides; null: they gave none. */
  reason: string | null
}

/** What stands in the place of a call of the model's, since a person changed it. */
export interface Edited extends WantedEdit {
  /** As the model proposed it. */
  from: { target: string | null; params: Record<string, unknown> }
  /** Of all that was changed on the way: none of it is taken from the model again. */
  away: string[]
  by: string
}

export const editedPrefix = 'edited/'
/** Its name in the request's scratch. */
export const editedName = (call: { turn: number; index: number }): string =>
  `${editedPrefix}${call.turn}/${call.index}`

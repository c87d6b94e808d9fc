/** What each platform told of the facts that people can set of themselves, by tenant; one for the process. */
export interface FactSources {
  known: Map<string, { at: number; told: readonly string[] | null }>
}

export const createFactSources = (): FactSources => ({ known: new Map() })

/** Which facts people can set of themselves at which platform, by tenant; one for the process. */
export interface FactSources {
  known: Map<string, { at: number; selfEditable: ReadonlySet<string> }>
}

export const createFactSources = (): FactSources => ({ known: new Map() })

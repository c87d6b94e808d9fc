import type { Back, ChangedState } from '#contract/action.ts'

/** The same parameters, where it stood exactly so before: else nothing was changed, or not all of it comes back. */
export const sameIf =
  (stood: ChangedState): Back =>
  ({ params, before }) =>
    Object.entries(stood).every(([name, value]) => JSON.stringify(before[name]) === JSON.stringify(value))
      ? params
      : null

/** What the changed attributes were; one that had no value may be none that can be written. */
export const formerValues: Back = ({ before }) =>
  Object.fromEntries(Object.entries(before).filter(([, value]) => value !== undefined))

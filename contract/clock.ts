/** Injected so that tests pin it; milliseconds since the epoch. */
export type Clock = () => number

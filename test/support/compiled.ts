/** For a program that a test starts: what another of this run has compiled once is loaded from there. */
export const compiled = (): { NODE_COMPILE_CACHE?: string } => {
  const { NODE_COMPILE_CACHE: place } = process.env
  return place === undefined ? {} : { NODE_COMPILE_CACHE: place }
}

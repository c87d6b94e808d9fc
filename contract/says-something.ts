/** A dot, or one key held down, tells nobody anything; what is said well is for people to judge. */
export const saysSomething = (text: string): boolean => {
  const letters = text.match(/[\p{L}\p{N}]/gu) ?? []
  return letters.length >= 4 && new Set(letters).size >= 3
}

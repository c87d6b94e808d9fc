const z = 1.959_963_985

/** The 95 % interval of a share, by Wilson's score (E. B. Wilson, 1927): honest for few cases, unlike the normal one. */
export function wilson(right: number, of: number): { share: number; low: number; high: number } | null {
  if (of === 0) return null
  const share = right / of
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of)
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/** An ISO 8601 moment as columns have it: `2026-11-28 15:16:49Z`. */
export const moment = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 19)}Z`

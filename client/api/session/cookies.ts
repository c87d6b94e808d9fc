/** `__Host-` binds a cookie to exactly this origin; Chromium takes Secure ones on http://localhost too. */
export const cookieOptions = {
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'lax',
} as const

export const signInCookie = '__Host-dex-signin'

/** Where this browser signed in last: its way back when the session has ended. */
export const placeCookie = '__Host-dex-place'
export const placeSeconds = 400 * 86_400

/** `__Host-` binds a cookie to exactly this origin; Chromium takes Secure ones on http://localhost too. */
export const cookieOptions = {
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'lax',
} as const

export const signInCookie = '__Host-dex-signin'

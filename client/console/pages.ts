/** Addresses of the console, as the server's router writes them; each has its line in the authorization table. */
export const pagePaths = [
  '/',
  '/requests',
  '/requests/:id',
  '/approvals/:id',
  '/in-doubt',
  '/activity',
  '/policy',
  '/autonomy',
  '/standing-approvals',
  '/connections',
  '/settings',
  '/me',
] as const
export type PagePath = (typeof pagePaths)[number]

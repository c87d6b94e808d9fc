/** A path of ours and nothing else; anything that could lead off this origin becomes `/`. */
export function ownPath(publicUrl: string, wanted: string | undefined): string {
  if (wanted === undefined || wanted.length > 1_000 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(wanted)) return '/'
  try {
    const url = new URL(wanted, publicUrl)
    return url.origin === new URL(publicUrl).origin && !url.pathname.startsWith('//')
      ? `${url.pathname}${url.search}`
      : '/'
  } catch {
    return '/'
  }
}

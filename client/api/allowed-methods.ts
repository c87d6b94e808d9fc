import { authorization } from './authorization.ts'

interface Known {
  route: string
  pattern: RegExp
  method: string
}

const patternOf = (route: string): RegExp =>
  new RegExp(`^${route.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/:\w+/g, '[^/]+')}$`)

const known: Known[] = Object.keys(authorization).flatMap((line) => {
  const [method = '', route = ''] = line.split(' ')
  return route.includes('*') ? [] : [{ method, route, pattern: patternOf(route) }]
})

/** The methods that a path of ours has; none where there is no such path. `url` may end with a query. */
export function allowedMethods(url: string): string[] {
  const [path = ''] = url.split('?')
  const exact = known.filter(({ route }) => route === path)
  if (exact.length > 0) return exact.map(({ method }) => method)
  return known.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)
}

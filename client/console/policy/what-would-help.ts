import { type Decided, layerNames } from '../parts/decision.ts'

/** What would have to be different, layer by layer; for people, from the trace alone. */
export function whatWouldHelp(decided: Decided): string[] {
  if (decided.effect !== 'deny') return []
  return decided.layers.flatMap(({ layer, verdict, rules }) => {
    const name = layerNames[layer] ?? layer
    const denying = rules
      .filter((rule) => rule.effect === 'deny' && rule.mode === 'enforce')
      .map((rule) => rule.id)
    if (verdict === 'none') return [`${name} would need a rule that allows this action; none matched.`]
    if (verdict === 'deny') {
      return denying.length > 0
        ? [`${name} would have to lose ${denying.join(' and ')}, or its condition not hold.`]
        : [`${name} is at a limit or outside its hours.`]
    }
    if (verdict === 'error')
      return [`${name} lacks a fact that one of its rules reads; an unknown fact denies.`]
    return []
  })
}

import type { Case } from './case.ts'
import { createRandom, pick, shuffled } from './random.ts'

/** `[[one|another]]`: the first is the plain wording. */
const choices = /\[\[([^\]]*)\]\]/g

export const plainWording = (text: string): string =>
  text.replaceAll(choices, (_all, options: string) => options.split('|')[0] ?? '')

const reworded = (text: string, random: () => number): string =>
  text.replaceAll(choices, (_all, options: string) => {
    const [plain = '', ...others] = options.split('|')
    return pick(others.length > 0 ? others : [plain], random) ?? plain
  })

const openings = [
  'Hi,',
  'Hello IT,',
  'Good morning,',
  'Dear service desk,',
  'hey there',
  'Hi all, sorry to bother you.',
]
const asides = [
  'I am in meetings until three.',
  'It is somewhat urgent, a customer is waiting.',
  'It worked fine last week.',
  'My manager said that you can help.',
  'I already restarted the machine.',
  'Thanks for looking into it!',
]
const closings = [
  'Thanks',
  'Best regards',
  'Many thanks in advance',
  'Cheers',
  'Thank you',
  '-- sent from a train',
]

/** As somebody else would have put it: other wordings, and the words that people put around a wish. */
function paraphrase(each: Case, seed: number): Case {
  const random = createRandom(seed, `wording/${each.id}`)
  const opening = pick(openings, random) ?? ''
  const aside = random() < 0.5 ? ` ${pick(asides, random) ?? ''}` : ''
  const text = `${opening}\n\n${reworded(each.text, random)}${aside}\n\n${pick(closings, random) ?? ''}`
  return { ...each, id: `${each.id}.v`, title: reworded(each.title, random), text, variant: true }
}

/** Everything in its plain wording, and besides a share of it anew: other words, and (as each case has its own people) other names and ids. */
export function worded(cases: readonly Case[], seed: number, share: number): Case[] {
  const plain = cases.map((each) => ({
    ...each,
    title: plainWording(each.title),
    text: plainWording(each.text),
    answers: each.answers.map(plainWording),
  }))
  const count = Math.round(cases.length * share)
  const anew = shuffled(cases, createRandom(seed, 'variants'))
    .slice(0, count)
    .map((each) => paraphrase({ ...each, answers: each.answers.map(plainWording) }, seed))
  return [...plain, ...anew]
}

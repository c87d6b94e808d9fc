import { DexError } from '#contract/error.ts'

/** What a company answers, and what of the bundle its answer replaces. */
export interface Answers {
  platforms: string[]
  approverRole: string
  securityRole: string
  hours: string
  protectedDepartment: string
  bulkMax: string
}

export const allPlatforms = ['okta', 'microsoft', 'google'] as const

/** The values that stand in `policy/baseline/`. */
export const defaults: Answers = {
  platforms: [...allPlatforms],
  approverRole: 'it-admin',
  securityRole: 'security-admin',
  hours: '8-18',
  protectedDepartment: 'Executive',
  bulkMax: '25',
}

export interface Question {
  key: Exclude<keyof Answers, 'platforms'>
  flag: string
  ask: string
  fits: RegExp
  mend: string
}

const idForm = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/
const idMend = 'write an id of letters, digits, dots, dashes and colons'

export const questions: readonly Question[] = [
  {
    key: 'approverRole',
    flag: '--approver-role',
    ask: 'Which role approves ordinary changes?',
    fits: idForm,
    mend: idMend,
  },
  {
    key: 'securityRole',
    flag: '--security-role',
    ask: 'Which role is the second look (privileged, critical, many at once)?',
    fits: idForm,
    mend: idMend,
  },
  {
    key: 'hours',
    flag: '--hours',
    ask: 'Working hours, outside of which somebody looks at every change?',
    fits: /^(?:[0-9]|1[0-9])-(?:1[0-9]|2[0-3])$/,
    mend: 'write two hours of the day, such as `8-18`',
  },
  {
    key: 'protectedDepartment',
    flag: '--protected-department',
    ask: 'Whose accounts get a second look?',
    fits: /^[\p{L}\p{N}][\p{L}\p{N} .&/-]{0,99}$/u,
    mend: 'write the name of a department',
  },
  {
    key: 'bulkMax',
    flag: '--bulk-max',
    ask: 'How many at once at most?',
    fits: /^(?:[6-9]|[1-9][0-9]|[1-3][0-9][0-9])$/,
    mend: 'write a number from 6 to 399',
  },
]

/** Throws `usage` when an answer has another form. */
export function checkAnswers(answers: Answers): void {
  for (const question of questions) checkAnswer(question, answers[question.key], answers)
  checkPlatforms(answers.platforms)
}

/** The same of one of them, beside those that are known already. */
export function checkAnswer(
  { key, flag, fits, mend }: Question,
  answer: string,
  others: Partial<Pick<Answers, 'approverRole' | 'securityRole'>>,
): void {
  if (!fits.test(answer)) throw new DexError('usage', `${flag} \`${answer}\` does not fit`, { mend })
  const other = key === 'securityRole' ? others.approverRole : others.securityRole
  if ((key === 'securityRole' || key === 'approverRole') && answer === other)
    throw new DexError('usage', 'the two roles are the same', {
      mend: 'name two: the second look is somebody else’s',
    })
}

export function checkPlatforms(platforms: readonly string[]): void {
  const mend = `one of ${allPlatforms.join(', ')}`
  if (platforms.length === 0) throw new DexError('usage', 'no platform was named', { mend })
  for (const platform of platforms)
    if (!allPlatforms.some((known) => known === platform))
      throw new DexError('usage', `--platform \`${platform}\` is not known`, { mend })
}

/** A file of the bundle with the answers in it; null where it is about a platform that is off. */
export function answered(path: string, text: string, answers: Answers): string | null {
  const about = allPlatforms.find(
    (platform) => path === `2-tenant-${platform}.yaml` || path === `${platform}.test.yaml`,
  )
  if (about !== undefined && !answers.platforms.includes(about)) return null
  const [from = '8', until = '18'] = answers.hours.split('-')
  const quoted = JSON.stringify(answers.protectedDepartment)
  return (
    text
      // In one step: an answer may be the other's default.
      .replaceAll(/\b(it-admin|security-admin)\b/g, (role) =>
        role === 'it-admin' ? answers.approverRole : answers.securityRole,
      )
      .replaceAll('getHours(runtime.zone) < 8', `getHours(runtime.zone) < ${from}`)
      .replaceAll('getHours(runtime.zone) >= 18', `getHours(runtime.zone) >= ${until}`)
      .replaceAll('department: Executive', `department: ${quoted}`)
      .replaceAll('runtime.bulk.size > 25', `runtime.bulk.size > ${answers.bulkMax}`)
  )
}

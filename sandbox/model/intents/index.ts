import { accessIntents } from './access.ts'
import { accountIntents } from './account.ts'
import { byHandIntents } from './by-hand.ts'
import type { Intent } from './define.ts'
import { mailAndDeviceIntents } from './mail-and-devices.ts'
import { signInIntents } from './sign-in.ts'

export type { Intent }

/** In the order they are tried: the first that fits the text is taken. */
export const intents: readonly Intent[] = [
  ...mailAndDeviceIntents,
  ...signInIntents,
  ...accountIntents,
  ...accessIntents,
  ...byHandIntents,
]

/** Addresses without their dots: the patterns take a dot for the end of a sentence. */
const withoutDots = (text: string): string => text.replace(/\S+@\S+/g, 'person@address')

export function intentOf(text: string): Intent | null {
  const plain = withoutDots(text)
  const fits = ({ says, unless = [] }: Intent): boolean =>
    says.some((pattern) => pattern.test(plain)) && !unless.some((pattern) => pattern.test(plain))
  return intents.find(fits) ?? null
}

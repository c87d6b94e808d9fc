const whole: Readonly<Record<string, string>> = {
  publish: 'Publish policy',
  reset_factors: 'Reset MFA factors',
  reset_password: 'Reset password',
  add_member: 'Add to group',
  remove_member: 'Remove from group',
}

const platforms: Readonly<Record<string, string>> = {
  okta: 'Okta',
  microsoft: 'Microsoft',
  google: 'Google',
  scim: 'SCIM',
  dex: 'Dex',
}

export const platformName = (platform: string): string => platforms[platform] ?? platform

/** `okta.user.reset_factors` as people say it: `Reset MFA factors`. */
export function actionTitle(action: string): string {
  const [, noun = '', verb = action] = action.split('.')
  const known = whole[verb]
  if (known !== undefined) return known
  const words = verb.replaceAll('_', ' ')
  const text = words.includes(' ') ? words : `${words} ${noun.replaceAll('_', ' ')}`
  return text.charAt(0).toUpperCase() + text.slice(1)
}

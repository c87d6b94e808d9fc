/** Whether a model of the person's own answers; else the sandbox's stand-in does, which is none. */
export const hasOwnModel = (env: Readonly<Record<string, string | undefined>>): boolean =>
  env.DEX_MODEL_PROVIDER === 'openai' || Boolean(env.ANTHROPIC_API_KEY)

/** Of an environment, what it takes for the stand-in to answer. */
export const standInOnly = {
  ANTHROPIC_API_KEY: undefined,
  ANTHROPIC_BASE_URL: undefined,
  DEX_MODEL_PROVIDER: undefined,
} as const

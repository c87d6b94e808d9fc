import * as workflow from '@temporalio/workflow'

/** Everything that carries a payload, in one workflow; each text holds the canary. */
interface Activities {
  echo(text: string): Promise<string>
  fail(text: string): Promise<void>
}
const { echo, fail } = workflow.proxyActivities<Activities>({
  startToCloseTimeout: '5s',
  heartbeatTimeout: '5s',
  retry: { maximumAttempts: 1 },
})

export const tell = workflow.defineUpdate<string, [string]>('tell')
export const poke = workflow.defineSignal<[string]>('poke')
export const ask = workflow.defineQuery<string, [string]>('ask')

export async function child(text: string): Promise<string> {
  return echo(`child ${text}`)
}

export async function failingChild(text: string): Promise<void> {
  await fail(text)
}

async function messageOf(failing: Promise<unknown>): Promise<string> {
  try {
    await failing
    return 'no failure'
  } catch (error) {
    let deepest: unknown = error
    while (deepest instanceof Error && deepest.cause) deepest = deepest.cause
    return deepest instanceof Error ? deepest.message : String(deepest)
  }
}

export async function parent(text: string): Promise<string[]> {
  const heard: string[] = []
  workflow.setHandler(tell, (said) => {
    heard.push(said)
    return `told ${said}`
  })
  workflow.setHandler(poke, (said) => void heard.push(said))
  workflow.setHandler(ask, (asked) => `asked ${asked}`)
  workflow.setCurrentDetails(`details ${text}`)
  const { workflowId } = workflow.workflowInfo()
  heard.push(await echo(text))
  heard.push(
    await workflow.executeChild(child, {
      workflowId: `${workflowId}.child`,
      args: [text],
      memo: { note: text },
    }),
  )
  heard.push(await messageOf(fail(text)))
  heard.push(
    await messageOf(
      workflow.executeChild(failingChild, { workflowId: `${workflowId}.failing`, args: [text] }),
    ),
  )
  workflow.upsertMemo({ later: text })
  await workflow.condition(() => heard.length === 6)
  return heard
}

export async function rethrowing(text: string): Promise<void> {
  try {
    await fail(text)
  } catch (error) {
    throw workflow.ApplicationFailure.create({
      message: `again ${text}`,
      details: [text],
      cause: error as Error,
    })
  }
}

export async function continued(text: string, left: number): Promise<string> {
  if (left > 0) await workflow.continueAsNew<typeof continued>(text, left - 1)
  return text
}

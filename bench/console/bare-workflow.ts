import { condition, defineUpdate, setHandler } from '@temporalio/workflow'

/** Waits for one word. */
export async function waitsForYes(): Promise<void> {
  let said = false
  setHandler(defineUpdate('yes'), () => {
    said = true
  })
  await condition(() => said)
}

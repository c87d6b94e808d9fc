import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ToolCall {
  name: string
  input: object
}

/** What one turn calls, told the whole conversation that came in. */
export type Script = (turn: number, conversation: string) => ToolCall[]

/**
 * A Messages API endpoint that calls what a test says: for cases that the sandbox's stand-in, which plays a good engineer, never
 * gets into. The turn's number follows from the conversation, so that a repeated call gets the same answer.
 */
export async function scriptedModel(script: Script): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => (text += String(chunk)))
    request.on('end', () => {
      const { messages } = JSON.parse(text) as { messages: { role: string }[] }
      const turn = messages.filter((message) => message.role === 'assistant').length + 1
      const content = script(turn, JSON.stringify(messages)).map((call, index) => ({
        type: 'tool_use',
        id: `toolu_${turn}_${index}`,
        ...call,
      }))
      const usage = { input_tokens: 1_000, output_tokens: 50, cache_read_input_tokens: 400 }
      const answer = { id: 'msg', type: 'message', role: 'assistant', model: 'scripted', content, usage }
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ...answer, stop_reason: 'tool_use', stop_sequence: null }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

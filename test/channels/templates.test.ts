import { expect, it } from 'vitest'
import { renderNote, renderReply } from '#channels/templates.ts'
import { internalTemplates, replyTemplates } from '#contract/template.ts'

const request = 'req_0123456789abcdefghijklmn'

it('each template has a text of its own', () => {
  const texts = [
    ...replyTemplates.map(renderReply),
    ...internalTemplates.map((name) => renderNote(name, request)),
  ]
  expect(new Set(texts).size).toBe(replyTemplates.length + internalTemplates.length)
  for (const text of texts) expect(text.length).toBeGreaterThan(40)
})

it('notes name the request; replies name nothing at all', () => {
  for (const name of internalTemplates) expect(renderNote(name, request)).toContain(request)
  for (const name of replyTemplates) {
    expect(renderReply(name)).not.toMatch(/https?:|req_|@|factor|password|okta/i)
    expect(renderReply(name)).not.toMatch(/\b(shortly|soon|within|guarantee|promise)\b/i)
  }
})

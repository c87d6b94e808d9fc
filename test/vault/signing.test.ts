import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSigningKey, loadSigner } from '#vault/signing.ts'
import { createVerifier, PublicKeys } from '#vault/verifying.ts'
import { coded, temporaryDirectory } from './fixture.ts'

const now = Date.parse('2026-11-22T10:00:00Z')
const statement = {
  type: 'dex/decision/v1',
  tenant: 'acme',
  verdict: 'approve',
  nested: { b: [1, 2], a: null },
}

async function signing(name = 'statements') {
  const directory = await temporaryDirectory()
  const made = await createSigningKey(directory, name, { now })
  return { directory, ...made, signer: await loadSigner(directory, name) }
}

test('a signature verifies, whatever the order of members', async () => {
  const { signer, publicKeysFile, keyId } = await signing()
  const verifier = await createVerifier(publicKeysFile)
  const signature = signer.sign(statement)
  expect(signature).toMatch(/^[A-Za-z0-9_-]{86}$/)
  expect(verifier.verify(statement, signature, now)).toBe(keyId)
  const { nested, type, ...rest } = statement
  const turned = { nested: { a: nested.a, b: nested.b }, ...rest, type }
  expect(verifier.verify(turned, signature, now)).toBe(keyId)
})

test('the private key is 0600; making it again keeps it', async () => {
  const { directory, keyId, publicKeysFile } = await signing()
  expect((await stat(join(directory, 'statements.private.pem'))).mode & 0o777).toBe(0o600)
  const before = await readFile(publicKeysFile, 'utf8')
  expect((await createSigningKey(directory, 'statements', { now: now + 1 })).keyId).toBe(keyId)
  expect(await readFile(publicKeysFile, 'utf8')).toBe(before)
})

test('another field, value, type, key or a bent signature does not verify', async () => {
  const { signer, publicKeysFile } = await signing()
  const stranger = await signing()
  const verifier = await createVerifier(publicKeysFile)
  const signature = signer.sign(statement)
  const refuse = (changed: typeof statement, by = signature) =>
    expect(() => verifier.verify(changed, by, now)).toThrow(coded('statement_unsigned'))
  refuse({ ...statement, tenant: 'other' })
  refuse({ ...statement, extra: 1 } as typeof statement)
  refuse({ ...statement, type: 'dex/standing/v1' })
  refuse({ ...statement, nested: { b: [2, 1], a: null } })
  refuse(statement, stranger.signer.sign(statement))
  for (let position = 0; position < signature.length; position += 1) {
    const letter = signature[position] === 'A' ? 'B' : 'A'
    refuse(statement, signature.slice(0, position) + letter + signature.slice(position + 1))
  }
  refuse(statement, '')
  refuse(statement, `${signature}A`)
})

test('a second text of the same signature bytes is refused', async () => {
  const { signer, publicKeysFile } = await signing()
  const verifier = await createVerifier(publicKeysFile)
  const signature = signer.sign(statement)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const last = alphabet.indexOf(signature.at(-1) ?? '')
  const twin = signature.slice(0, -1) + alphabet[last ^ 1]
  expect(Buffer.from(twin, 'base64url')).toEqual(Buffer.from(signature, 'base64url'))
  expect(() => verifier.verify(statement, twin, now)).toThrow(coded('statement_unsigned'))
})

test('a key counts between its dates only', async () => {
  const { signer, publicKeysFile, keyId } = await signing()
  const { keys } = PublicKeys.parse(JSON.parse(await readFile(publicKeysFile, 'utf8')))
  const ended = { keys: keys.map((key) => ({ ...key, notAfter: '2026-11-23T00:00:00.000Z' })) }
  const verifier = await createVerifier(ended)
  const signature = signer.sign(statement)
  expect(verifier.verify(statement, signature, '2026-11-22T23:59:59Z')).toBe(keyId)
  for (const at of ['2026-11-22T09:59:59Z', '2026-11-23T00:00:01Z', 'never', Number.NaN]) {
    expect(() => verifier.verify(statement, signature, at)).toThrow(coded('statement_unsigned'))
  }
})

test('a statement that names a key verifies with that key alone', async () => {
  const { signer, publicKeysFile, keyId } = await signing()
  const verifier = await createVerifier(publicKeysFile)
  const named = { ...statement, keyId }
  expect(verifier.verify(named, signer.sign(named), now)).toBe(keyId)
  expect(() => signer.sign({ ...statement, keyId: 'sig_other' } as { type: string })).toThrow(
    coded('statement_malformed'),
  )
})

test.each(['', 'dex/decision/v1\n{}', 'DEX', 'a b'])('the type `%s` is not signed', async (type) => {
  const { signer } = await signing()
  expect(() => signer.sign({ type })).toThrow(coded('statement_malformed'))
})

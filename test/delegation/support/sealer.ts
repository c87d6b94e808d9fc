import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { DexError } from '#contract/error.ts'
import type { Sealer } from '#delegation/index.ts'

/** Bound to tenant, row and field, as the interface asks; the vault's own is tested there. */
export function testSealer(key: Uint8Array = randomBytes(32)): Sealer {
  const place = (...parts: string[]) => Buffer.from(JSON.stringify(parts))
  return {
    async seal(tenant, row, field, bytes) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 }).setAAD(
        place(tenant, row, field),
      )
      return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
    },
    async open(tenant, row, field, sealed) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
        decipher.setAAD(place(tenant, row, field)).setAuthTag(sealed.subarray(-16))
        return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
      } catch {
        throw new DexError('envelope_invalid')
      }
    },
  }
}

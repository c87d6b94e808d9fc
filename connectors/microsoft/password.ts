const letters = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const LENGTH = 20

/** From the platform's secure source, without letters that look alike; of every kind that Entra's complexity rule counts. */
export function newPassword(): string {
  for (;;) {
    let password = ''
    while (password.length < LENGTH) {
      for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
        // INVARIANT: no modulo bias; 220 is the largest multiple of 55 below 256.
        if (byte < 220 && password.length < LENGTH) password += letters[byte % letters.length]
      }
    }
    if (/[a-z]/.test(password) && /[A-Z]/.test(password) && /[0-9]/.test(password)) return password
  }
}

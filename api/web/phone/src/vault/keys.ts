// Keys from a PIN. Knows WebCrypto only; never what is kept under them.
//
// PIN -> PBKDF2-SHA256 -> key-wrapping key -> the random data key. A six-digit PIN stops whoever finds the phone, not a
// laboratory: that is why what was submitted is sealed to the server instead (see outbox), and why attempts are counted.

/** Rounds of PBKDF2: half a second on a slow phone, 22 hours of one core for all PINs of six digits. */
export const ROUNDS = 600_000

/** What is stored of a vault. Nothing in it opens anything without the PIN. */
export interface VaultRecord {
  salt: ArrayBuffer
  rounds: number
  wrapped: ArrayBuffer
}

/** Makes a vault with a data key of its own. */
export async function makeVault(pin: string, rounds: number = ROUNDS): Promise<{ record: VaultRecord; key: CryptoKey }> {
  const salt = random(16)
  const wrapping = await wrappingKey(pin, salt, rounds)
  // Extractable for the one moment in which it is wrapped; the key that is handed on is the unwrapped one, which is not.
  const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt'])
  const wrapped = await crypto.subtle.wrapKey('raw', fresh, wrapping, 'AES-KW')
  const record = { salt, rounds, wrapped }
  return { record, key: await unwrap(wrapped, wrapping) }
}

/** Opens a vault; `undefined` when the PIN is not the one. */
export async function openVault(pin: string, record: VaultRecord): Promise<CryptoKey | undefined> {
  const wrapping = await wrappingKey(pin, record.salt, record.rounds)
  try {
    return await unwrap(record.wrapped, wrapping)
  } catch {
    return undefined
  }
}

/** The same data key under another PIN; `undefined` when the old one is not the one. */
export async function rewrap(old: string, fresh: string, record: VaultRecord, rounds: number = ROUNDS): Promise<VaultRecord | undefined> {
  const before = await wrappingKey(old, record.salt, record.rounds)
  const salt = random(16)
  const after = await wrappingKey(fresh, salt, rounds)
  try {
    // Extractable for the one moment in which it is wrapped again, and never handed on.
    const key = await crypto.subtle.unwrapKey('raw', record.wrapped, before, 'AES-KW', 'AES-GCM', true, ['encrypt', 'decrypt'])
    return { salt, rounds, wrapped: await crypto.subtle.wrapKey('raw', key, after, 'AES-KW') }
  } catch {
    return undefined
  }
}

/** Random bytes in a buffer of their own. */
export function random(length: number): ArrayBuffer {
  const bytes = new Uint8Array(length)
  crypto.getRandomValues(bytes)
  return bytes.buffer
}

async function wrappingKey(pin: string, salt: ArrayBuffer, rounds: number): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds },
    typed,
    { name: 'AES-KW', length: 256 },
    false,
    ['wrapKey', 'unwrapKey'],
  )
}

function unwrap(wrapped: ArrayBuffer, wrapping: CryptoKey): Promise<CryptoKey> {
  return crypto.subtle.unwrapKey('raw', wrapped, wrapping, 'AES-KW', 'AES-GCM', false, ['encrypt', 'decrypt'])
}

// Values as sealed bytes and back: AES-256-GCM, a random nonce in front, the row's name as associated data, so that a
// sealed value cannot be moved into another row. ArrayBuffers only: old WebKit loses Blobs in IndexedDB.

import { random } from './keys'

const NONCE = 12

export async function sealBytes(key: CryptoKey, row: string, plain: ArrayBuffer): Promise<ArrayBuffer> {
  const nonce = random(NONCE)
  const sealed = await crypto.subtle.encrypt(parameters(nonce, row), key, plain)
  const whole = new Uint8Array(NONCE + sealed.byteLength)
  whole.set(new Uint8Array(nonce), 0)
  whole.set(new Uint8Array(sealed), NONCE)
  return whole.buffer
}

/** Rejects when the bytes were changed, are of another row or under another key. */
export function openBytes(key: CryptoKey, row: string, sealed: ArrayBuffer): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt(parameters(sealed.slice(0, NONCE), row), key, sealed.slice(NONCE))
}

export function sealValue(key: CryptoKey, row: string, value: unknown): Promise<ArrayBuffer> {
  return sealBytes(key, row, new TextEncoder().encode(JSON.stringify(value)).buffer as ArrayBuffer)
}

export async function openValue<Value>(key: CryptoKey, row: string, sealed: ArrayBuffer): Promise<Value> {
  return JSON.parse(new TextDecoder().decode(await openBytes(key, row, sealed))) as Value
}

function parameters(nonce: ArrayBuffer, row: string): AesGcmParams {
  return { name: 'AES-GCM', iv: nonce, additionalData: new TextEncoder().encode(row) }
}

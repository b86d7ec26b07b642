// Seals bytes to the server's recipient with age, and takes digest and length of what came out. Runs in the worker, which
// is loaded with the first photo: the library weighs half of the first screen.

import { hex } from '@zerotrip/shared/uuid'
import { Encrypter } from 'age-encryption'

export interface SealedFile {
  bytes: ArrayBuffer
  sha256: string
  size: number
}

export async function sealTo(recipient: string, plain: ArrayBuffer): Promise<SealedFile> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient)
  const sealed = await encrypter.encrypt(new Uint8Array(plain))
  const bytes = sealed.buffer.slice(sealed.byteOffset, sealed.byteOffset + sealed.byteLength) as ArrayBuffer
  const sha256 = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
  return { bytes, sha256, size: bytes.byteLength }
}

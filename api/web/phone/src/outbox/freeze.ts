// A body that names people, frozen for its way: sealed to the server, or under the PIN's key while the server does not take
// sealed bodies. From here on the phone sends it and shows nothing of it.

import type { SealedFile } from '../photo/seal'
import { sealValue } from '../vault/seal'
import type { FrozenBody } from './rows'

export interface Sealer {
  key: CryptoKey
  recipient: string
  /** Whether the server takes bodies that are sealed to it. */
  sealedBodies: boolean
  seal(bytes: ArrayBuffer, recipient: string): Promise<SealedFile>
}

export async function freeze(body: object, writeId: string, by: Sealer): Promise<FrozenBody> {
  const json = new TextEncoder().encode(JSON.stringify(body)).buffer as ArrayBuffer
  const forServer = (await by.seal(json, by.recipient)).bytes
  return by.sealedBodies
    ? { kind: 'age', sealed: forServer }
    : { kind: 'pin', sealed: await sealValue(by.key, `data:${writeId}`, body), forServer }
}

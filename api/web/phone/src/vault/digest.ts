// Digests of ID numbers under a key that this phone made for itself and keeps under the PIN. Whoever has the phone's store
// without the PIN cannot try numbers against them, and no other phone's digests are like these.

import type { PhoneDb } from '../db/db'
import { tidyIdNumber } from '@zerotrip/shared/idcard'
import { hex } from '@zerotrip/shared/uuid'
import { random } from './keys'
import { openBytes, sealBytes } from './seal'

/** Where the key lies, sealed. */
export const DIGEST_KEY = 'digest.key'

export class Digests {
  constructor(
    private readonly db: PhoneDb,
    private readonly key: () => CryptoKey,
  ) {}

  /** Whom this phone knows under a number. */
  async find(idNumber: string): Promise<string | undefined> {
    return (await this.db.digests.get(await this.of(idNumber)))?.residentId
  }

  async remember(idNumber: string, residentId: string): Promise<void> {
    await this.db.digests.put({ digest: await this.of(idNumber), residentId })
  }

  private async of(idNumber: string): Promise<string> {
    const text = new TextEncoder().encode(tidyIdNumber(idNumber))
    return hex(new Uint8Array(await crypto.subtle.sign('HMAC', await this.own(), text)))
  }

  /** The phone's own key, made when it is first asked for. */
  private async own(): Promise<CryptoKey> {
    const sealed = await this.db.value<ArrayBuffer>(DIGEST_KEY)
    const raw = sealed === undefined ? random(32) : await openBytes(this.key(), DIGEST_KEY, sealed)
    if (sealed === undefined) await this.db.setValue(DIGEST_KEY, await sealBytes(this.key(), DIGEST_KEY, raw))
    return crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  }
}

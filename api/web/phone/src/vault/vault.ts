// The vault: whether it is there, open or shut, how often a wrong PIN was tried, and when it shuts by itself. Knows keys
// and a place to keep its record; never what others keep under the key, which the `wipe` handed in destroys.

import { makeVault, openVault, rewrap, type VaultRecord } from './keys'

/** Wrong PINs until everything under the key is destroyed, and from which on the worker is warned. */
export const TRIES = 10
export const WARN_FROM = 5
/** Milliseconds without a touch after which the vault shuts. */
export const IDLE = 5 * 60_000

/** Where the vault keeps itself. `tries` is written before a PIN is tried: a killed page is no way to more tries. */
export interface VaultPlace {
  record(): Promise<VaultRecord | undefined>
  keep(record: VaultRecord): Promise<void>
  tries(): Promise<number>
  setTries(tries: number): Promise<void>
  /** Destroys the record and everything sealed under it. */
  wipe(): Promise<void>
}

export type Opening =
  | { kind: 'open' }
  /** `left` is told from the fifth wrong PIN on. */
  | { kind: 'wrong'; left: number | undefined }
  | { kind: 'wiped' }

export class Vault {
  private opened: CryptoKey | undefined
  private touched = 0

  constructor(
    private readonly place: VaultPlace,
    private readonly rounds?: number,
  ) {}

  /** The data key while the vault is open. Asking is not touching: a timer that asks must not keep it open. */
  get key(): CryptoKey | undefined {
    return this.opened
  }

  async exists(): Promise<boolean> {
    return (await this.place.record()) !== undefined
  }

  /** A new vault under a new PIN, open. */
  async make(pin: string, now: number): Promise<void> {
    const { record, key } = await makeVault(pin, this.rounds)
    await this.place.keep(record)
    await this.place.setTries(0)
    this.opened = key
    this.touched = now
  }

  async open(pin: string, now: number): Promise<Opening> {
    const record = await this.place.record()
    if (record === undefined) return { kind: 'wiped' }
    const tried = (await this.place.tries()) + 1
    if (tried > TRIES) return this.wipe()
    await this.place.setTries(tried)
    const key = await openVault(pin, record)
    if (key === undefined) {
      if (tried >= TRIES) return this.wipe()
      return { kind: 'wrong', left: tried >= WARN_FROM ? TRIES - tried : undefined }
    }
    await this.place.setTries(0)
    this.opened = key
    this.touched = now
    return { kind: 'open' }
  }

  /**
   * Another PIN for the same key. The record is put down in one write: a page that dies before it is opened by the old PIN,
   * one that dies after it by the new. Wrong old PINs count like any others.
   */
  async change(old: string, fresh: string, now: number): Promise<Opening> {
    const opening = await this.open(old, now)
    if (opening.kind !== 'open') return opening
    const record = await this.place.record()
    const next = record && (await rewrap(old, fresh, record, this.rounds))
    if (next === undefined) return { kind: 'wiped' }
    await this.place.keep(next)
    return opening
  }

  touch(now: number): void {
    this.touched = now
  }

  /** Shuts when nobody has touched the phone for long enough; tells whether it is shut now. */
  shutIfIdle(now: number): boolean {
    if (this.opened !== undefined && now - this.touched >= IDLE) this.shut()
    return this.opened === undefined
  }

  shut(): void {
    this.opened = undefined
  }

  async wipe(): Promise<Opening> {
    this.shut()
    await this.place.wipe()
    return { kind: 'wiped' }
  }
}

/** A PIN that is worth asking for: six digits, not all the same, not a run. */
export function pinFault(pin: string): 'pin.six' | 'pin.easy' | undefined {
  if (!/^[0-9]{6}$/.test(pin)) return 'pin.six'
  const steps = new Set(pin.slice(1).split('').map((digit, place) => Number(digit) - Number(pin[place])))
  return steps.size === 1 && [0, 1, -1].includes([...steps][0] ?? 9) ? 'pin.easy' : undefined
}

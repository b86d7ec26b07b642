// Who is signed in, and the tokens. Knows signing in and refreshing; keeps the refresh token sealed under the PIN's key
// and the access token in memory. A phone refreshes from one place: tabs take turns, and take over what another got.

import { ask, call, type Reply, type Schemas } from '@zerotrip/shared/wire'
import { courseOf } from '@zerotrip/shared/problem'
import { uuidv7 } from '@zerotrip/shared/uuid'
import type { PhoneDb } from '../db/db'
import { openValue, sealValue } from '../vault/seal'
import type { Vault } from '../vault/vault'

const ROW = 'session'
const DEVICE = 'device.id'
const OWNER = 'owner.id'
const SEND = 'send.token'

/** What signing in grants. A server that knows a token for sending only names one. */
export type Granted = Schemas['SessionGranted'] & { send_token?: string }

interface Kept {
  refreshToken: string
  user: Schemas['UserView']
  recipient: string
}

export class Session {
  user: Schemas['UserView'] | undefined
  /** age recipient that photos are sealed to. */
  recipient: string | undefined
  /** How far the phone's clock is ahead of the server's, in milliseconds. */
  drift = 0
  private access: { token: string; until: number } | undefined
  private refreshToken: string | undefined

  constructor(
    private readonly db: PhoneDb,
    private readonly vault: Vault,
    private readonly clock: () => number = Date.now,
  ) {}

  /** The phone's own id, made once. */
  async deviceId(): Promise<string> {
    const known = await this.db.value<string>(DEVICE)
    if (known !== undefined) return known
    const id = uuidv7(this.clock())
    await this.db.setValue(DEVICE, id)
    return id
  }

  /** Whose phone this is: what waits on it belongs to them. */
  owner(): Promise<string | undefined> {
    return this.db.value<string>(OWNER)
  }

  async signIn(username: string, password: string, deviceName: string): Promise<Reply<Granted>> {
    const device = { id: await this.deviceId(), name: deviceName }
    const reply = await ask('post', '/v1/session', {}, { username, password, device })
    if (reply.kind === 'done') await this.take(reply.body)
    return reply
  }

  /** Writes the sign-in down under the key; called again once a new vault is there. */
  async keep(): Promise<void> {
    const { key } = this.vault
    if (key === undefined || this.refreshToken === undefined || !this.user || !this.recipient) return
    const kept: Kept = { refreshToken: this.refreshToken, user: this.user, recipient: this.recipient }
    await this.db.setValue(ROW, await sealValue(key, ROW, kept))
    await this.db.setValue(OWNER, this.user.id)
  }

  /** Reads the sign-in back once the vault is open. */
  async restore(): Promise<boolean> {
    const kept = await this.kept()
    if (kept === undefined) return false
    this.refreshToken = kept.refreshToken
    this.user = kept.user
    this.recipient = kept.recipient
    return true
  }

  /** Runs `send` with a token that is good, refreshing once when it is not. */
  async authed<Body>(send: (token: string) => Promise<Reply<Body>>): Promise<Reply<Body>> {
    if (this.access === undefined || this.access.until <= this.clock()) {
      const refreshed = await this.refresh()
      if (refreshed !== undefined) return refreshed
    }
    const first = await send(this.access?.token ?? '')
    if (first.kind !== 'problem' || courseOf(first.problem) !== 'sign-in') return first
    return (await this.refresh()) ?? send(this.access?.token ?? '')
  }

  /** As `authed`, with the token that is good for sending only where the server gave one: it needs no PIN. */
  async sending<Body>(send: (token: string) => Promise<Reply<Body>>): Promise<Reply<Body>> {
    const token = await this.db.value<string>(SEND)
    if (token !== undefined) {
      const reply = await send(token)
      if (reply.kind !== 'problem' || courseOf(reply.problem) !== 'sign-in') return reply
    }
    return this.authed(send)
  }

  async end(): Promise<void> {
    await this.authed((token) => call('delete', '/v1/session', { token }))
    this.forget()
    await this.db.meta.bulkDelete([ROW, SEND])
  }

  /** The vault is shut: what is under way goes on until its token runs out, and gets no other. */
  shut(): void {
    this.refreshToken = undefined
    this.user = undefined
  }

  /** Takes the tokens out of memory; what is sealed stays. */
  forget(): void {
    this.access = undefined
    this.refreshToken = undefined
  }

  /** Trades the refresh token; gives a reply only when that failed. */
  private async refresh(): Promise<Reply<never> | undefined> {
    return this.inTurn(async () => {
      const stored = await this.kept()
      if (stored !== undefined) this.refreshToken = stored.refreshToken
      if (this.refreshToken === undefined) return notSignedIn()
      const body = { refresh_token: this.refreshToken, device_id: await this.deviceId() }
      const reply = await ask('post', '/v1/session/refresh', {}, body)
      if (reply.kind !== 'done') return reply
      await this.take(reply.body)
      await this.keep()
      return undefined
    })
  }

  private async take(granted: Granted): Promise<void> {
    const now = this.clock()
    this.access = { token: granted.access_token, until: now + (granted.expires_in - 20) * 1000 }
    this.refreshToken = granted.refresh_token
    this.user = granted.user
    this.recipient = granted.evidence_recipient
    this.drift = now - Date.parse(granted.server_time)
    if (granted.send_token === undefined) await this.db.meta.delete(SEND)
    else await this.db.setValue(SEND, granted.send_token)
  }

  private async kept(): Promise<Kept | undefined> {
    const { key } = this.vault
    const sealed = await this.db.value<ArrayBuffer>(ROW)
    if (key === undefined || sealed === undefined) return undefined
    return openValue<Kept>(key, ROW, sealed)
  }

  private inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const locks = (navigator as { locks?: LockManager }).locks
    if (locks !== undefined) return locks.request('zerotrip-refresh', work) as Promise<Value>
    this.turn = this.turn.then(work, work)
    return this.turn as Promise<Value>
  }
  private turn: Promise<unknown> = Promise.resolve()
}

function notSignedIn(): Reply<never> {
  return { kind: 'problem', problem: { status: 401, code: 'not-authenticated', title: '', faults: [] } }
}

// The parts of the app, put together once, and what every page may see of them. Pages call this; it calls the rooms.

import type { Schemas } from '@zerotrip/shared/wire'
import { liveQuery } from 'dexie'
import { reactive, shallowRef } from 'vue'
import { PhoneDb } from './db/db'
import { vaultPlace, wipeAll } from './db/place'
import { Drafts } from './draft/drafts'
import { lineOf } from './net/line'
import { Session } from './net/session'
import { versionOf } from './outbox/enqueue'
import type { Halt } from './outbox/flush'
import type { Sealer } from './outbox/freeze'
import { SEALED_BODY } from './outbox/rows'
import { Runner } from './outbox/runner'
import { summarize, type Summary } from './outbox/summary'
import { Studio } from './photo/studio'
import { Copy } from './sync/copy'
import { Library } from './sync/library'
import { Digests } from './vault/digest'
import { openValue } from './vault/seal'
import { Vault } from './vault/vault'

export const db = new PhoneDb()
export const vault = new Vault(vaultPlace(db))
export const session = new Session(db, vault)
export const library = new Library(db)
export const drafts = new Drafts(db, key)
export const copy = new Copy(db, key)
export const digests = new Digests(db, key)
export const studio = new Studio()
export const clock = Date.now

/** Where the app stands. `new`: nobody has signed in on this phone yet, or the PIN was lost. */
export type Phase = 'starting' | 'new' | 'locked' | 'open'

export const state = reactive({
  phase: 'starting' as Phase,
  /** The server wants the password again; what is queued waits. */
  signInAgain: false,
  /** The office has shut this phone out; what it held is gone. */
  revoked: false,
  sending: false,
  pulling: false,
  /** The last try to bring the list up to date found no server. */
  offline: false,
  pulledAt: 0,
  drift: 0,
  /** Counts up when the copy or the drafts changed, so that pages read again. */
  changed: 0,
})
export const user = shallowRef<Schemas['UserView']>()
export const summary = shallowRef<Summary>(summarize([], [], [], 0))

/** The data key. Pages run behind the lock only; a write that comes too late fails rather than goes unsealed. */
export function key(): CryptoKey {
  if (vault.key === undefined) throw new Error('locked')
  return vault.key
}

/** What freezes a body on its way to the server; `undefined` until the phone knows to whom. */
export function sealer(): Sealer | undefined {
  const recipient = library.recipient?.recipient ?? session.recipient
  if (recipient === undefined) return undefined
  const sealedBodies = library.recipient?.sealed_body === SEALED_BODY
  return { key: key(), recipient, sealedBodies, seal: (bytes, to) => studio.seal(bytes, to) }
}

/** Something was put into the outbox: show it, and send it. */
export async function queued(): Promise<void> {
  await count()
  state.changed += 1
  void runner.run()
}

const line = lineOf(session)
/** Whether the server has done something since the copy was brought up to date. */
let done = false

export const runner = new Runner(
  {
    db,
    net: {
      ...line,
      send: async (row, outgoing) => {
        const reply = await line.send(row, outgoing)
        done ||= reply.kind === 'done'
        return reply
      },
    },
    open: async (row) => {
      if (vault.key === undefined || row.body.kind !== 'pin') return undefined
      return JSON.stringify(await openValue(vault.key, `data:${row.writeId}`, row.body.sealed))
    },
    clock,
    chance: Math.random,
  },
  (halt) => void afterRound(halt),
  (running) => {
    state.sending = running
    void count()
  },
)

async function afterRound(halt: Halt): Promise<void> {
  // Shut, the phone cannot refresh by itself: that is no reason to ask for the password.
  state.signInAgain = halt === 'sign-in' && state.phase === 'open'
  if (halt === 'revoked') await shutOut()
  if (state.phase === 'open') await forgetFinished()
  if (state.phase === 'open' && halt === 'none' && !state.offline) await tellServer()
  state.changed += 1
  await count()
  // What was done shows in the copy only once it is read again.
  if (done && state.phase === 'open' && halt === 'none') void bringUpToDate()
}

/** The phone was reported lost: everything on it goes. */
export async function shutOut(): Promise<void> {
  vault.shut()
  session.forget()
  await wipeAll(db)
  user.value = undefined
  state.revoked = true
  state.phase = 'new'
}

const WEEK = 7 * 24 * 3600_000

/**
 * Drafts whose case the server has received: their work is done, and so is the reason to keep them. While it is receiving,
 * it may ask for more.
 */
async function forgetFinished(): Promise<void> {
  for (const row of await db.drafts.toArray()) {
    const busy =
      (await db.data.where('objectId').equals(row.id).count()) + (await db.media.where('draftId').equals(row.id).count())
    if (busy > 0) continue
    const draft = await drafts.read(row.id)
    if (draft?.submittedAt === undefined) continue
    const view = await copy.get('case', row.id)
    const isOpen = view === undefined ? clock() - row.updatedAt < WEEK : view.stage === 'receiving' || view.version < (await versionOf(db, row.id, 0))
    if (isOpen) continue
    await db.transaction('rw', [db.drafts, db.thumbs], async () => {
      await db.drafts.delete(row.id)
      await db.thumbs.where('draftId').equals(row.id).delete()
    })
  }
}

/** Said with each sync and whenever the counts have changed; an older server does not ask. */
async function tellServer(): Promise<void> {
  const { reportDevice } = await import('./net/report')
  await reportDevice(db, session).catch(() => undefined)
}

export async function count(): Promise<void> {
  summary.value = await counted()
}

async function counted(): Promise<Summary> {
  const [data, media, acks] = await Promise.all([db.data.toArray(), db.media.toArray(), db.acks.toArray()])
  return summarize(data, media, acks, clock())
}

export async function bringUpToDate(): Promise<void> {
  if (state.pulling || state.phase !== 'open') return
  state.pulling = true
  done = false
  try {
    await library.bring()
    const { pull } = await import('./sync/pull')
    const reply = await pull({ db, session, copy, clock })
    state.offline = reply.kind === 'silent'
    if (reply.kind === 'problem' && reply.problem.code === 'device-revoked') return await shutOut()
    if (reply.kind === 'done') await tellServer()
    if (reply.kind === 'done') state.pulledAt = clock()
    state.signInAgain = reply.kind === 'problem' && reply.problem.status === 401
    state.drift = session.drift
    user.value = session.user
  } catch (fault) {
    // The lock fell meanwhile: the next one to open it brings the rest.
    if (vault.key !== undefined) throw fault
  } finally {
    state.pulling = false
    state.changed += 1
  }
}

/** Behind the lock: whoever has opened the vault goes on where they were. */
export async function entered(): Promise<void> {
  user.value = session.user
  state.phase = 'open'
  await library.open()
  state.changed += 1
  void bringUpToDate().then(() => runner.run())
}

export function lock(): void {
  vault.shut()
  session.shut()
  user.value = undefined
  state.phase = 'locked'
}

export async function begin(): Promise<void> {
  await db.open()
  state.phase = (await vault.exists()) ? 'locked' : 'new'
  await count()
  // Another tab may be the one that sends: what it changes shows here as well.
  liveQuery(counted).subscribe((now) => (summary.value = now))
  const touched = () => vault.touch(clock())
  for (const event of ['pointerdown', 'keydown', 'touchstart']) window.addEventListener(event, touched, { passive: true })
  const watch = () => {
    if (state.phase === 'open' && vault.shutIfIdle(clock())) lock()
  }
  setInterval(watch, 10_000)
  document.addEventListener('visibilitychange', watch)
  runner.start()
}

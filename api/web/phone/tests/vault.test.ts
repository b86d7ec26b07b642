import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { PhoneDb } from '../src/db/db'
import { vaultPlace } from '../src/db/place'
import { makeVault, openVault } from '../src/vault/keys'
import { openValue, sealBytes, sealValue } from '../src/vault/seal'
import { IDLE, TRIES, Vault, pinFault } from '../src/vault/vault'
import { mediaRow, pinBody } from './rows'

/** Few rounds: these stories are about what the vault does, not about how long it takes. */
const ROUNDS = 10
let db: PhoneDb
let name = 0

beforeEach(() => {
  db = new PhoneDb(`vault-${(name += 1)}`)
})

const vaultOf = () => new Vault(vaultPlace(db), ROUNDS)

describe('the key', () => {
  it('opens with its PIN only and cannot be taken out', async () => {
    const { record, key } = await makeVault('246801', ROUNDS)
    expect(await openVault('246802', record)).toBeUndefined()
    const again = await openVault('246801', record)
    expect(again).toBeDefined()
    await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow()
    if (again) await expect(crypto.subtle.exportKey('raw', again)).rejects.toThrow()
  })

  it('opens a value in its own row only', async () => {
    const { key } = await makeVault('246801', ROUNDS)
    const sealed = await sealValue(key, 'drafts:1', { name: '王小兰' })
    expect(await openValue(key, 'drafts:1', sealed)).toEqual({ name: '王小兰' })
    await expect(openValue(key, 'drafts:2', sealed)).rejects.toThrow()
    const twice = await sealBytes(key, 'x', new ArrayBuffer(4))
    expect(new Uint8Array(twice)).not.toEqual(new Uint8Array(await sealBytes(key, 'x', new ArrayBuffer(4))))
  })
})

describe('the vault', () => {
  it('shuts after five minutes without a touch', async () => {
    const vault = vaultOf()
    await vault.make('246801', 0)
    expect(vault.shutIfIdle(IDLE - 1)).toBe(false)
    vault.touch(IDLE - 1)
    expect(vault.shutIfIdle(IDLE + 1)).toBe(false)
    expect(vault.shutIfIdle(2 * IDLE)).toBe(true)
    expect(vault.key).toBeUndefined()
    expect(await vault.open('246801', 0)).toEqual({ kind: 'open' })
  })

  it('warns from the fifth wrong PIN and is wiped at the tenth, also across restarts', async () => {
    await vaultOf().make('246801', 0)
    const told: (number | undefined)[] = []
    for (let n = 1; n < TRIES; n += 1) {
      const opening = await vaultOf().open('999998', 0)
      if (opening.kind === 'wrong') told.push(opening.left)
    }
    expect(told).toEqual([undefined, undefined, undefined, undefined, 5, 4, 3, 2, 1])
    expect(await vaultOf().open('999998', 0)).toEqual({ kind: 'wiped' })
    expect(await vaultOf().exists()).toBe(false)
    expect(await vaultOf().open('246801', 0)).toEqual({ kind: 'wiped' })
  })

  it('forgets wrong PINs once it was opened', async () => {
    const vault = vaultOf()
    await vault.make('246801', 0)
    for (let n = 0; n < 9; n += 1) await vault.open('999998', 0)
    expect(await vault.open('246801', 0)).toEqual({ kind: 'open' })
    expect(await vault.open('999998', 0)).toEqual({ kind: 'wrong', left: undefined })
  })

  it('takes its drafts with it and leaves what is sealed to the server', async () => {
    const vault = vaultOf()
    await vault.make('246801', 0)
    await db.drafts.put({ id: 'd', visitId: 'v', sealed: new ArrayBuffer(1), updatedAt: 0 })
    await db.media.bulkPut([mediaRow({ fileId: 'submitted', claimed: true }), mediaRow({ fileId: 'drafted' })])
    await db.data.add(pinBody('c'))
    await vault.wipe()
    expect(await db.drafts.count()).toBe(0)
    expect((await db.media.toArray()).map((row) => row.fileId)).toEqual(['submitted'])
    expect(await db.data.toArray()).toMatchObject([{ state: 'aside', reason: { code: 'key-lost' } }])
  })
})

describe('another PIN', () => {
  it('opens what the old one sealed, and the old one opens no more', async () => {
    const vault = vaultOf()
    await vault.make('246801', 0)
    if (vault.key === undefined) throw new Error('shut')
    const sealed = await sealValue(vault.key, 'drafts:1', '王小兰')
    expect(await vault.change('246801', '135790', 0)).toEqual({ kind: 'open' })
    expect(await vaultOf().open('246801', 0)).toMatchObject({ kind: 'wrong' })
    const again = vaultOf()
    expect(await again.open('135790', 0)).toEqual({ kind: 'open' })
    expect(again.key && (await openValue(again.key, 'drafts:1', sealed))).toBe('王小兰')
    await expect(crypto.subtle.exportKey('raw', again.key as CryptoKey)).rejects.toThrow()
  })

  it('is not taken without the old one, which is counted like any other try', async () => {
    const vault = vaultOf()
    await vault.make('246801', 0)
    for (let n = 1; n < TRIES; n += 1) expect((await vault.change('999998', '135790', 0)).kind).toBe('wrong')
    expect(await vault.change('246801', '135790', 0)).toEqual({ kind: 'open' })
    for (let n = 1; n < TRIES; n += 1) await vault.change('999998', '246801', 0)
    expect(await vault.change('999998', '246801', 0)).toEqual({ kind: 'wiped' })
  })

  it('leaves one that works when the page dies on the way', async () => {
    await vaultOf().make('246801', 0)
    // Dead before the record is put down: nothing of it has happened.
    const place = { ...vaultPlace(db), keep: () => Promise.reject(new Error('dead')) }
    await expect(new Vault(place, ROUNDS).change('246801', '135790', 0)).rejects.toThrow('dead')
    expect(await vaultOf().open('246801', 0)).toEqual({ kind: 'open' })
    // Dead right after it: the new one is in force, whole.
    const kept = vaultPlace(db)
    const after = { ...kept, keep: (record: Parameters<typeof kept.keep>[0]) => kept.keep(record).then(() => Promise.reject(new Error('dead'))) }
    await expect(new Vault(after, ROUNDS).change('246801', '135790', 0)).rejects.toThrow('dead')
    expect((await vaultOf().open('246801', 0)).kind).toBe('wrong')
    expect(await vaultOf().open('135790', 0)).toEqual({ kind: 'open' })
  })
})

describe('a PIN', () => {
  it('has six digits that are not the first that anybody tries', () => {
    expect(pinFault('12345')).toBe('pin.six')
    expect(pinFault('111111')).toBe('pin.easy')
    expect(pinFault('123456')).toBe('pin.easy')
    expect(pinFault('654321')).toBe('pin.easy')
    expect(pinFault('246801')).toBeUndefined()
  })
})

import { expect, test } from '@playwright/test'
import { Folder, PNG } from '../folder'
import { everyCaseOnce, heldBy, nothingHeld } from '../held'
import { PIN, begin, compare, fillForm, grainy, planVisit, provided, sayYesToAll, sendAll, sign, signIn, submit, takePhoto, unlock } from '../phone'
import { Centre } from '../server'

// The phone's disk: what whoever finds it reads there, and what becomes of a day's work when it is full.

let centre: Centre
let folder: Folder
test.beforeAll(async () => {
  centre = await Centre.open()
})
test.afterAll(() => centre.close())
test.beforeEach(() => {
  folder = new Folder()
})
test.afterEach(() => folder.remove())

/** What the worker types; nobody real. */
const NOTE = '原件末四位七三一六，长女代管存折'
const REMARK = '家属欧阳显影 999999194803150018 电话 13900007316'
/** Put there in the clear on purpose, in a row of the phone's own table: if it is not found, neither would anything else be. */
const CONTROL = { words: '对照文字显影可见', digits: 'control 999999195001010013', picture: 'control picture' }
/** Where the site's own data lie; elsewhere the browser keeps pictures and numbers of its own. */
const SITE = /IndexedDB|Storage|Service Worker|Cache/

test('nothing of a person lies open in the files of a phone', async ({}, { project }) => {
  const visit = await planVisit(centre, 0, ['LJZ-SB-03'])
  let context = await folder.open(project.use)
  let tab = await context.newPage()
  await signIn(tab, centre)
  await provided(tab)
  await context.setOffline(true)
  await begin(tab, visit)
  await compare(tab)
  await tab.getByRole('link', { name: /告知同意/ }).click()
  for (const yes of await tab.getByRole('radio', { name: '同意', exact: true }).all()) await yes.check()
  // No photo of the card: then its number is written down.
  await tab.getByRole('group', { name: '拍摄身份证件' }).getByRole('radio', { name: '不同意' }).check()
  await tab.getByRole('button', { name: '完成' }).click()
  await tab.getByRole('link', { name: /证件照片/ }).click()
  await tab.getByLabel('看过哪份原件、号码后四位').fill(NOTE)
  await tab.getByRole('button', { name: '完成' }).click()
  await tab.getByRole('link', { name: /表单/ }).click()
  await tab.getByRole('radio').first().check()
  await tab.getByLabel('给窗口的备注').fill(REMARK)
  await tab.getByRole('button', { name: '完成' }).click()
  await sign(tab)
  await submit(tab)
  const held = await heldBy(tab)
  await tab.evaluate(async ({ words, digits, picture }) => {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const asked = indexedDB.open('zerotrip-phone')
      asked.onsuccess = () => resolve(asked.result)
    })
    const writing = db.transaction('meta', 'readwrite')
    writing.objectStore('meta').put({ name: 'control', value: { words, digits, picture: new Uint8Array(picture).buffer } })
    await new Promise((resolve) => (writing.oncomplete = resolve))
    db.close()
  }, { ...CONTROL, picture: [...PNG, ...Buffer.from(CONTROL.picture)] })
  const open = await tab.evaluate(async () => {
    const names = await caches.keys()
    const kept: string[] = []
    for (const name of names) for (const request of await (await caches.open(name)).keys()) kept.push(new URL(request.url).pathname)
    return { local: JSON.stringify(localStorage), session: JSON.stringify(sessionStorage), kept }
  })
  expect([open.local, open.session]).toEqual(['{}', '{}'])
  expect(open.kept.filter((path) => !path.startsWith('/m/'))).toEqual([])
  await context.close()

  const { ask } = await centre.client(0)
  const told = (await ask('/v1/sync')).body.changes as { kind: string; resident?: Record<string, string> }[]
  const people = told.flatMap(({ resident }) => (resident === undefined ? [] : [resident]))
  const named = people.filter(({ masked }) => !masked)
  expect(named.length).toBeGreaterThan(0)
  const personal = [NOTE, REMARK, REMARK.slice(7, 25), centre.worker(0).password]
  for (const { name, address, note } of named) personal.push(...[name, address, note].filter((text) => text !== undefined))
  for (const { id_number, phone } of people) personal.push(...[id_number, phone].filter((text) => text !== undefined))

  // Six digits are found somewhere among a browser's own numbers.
  const look = () => [...folder.holding(personal), ...folder.holding([PIN], SITE)]
  for (const text of [CONTROL.words, CONTROL.digits]) expect([text, folder.holding([text], /IndexedDB/)]).not.toEqual([text, []])
  expect(folder.pictures(SITE, CONTROL.picture).known).toBeGreaterThan(0)
  expect(folder.pictures(SITE, CONTROL.picture).others).toBe(0)
  expect(look()).toEqual([])

  context = await folder.open(project.use)
  tab = await context.newPage()
  await tab.goto(`${centre.url}/m/`)
  await unlock(tab)
  await sendAll(tab)
  await nothingHeld(tab)
  await everyCaseOnce(centre, 0, held)
  await context.close()
  expect(folder.pictures(SITE, CONTROL.picture).others).toBe(0)
  expect(look()).toEqual([])
})

test('a phone without room says so and loses nothing that it had', async ({}, { project }) => {
  const context = await folder.open(project.use)
  const page = await context.newPage()
  const browser = await context.newCDPSession(page)
  const room = (quotaSize?: number) =>
    browser.send('Storage.overrideQuotaForOrigin', { origin: centre.url, ...(quotaSize === undefined ? {} : { quotaSize }) })
  // Enough for the app and its copies, not for a large photo.
  await room(1_500_000)
  const visit = await planVisit(centre, 4, ['LJZ-SB-03'])
  await signIn(page, centre, 4)
  await provided(page)
  await context.setOffline(true)
  await begin(page, visit)
  await compare(page)
  await sayYesToAll(page)
  await page.getByRole('link', { name: /证件照片/ }).click()
  await page.getByRole('link', { name: '拍照' }).click()
  const photo = await grainy(page)
  await takePhoto(page, photo)
  await expect(page.getByRole('alert')).toContainText('手机空间不足')
  expect((await heldBy(page)).photos).toEqual([])
  await room()
  await takePhoto(page, photo)
  await expect(page.locator('.thumbs img')).toHaveCount(1)
  await page.getByRole('button', { name: '完成' }).click()
  await fillForm(page)
  await sign(page)
  await submit(page)
  const held = await heldBy(page)
  expect(held.photos).toHaveLength(2)
  await context.setOffline(false)
  await sendAll(page)
  await everyCaseOnce(centre, 4, held)
  await nothingHeld(page)
  await context.close()
})

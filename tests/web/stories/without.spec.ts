import { expect, test } from '@playwright/test'
import { everyCaseOnce, heldBy, nothingHeld } from '../held'
import { PIN, begin, collect, planVisit, sendAll, signIn, submit, unlock } from '../phone'
import { Centre } from '../server'

let centre: Centre
test.beforeAll(async () => {
  centre = await Centre.open()
})
test.afterAll(() => centre.close())

test.describe('where there is no service worker', () => {
  test.use({ serviceWorkers: 'block' })

  test('a visit goes on without a line, and nothing is lost with the page', async ({ page, context }) => {
    const visit = await planVisit(centre, 0, ['LJZ-SB-03'])
    await signIn(page, centre)
    await expect(page.getByText('此环境断网后不能重新打开')).toBeVisible()
    await page.waitForLoadState('networkidle')
    await context.setOffline(true)
    await begin(page, visit)
    await collect(page, 1)
    await submit(page)
    const held = await heldBy(page)
    await context.setOffline(false)
    await page.reload()
    await unlock(page)
    await sendAll(page)
    await everyCaseOnce(centre, 0, held)
    await nothingHeld(page)
  })
})

test('the phone locks behind the PIN, and ten wrong ones wipe it', async ({ page }) => {
  await signIn(page, centre, 1)
  await page.getByRole('link', { name: '我的' }).click()
  await page.getByRole('button', { name: '立即上锁' }).click()
  for (let n = 1; n <= 10; n += 1) {
    await page.getByLabel('PIN（6 位数字）').fill('999998')
    await page.getByRole('button', { name: '打开' }).click()
    if (n < 5) await expect(page.getByText('PIN 不正确', { exact: true })).toBeVisible()
    else if (n < 10) await expect(page.getByText(`还可以试 ${10 - n} 次`)).toBeVisible()
  }
  await expect(page.getByLabel('用户名')).toBeVisible()
  const left = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const open = indexedDB.open('zerotrip-phone')
        open.onsuccess = () => {
          const count = open.result.transaction('synced').objectStore('synced').count()
          count.onsuccess = () => resolve(count.result)
        }
      }),
  )
  expect(left).toBe(0)
})

test('nothing personal lies open on the phone', async ({ page }) => {
  await signIn(page, centre, 2)
  const { ask } = await centre.client(2)
  const { visits } = (await ask('/v1/visits')).body as { visits: { resident: { name: string; id_number: string } }[] }
  const kept = await page.evaluate(async () => {
    const open = await new Promise<IDBDatabase>((resolve) => {
      const asked = indexedDB.open('zerotrip-phone')
      asked.onsuccess = () => resolve(asked.result)
    })
    const words: string[] = []
    const read = (value: unknown): void => {
      if (value instanceof ArrayBuffer) words.push(new TextDecoder().decode(value))
      else if (typeof value === 'object' && value !== null) Object.values(value).forEach(read)
      else words.push(String(value))
    }
    for (const name of Array.from(open.objectStoreNames)) {
      const rows = await new Promise<unknown[]>((resolve) => {
        const all = open.transaction(name).objectStore(name).getAll()
        all.onsuccess = () => resolve(all.result as unknown[])
      })
      rows.forEach(read)
    }
    return words.concat(JSON.stringify(localStorage), JSON.stringify(sessionStorage), location.href).join('\n')
  })
  expect(visits.length).toBeGreaterThan(0)
  for (const { resident } of visits) {
    expect(kept).not.toContain(resident.name)
    expect(kept).not.toContain(resident.id_number)
  }
  expect(kept).not.toContain(PIN)
  expect(kept).not.toContain(centre.worker(2).password)
})

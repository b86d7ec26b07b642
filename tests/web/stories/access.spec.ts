import { expect, test, type Page } from '@playwright/test'
import { isUsable } from '../axe'
import { Guard } from '../guard'
import { PIN, begin, collect, go, planVisit, signIn, submit } from '../phone'
import { routes } from '../routes'
import { Centre } from '../server'

// Every page of the app's own list, in both languages, plain and enlarged as an old hand sets it: usable, and asking nobody
// but its own server.

let centre: Centre
test.beforeAll(async () => {
  centre = await Centre.open()
})
test.afterAll(() => centre.close())

const LANGUAGES = ['中文', 'English']
const ZOOMS = [1, 1.35]

async function zoomed(page: Page, name: string): Promise<void> {
  for (const zoom of ZOOMS) {
    await page.evaluate((zoom) => document.documentElement.style.setProperty('zoom', String(zoom)), zoom)
    await isUsable(page, `${name} at ${zoom}`)
  }
}

test('every page is usable in both languages and enlarged, and asks nobody else', async ({ page, context }) => {
  test.setTimeout(300_000)
  await page.setViewportSize({ width: 360, height: 640 })
  const guard = await Guard.over(context, centre.url)
  const visit = await planVisit(centre, 0, ['LJZ-SB-03', 'LJZ-SB-05'])
  await signIn(page, centre)
  await begin(page, visit)
  await collect(page, 1)
  const [, draft = ''] = /visit\/[^/]+\/([^/]+)\/resident/.exec((await page.getByRole('link', { name: /居民信息/ }).getAttribute('href')) ?? '') ?? []
  const { ask } = await centre.client(0)
  const known = (await ask('/v1/visits')).body.visits.flatMap(({ case_ids }: { case_ids: string[] }) => case_ids)
  // A page that has nothing to show of this visit or case sends on to one that has.
  const pages = routes({ visit, draft, item: 'LJZ-SB-03', case: known[0], purpose: 'material', material: 'id-card' })
  for (const language of LANGUAGES) {
    await go(page, '#/me')
    await page.getByRole('radio', { name: language }).check()
    for (const { name, path } of pages) {
      // The PIN's page shows itself to a locked phone only: see below.
      if (name === 'pin') continue
      await go(page, `#${path}`)
      await expect(page.locator('main')).toBeVisible()
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await zoomed(page, `${language} ${name}`)
    }
    await go(page, '#/me')
    await page.getByRole('button', { name: /立即上锁|Lock/ }).click()
    await expect(page.locator('input[name=pin]')).toBeVisible()
    await zoomed(page, `${language} pin`)
    await page.locator('input[name=pin]').fill(PIN)
    await page.locator('form button[type=submit]').click()
    await expect(page.locator('input[name=pin]')).toHaveCount(0)
  }
  await go(page, '#/me')
  await page.getByRole('radio', { name: '中文' }).check()
  await go(page, `#/visit/${visit}`)
  await submit(page)
  await go(page, '#/outbox')
  await expect(page.getByText('没有待上传的内容。')).toBeVisible({ timeout: 60_000 })
  guard.saysNothing()
})

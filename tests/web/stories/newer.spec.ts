import { expect, test } from '@playwright/test'
import { everyCaseOnce, heldBy, nothingHeld } from '../held'
import { Line } from '../line'
import { begin, collect, go, planVisit, provided, sendAll, signIn, submit, unlock } from '../phone'
import { Centre } from '../server'

let centre: Centre
let line: Line
test.beforeAll(async () => {
  centre = await Centre.open()
  line = await Line.to(centre)
})
test.afterAll(async () => {
  await line.close()
  await centre.close()
})

/** The next build: another index.html, and a list of files that says so. */
function next(path: string, text: string): string {
  if (path === '/m/sw.js') {
    const other = text.replace(/("?revision"?:\s*")([0-9a-f]{32})"/g, (_whole, key: string, digest: string) => `${key}${[...digest].reverse().join('')}"`)
    if (other === text) throw new Error('the list of files has no revisions')
    return other
  }
  return /^\/m\/(index\.html)?(\?|$)/.test(path) ? text.replace('</head>', '<meta name="build" content="next"></head>') : text
}

test('a newer version waits for the worker, and the full outbox goes over to it', async ({ page }) => {
  const visits = [await planVisit(centre, 0, ['LJZ-SB-03'], 0), await planVisit(centre, 0, ['LJZ-SB-03'], 1)] as const
  await signIn(page, centre, 0, line.url)
  await provided(page)
  // From here on the page is the service worker's.
  await page.reload()
  await unlock(page)
  line.loses = ({ path }) => path.startsWith('/v1/')
  await begin(page, visits[0])
  await collect(page, 2)
  await submit(page)
  await begin(page, visits[1])
  const held = await heldBy(page)

  line.builds = next
  await page.getByRole('link', { name: /告知同意/ }).click()
  await page.getByRole('radio', { name: '同意', exact: true }).first().check()
  const waiting = page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    await registration.update()
    while (registration.waiting === null) await new Promise((resolve) => setTimeout(resolve, 50))
    ;(window as { sameLife?: boolean }).sameLife = true
  })
  await waiting
  // A form is open: nothing moves, and nothing asks.
  await expect(page.getByRole('radio', { name: '同意', exact: true }).first()).toBeChecked()
  await expect(page.getByText('有新版本。')).toHaveCount(0)
  expect(await page.evaluate(() => (window as { sameLife?: boolean }).sameLife)).toBe(true)
  await page.getByRole('button', { name: '完成' }).click()
  // What was said is kept first, and then the page goes back by itself.
  await expect(page.getByRole('link', { name: /告知同意/ })).toBeVisible()

  await go(page, '#/outbox')
  await expect(page.getByText('有新版本。')).toBeVisible()
  await page.getByRole('button', { name: '更新' }).click()
  await expect(page.locator('meta[name=build]')).toHaveCount(1)
  await unlock(page)
  await expect(page.getByText(/待上传：办理内容 3 项，照片 3 张/)).toBeVisible()
  expect(await heldBy(page)).toEqual(held)
  await go(page, `#/visit/${visits[1]}`)
  await page.getByRole('link', { name: /告知同意/ }).click()
  await expect(page.getByRole('radio', { name: '同意', exact: true }).first()).toBeChecked()

  line.loses = () => false
  await sendAll(page)
  await everyCaseOnce(centre, 0, held)
  await nothingHeld(page)
})

// The app in figures, written to target/web-figures.json: how long the first screen takes on a thin line, what it weighs, what
// axe has against its pages.

import { test, type Browser } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { complaints } from '../axe'
import { begin, collect, go, planVisit, signIn } from '../phone'
import { routes } from '../routes'
import { Centre } from '../server'

const RUNS = 5
/** The usual "3G": bytes a second, milliseconds, and a processor of a quarter of this one's speed. */
const THIN = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 }
const SLOWNESS = 4

async function largestPaint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const tools = await context.newCDPSession(page)
  await tools.send('Network.enable')
  await tools.send('Network.emulateNetworkConditions', THIN)
  await tools.send('Emulation.setCPUThrottlingRate', { rate: SLOWNESS })
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) (window as { painted?: number }).painted = entry.startTime
    }).observe({ type: 'largest-contentful-paint', buffered: true })
  })
  await page.goto(`${url}/m/`)
  await page.getByLabel('用户名').waitFor()
  await page.waitForLoadState('networkidle')
  const painted = await page.evaluate(() => (window as { painted?: number }).painted)
  await context.close()
  if (painted === undefined) throw new Error('the browser told of no paint')
  return Math.round(painted)
}

function weights(): Record<string, number> {
  const told = execFileSync(process.execPath, ['../../api/web/phone/scripts/budget.mjs'], { encoding: 'utf8' })
  const of = (what: string) => Number(new RegExp(`^${what}: ([0-9.]+) of`, 'm').exec(told)?.[1])
  return { first_screen_kb_gz: of('first screen'), app_kb_gz: of('whole app') }
}

test('figures', async ({ page, browser }) => {
  const centre = await Centre.open()
  const runs: number[] = []
  for (let run = 0; run < RUNS; run += 1) runs.push(await largestPaint(browser, centre.url))
  const visit = await planVisit(centre, 0, ['LJZ-SB-03'])
  await signIn(page, centre)
  await begin(page, visit)
  await collect(page, 1)
  const [, draft = ''] = /visit\/[^/]+\/([^/]+)\/resident/.exec((await page.getByRole('link', { name: /居民信息/ }).getAttribute('href')) ?? '') ?? []
  const { ask } = await centre.client(0)
  const known = (await ask('/v1/visits')).body.visits.flatMap(({ case_ids }: { case_ids: string[] }) => case_ids)
  const pages = routes({ visit, draft, item: 'LJZ-SB-03', case: known[0], purpose: 'material', material: 'id-card' })
  const against: string[] = []
  for (const { name, path } of pages) {
    await go(page, `#${path}`)
    await page.waitForLoadState('networkidle')
    against.push(...(await complaints(page, name)))
  }
  const figures = {
    lcp_ms: [...runs].sort((a, b) => a - b)[Math.floor(RUNS / 2)],
    lcp_runs_ms: runs,
    ...weights(),
    pages: pages.length,
    axe_violations: against.length,
  }
  writeFileSync('../../target/web-figures.json', `${JSON.stringify(figures, null, 2)}\n`)
  await centre.close()
})

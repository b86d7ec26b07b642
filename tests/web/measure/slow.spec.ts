// Five photos over a thin and lossy line, written to target/web-slow.json. Run by slow.sh, which makes that line.

import { test } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import { everyCaseOnce, heldBy } from '../held'
import { begin, compare, fillForm, grainy, planVisit, provided, sayYesToAll, sendAll, sign, signIn, submit, takePhoto } from '../phone'
import { Centre } from '../server'

const PHOTOS = 5

test('slow', async ({ page, context }) => {
  const rate = Number(process.env['ZEROTRIP_LINE_BITS'])
  if (!(rate > 0)) throw new Error('run this by slow.sh')
  const centre = await Centre.open()
  const visit = await planVisit(centre, 0, ['LJZ-SB-03'])
  await signIn(page, centre)
  await provided(page)
  await context.setOffline(true)
  await begin(page, visit)
  await compare(page)
  await sayYesToAll(page)
  await page.getByRole('link', { name: /证件照片/ }).click()
  for (let n = 0; n < PHOTOS; n += 1) {
    await page.getByRole('link', { name: /^(拍照|再拍一张)$/ }).click()
    await takePhoto(page, grainy(page, 800, 600))
  }
  await page.getByRole('button', { name: '完成' }).click()
  await fillForm(page)
  await sign(page)
  await submit(page)
  const held = await heldBy(page)
  await context.setOffline(false)
  const began = performance.now()
  await sendAll(page, 800_000)
  const seconds = (performance.now() - began) / 1000
  await everyCaseOnce(centre, 0, held)
  const bytes = held.photos.reduce((sum, { size }) => sum + size, 0)
  const least = (bytes * 8) / rate
  const figures = {
    line: process.env['ZEROTRIP_LINE'],
    photos: PHOTOS,
    bytes,
    seconds: Number(seconds.toFixed(1)),
    least_seconds: Number(least.toFixed(1)),
    ratio: Number((seconds / least).toFixed(2)),
  }
  writeFileSync('../../target/web-slow.json', `${JSON.stringify(figures, null, 2)}\n`)
  await centre.close()
})

// Whether everybody can use the page that is shown.

import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** What axe has against it: rule and place. */
export async function complaints(page: Page, name: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map((one) => `${name}: ${one.id} ${one.nodes.map((node) => node.html).join(' ')}`)
}

/** Nothing runs over the right edge, and axe has nothing to say. */
export async function isUsable(page: Page, name: string): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect([name, over]).toEqual([name, 0])
  expect(await complaints(page, name)).toEqual([])
}

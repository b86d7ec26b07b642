// Brings every page and part while there is a line. Without a service worker this is what lets the visit go on offline.

import { studio } from './app'
import { router } from './routes'
import { bringWords } from './words/words'

export async function warm(): Promise<void> {
  const pages = router.getRoutes().map((route) => route.components?.['default'])
  const bring = (page: unknown) => (typeof page === 'function' && page.length === 0 ? (page as () => Promise<unknown>)() : undefined)
  await Promise.all([...pages.map(bring), bringWords(), import('./dialogs'), import('./net/tus'), studio.ready()]).catch(() => undefined)
}

// The app's own list of pages, so that a new page is looked at without anybody remembering it.

import { readFileSync } from 'node:fs'

const LIST = new URL('../../api/web/phone/src/routes.ts', import.meta.url)

export interface Route {
  name: string
  path: string
}

/** Every page that has a name, with its parameters filled. A parameter that nobody fills is a fault of the story. */
export function routes(values: Record<string, string>): Route[] {
  const found = [...readFileSync(LIST, 'utf8').matchAll(/path: '([^']+)', name: '([^']+)'/g)]
  if (found.length < 10) throw new Error('the list of pages was not found')
  return found.map(([, path = '', name = '']) => ({
    name,
    path: path.replace(/:(\w+)\??/g, (_whole, parameter: string) => {
      const value = values[parameter]
      if (value === undefined) throw new Error(`page ${name}: nothing to fill :${parameter} with`)
      return value
    }),
  }))
}

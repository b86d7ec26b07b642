// What a page must never do, watched from its first byte on: ask another host, or try what the policy forbids.

import { expect, type BrowserContext } from '@playwright/test'

export class Guard {
  private constructor(
    private readonly foreign: string[],
    private readonly forbidden: string[],
  ) {}

  /** Before the first page is opened. */
  static async over(context: BrowserContext, url: string): Promise<Guard> {
    const foreign: string[] = []
    const forbidden: string[] = []
    context.on('request', (request) => {
      if (!request.url().startsWith(`${url}/`) && !/^(blob|data):/.test(request.url())) foreign.push(request.url())
    })
    await context.exposeFunction('zerotripForbidden', (what: string) => void forbidden.push(what))
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const tell = (window as unknown as { zerotripForbidden(what: string): void }).zerotripForbidden
        tell(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`)
      })
    })
    return new Guard(foreign, forbidden)
  }

  saysNothing(): void {
    expect({ foreign: this.foreign, forbidden: this.forbidden }).toEqual({ foreign: [], forbidden: [] })
  }
}

// Stories of the phone app in a real browser against the real server, which each worker starts for itself. Debian's
// Chromium, so that nothing is downloaded; ZEROTRIP_BIN names another binary than the debug build.

import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'stories',
  outputDir: '../../target/web',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    launchOptions: { executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 412, height: 915 },
    deviceScaleFactor: 1,
    hasTouch: true,
    isMobile: true,
    screenshot: 'only-on-failure',
  },
})

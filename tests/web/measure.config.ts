// What is measured and not asserted: `npm run figures`, `npm run slow`. No part of `make test`, where a busy machine would
// speak instead of the app.

import stories from './playwright.config'

export default { ...stories, testDir: 'measure', timeout: 900_000, reporter: [['list']] as [['list']] }

// What everybody may know and a phone needs offline: the catalogue with its guides, the consents' texts, the recipient, the
// centres and their landline. Public, so it is kept as it is.

import { ask, type Schemas } from '@zerotrip/shared/wire'
import type { PhoneDb } from '../db/db'
import type { ConsentKind } from '../draft/draft'

/** The recipient's answer, with what older servers do not say: the type under which they take bodies that are sealed to them. */
export type Recipient = Schemas['Recipient'] & { sealed_body?: string }

export class Library {
  catalogue: Schemas['Catalogue'] | undefined
  texts: Schemas['ConsentTexts'] | undefined
  recipient: Recipient | undefined
  centres: Schemas['CentreList'] | undefined

  constructor(private readonly db: PhoneDb) {}

  /** What was brought before. */
  async open(): Promise<void> {
    this.catalogue = await this.db.value('catalogue')
    this.texts = await this.db.value('texts')
    this.recipient = await this.db.value('recipient')
    this.centres = await this.db.value('centres')
  }

  async bring(): Promise<void> {
    const [catalogue, texts, recipient, centres] = await Promise.all([
      ask('get', '/v1/items'),
      ask('get', '/v1/consent-texts'),
      ask('get', '/v1/recipient'),
      ask('get', '/v1/centres'),
    ])
    if (catalogue.kind === 'done') await this.db.setValue('catalogue', (this.catalogue = catalogue.body))
    if (texts.kind === 'done') await this.db.setValue('texts', (this.texts = texts.body))
    if (recipient.kind === 'done') await this.db.setValue('recipient', (this.recipient = recipient.body))
    if (centres.kind === 'done') await this.db.setValue('centres', (this.centres = centres.body))
  }

  item(code: string): Schemas['ItemView'] | undefined {
    return this.catalogue?.items.find((item) => item.code === code)
  }

  text(kind: ConsentKind): Schemas['ConsentText'] | undefined {
    return this.texts?.texts.find((text) => text.kind === kind)
  }
}

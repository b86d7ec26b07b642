// The worker: pictures and sealing, away from the page. Holds at most one open picture.

import type { Answers, Question } from './messages'
import { Picture } from './picture'
import { sealTo } from './seal'

let picture: Picture | undefined

async function answer(question: Question): Promise<Answers[Question['op']]> {
  switch (question.op) {
    case 'able':
      return able()
    case 'load':
      picture?.drop()
      picture = await Picture.load(question.blob)
      return picture.preview()
    case 'finish': {
      if (picture === undefined) throw new Error('no picture')
      const { jpeg, thumb } = await picture.finish(question.corners)
      picture = undefined
      return { ...(await sealTo(question.recipient, jpeg)), thumb }
    }
    case 'drop':
      picture?.drop()
      picture = undefined
      return undefined
    case 'seal':
      return sealTo(question.recipient, question.bytes)
  }
}

function able(): boolean {
  try {
    return new OffscreenCanvas(1, 1).getContext('2d') !== null
  } catch {
    return false
  }
}

self.onmessage = (event: MessageEvent<{ id: number; question: Question }>) => {
  const { id, question } = event.data
  answer(question).then(
    (value) => self.postMessage({ id, value }),
    // The fault's words stay here: a decoder's message may quote what it read.
    () => self.postMessage({ id, failed: true }),
  )
}

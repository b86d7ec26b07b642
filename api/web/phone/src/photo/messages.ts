// What page and worker say to each other.

import type { Preview } from './picture'
import type { SealedFile } from './seal'
import type { Corners } from './warp'

export type Question =
  /** Decode and shrink; the worker keeps the open picture until it is finished or dropped. */
  | { op: 'load'; blob: Blob }
  | { op: 'finish'; corners: Corners | undefined; recipient: string }
  | { op: 'drop' }
  | { op: 'seal'; bytes: ArrayBuffer; recipient: string }
  | { op: 'able' }

export interface SealedPhoto extends SealedFile {
  thumb: ArrayBuffer
}

export interface Answers {
  load: Preview
  finish: SealedPhoto
  drop: undefined
  seal: SealedFile
  /** Whether a picture can be drawn in a worker. */
  able: boolean
}

// One photo on its way to being a paper: decoded, upright, shrunk, straightened, and a JPEG without a trace of where and
// when it was taken (a canvas keeps no EXIF). Runs in the worker, and on the page where a worker has no canvas.

import { hintsOf, type Hint } from './quality'
import { isPaper, warp, type Corners } from './warp'

/** Longest side of what is sent, and its quality: the smallest print of a form is still read. */
const LONGEST = 2560
const QUALITY = 0.85
const PREVIEW = 1280
const THUMB = 240
const LOOKED_AT = 640

type Canvas = OffscreenCanvas | HTMLCanvasElement
type Source = ImageBitmap | HTMLImageElement | Canvas

export interface Preview {
  jpeg: ArrayBuffer
  width: number
  height: number
  hints: Hint[]
}

export interface Finished {
  jpeg: ArrayBuffer
  thumb: ArrayBuffer
}

export class Picture {
  private constructor(private canvas: Canvas | undefined) {}

  static async load(blob: Blob): Promise<Picture> {
    const source = await decode(blob)
    try {
      return new Picture(shrunk(source, LONGEST))
    } finally {
      // One open bitmap at a time: an old phone has no room for two of twelve megapixels.
      if ('close' in source) source.close()
    }
  }

  async preview(): Promise<Preview> {
    const small = shrunk(this.open(), PREVIEW)
    const looked = shrunk(small, LOOKED_AT)
    const hints = hintsOf(pixelsOf(looked))
    return { jpeg: await jpegOf(small, 0.8), width: small.width, height: small.height, hints }
  }

  /** `corners` by the picture's sides, 0 to 1; left out, the picture stays as it is. */
  async finish(corners?: Corners): Promise<Finished> {
    const whole = this.open()
    const paper = corners === undefined ? whole : straightened(whole, corners)
    const finished = { jpeg: await jpegOf(paper, QUALITY), thumb: await jpegOf(shrunk(paper, THUMB), 0.7) }
    this.drop()
    return finished
  }

  /** Forgets the open picture. */
  drop(): void {
    if (this.canvas !== undefined) {
      this.canvas.width = 1
      this.canvas.height = 1
    }
    this.canvas = undefined
  }

  private open(): Canvas {
    if (this.canvas === undefined) throw new Error('the picture was dropped')
    return this.canvas
  }
}

async function decode(blob: Blob): Promise<ImageBitmap | HTMLImageElement> {
  try {
    return await createImageBitmap(blob, { imageOrientation: 'from-image' })
  } catch (fault) {
    // Old WebKit knows no options. An <img> is upright there; without a document nothing more can be tried.
    if (typeof document === 'undefined') throw fault
    return decodeByElement(blob)
  }
}

async function decodeByElement(blob: Blob): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(blob)
  try {
    const image = new Image()
    image.src = url
    await image.decode()
    return image
  } finally {
    URL.revokeObjectURL(url)
  }
}

function straightened(canvas: Canvas, corners: Corners): Canvas {
  const onCanvas = corners.map(({ x, y }) => ({ x: x * canvas.width, y: y * canvas.height })) as Corners
  if (!isPaper(onCanvas)) return canvas
  const { data, width, height } = warp(pixelsOf(canvas), onCanvas)
  const paper = canvasOf(width, height)
  contextOf(paper).putImageData(new ImageData(data as Uint8ClampedArray<ArrayBuffer>, width, height), 0, 0)
  return shrunk(paper, LONGEST)
}

function shrunk(source: Source, longest: number): Canvas {
  const width = 'naturalWidth' in source ? source.naturalWidth : source.width
  const height = 'naturalHeight' in source ? source.naturalHeight : source.height
  const scale = Math.min(1, longest / Math.max(width, height))
  const canvas = canvasOf(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)))
  const context = contextOf(canvas)
  context.imageSmoothingQuality = 'high'
  context.drawImage(source, 0, 0, canvas.width, canvas.height)
  return canvas
}

function canvasOf(width: number, height: number): Canvas {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  return canvas
}

function contextOf(canvas: Canvas): CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha: false }) as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null
  if (context === null) throw new Error('no canvas')
  return context
}

function pixelsOf(canvas: Canvas): ImageData {
  return contextOf(canvas).getImageData(0, 0, canvas.width, canvas.height)
}

async function jpegOf(canvas: Canvas, quality: number): Promise<ArrayBuffer> {
  const blob =
    'convertToBlob' in canvas
      ? await canvas.convertToBlob({ type: 'image/jpeg', quality })
      : await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
  if (blob === null) throw new Error('no JPEG')
  // Through Response: Blob.arrayBuffer is younger than the oldest phones here.
  return new Response(blob).arrayBuffer()
}

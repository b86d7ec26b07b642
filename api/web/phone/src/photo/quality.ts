// Is a photo good enough to read? Blur by the variance of the Laplacian, darkness by the mean, glare by burnt-out tiles.
// A hint for the worker, never a bar: thresholds are by eye and a centre's paper may be grey.

import type { Pixels } from './warp'

export type Hint = 'blurred' | 'dark' | 'glare'

const BLURRED = 60
const DARK = 60
const BURNT = 250
const GLARE = 0.03
const TILE = 16

export function hintsOf(pixels: Pixels): Hint[] {
  const grey = greyOf(pixels)
  const hints: Hint[] = []
  if (sharpness(grey, pixels.width, pixels.height) < BLURRED) hints.push('blurred')
  if (mean(grey) < DARK) hints.push('dark')
  if (burnt(grey, pixels.width, pixels.height) > GLARE) hints.push('glare')
  return hints
}

function greyOf({ data }: Pixels): Float32Array {
  const grey = new Float32Array(data.length / 4)
  for (let n = 0; n < grey.length; n += 1) {
    grey[n] = 0.299 * (data[n * 4] ?? 0) + 0.587 * (data[n * 4 + 1] ?? 0) + 0.114 * (data[n * 4 + 2] ?? 0)
  }
  return grey
}

function mean(grey: Float32Array): number {
  let sum = 0
  for (const value of grey) sum += value
  return sum / Math.max(1, grey.length)
}

function sharpness(grey: Float32Array, width: number, height: number): number {
  let sum = 0
  let squares = 0
  let count = 0
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const n = y * width + x
      const edge =
        4 * (grey[n] ?? 0) - (grey[n - 1] ?? 0) - (grey[n + 1] ?? 0) - (grey[n - width] ?? 0) - (grey[n + width] ?? 0)
      sum += edge
      squares += edge * edge
      count += 1
    }
  }
  if (count === 0) return 0
  return squares / count - (sum / count) ** 2
}

/** The share of tiles that are white through and through, beyond what a white paper's blank parts look like. */
function burnt(grey: Float32Array, width: number, height: number): number {
  let tiles = 0
  let white = 0
  for (let y = 0; y + TILE <= height; y += TILE) {
    for (let x = 0; x + TILE <= width; x += TILE) {
      tiles += 1
      if (isBurnt(grey, width, x, y)) white += 1
    }
  }
  return tiles === 0 ? 0 : white / tiles
}

function isBurnt(grey: Float32Array, width: number, left: number, top: number): boolean {
  for (let y = top; y < top + TILE; y += 1) {
    for (let x = left; x < left + TILE; x += 1) {
      if ((grey[y * width + x] ?? 0) < BURNT) return false
    }
  }
  return true
}

// Straightens a photographed paper: four corners become a rectangle. Pure arithmetic on pixels.

export interface Point {
  x: number
  y: number
}
/** Top left, top right, bottom right, bottom left. */
export type Corners = [Point, Point, Point, Point]

export interface Pixels {
  data: Uint8ClampedArray
  width: number
  height: number
}

/** The paper's size, by its longer sides, so that nothing is squeezed. */
export function sizeOf([a, b, c, d]: Corners): { width: number; height: number } {
  const side = (from: Point, to: Point) => Math.hypot(to.x - from.x, to.y - from.y)
  return {
    width: Math.max(1, Math.round(Math.max(side(a, b), side(d, c)))),
    height: Math.max(1, Math.round(Math.max(side(a, d), side(b, c)))),
  }
}

/** Whether the corners make a paper: convex, in order, and not a sliver. */
export function isPaper(corners: Corners): boolean {
  const turns = corners.map((point, n) => {
    const next = corners[(n + 1) % 4] ?? point
    const after = corners[(n + 2) % 4] ?? point
    return (next.x - point.x) * (after.y - next.y) - (next.y - point.y) * (after.x - next.x)
  })
  const { width, height } = sizeOf(corners)
  return turns.every((turn) => turn > 0) && width >= 40 && height >= 40
}

export function warp(source: Pixels, corners: Corners): Pixels {
  const { width, height } = sizeOf(corners)
  const [a, b, c, d, e, f, g, h] = projection(corners, width, height)
  const data = new Uint8ClampedArray(width * height * 4)
  const right = source.width - 1
  const bottom = source.height - 1
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const w = g * x + h * y + 1
      const sx = Math.min(right, Math.max(0, (a * x + b * y + c) / w))
      const sy = Math.min(bottom, Math.max(0, (d * x + e * y + f) / w))
      const left = Math.floor(sx)
      const top = Math.floor(sy)
      const fx = sx - left
      const fy = sy - top
      const p = (top * source.width + left) * 4
      const q = p + (left < right ? 4 : 0)
      const r = p + (top < bottom ? source.width * 4 : 0)
      const s = r + (left < right ? 4 : 0)
      const to = (y * width + x) * 4
      for (let k = 0; k < 3; k += 1) {
        const upper = at(source, p + k) * (1 - fx) + at(source, q + k) * fx
        const lower = at(source, r + k) * (1 - fx) + at(source, s + k) * fx
        data[to + k] = upper * (1 - fy) + lower * fy
      }
      data[to + 3] = 255
    }
  }
  return { data, width, height }
}

function at(source: Pixels, place: number): number {
  return source.data[place] ?? 0
}

type Eight = [number, number, number, number, number, number, number, number]

/** The projection that takes the rectangle to the four corners (Heckbert's square to quadrilateral, scaled). */
function projection([p0, p1, p2, p3]: Corners, width: number, height: number): Eight {
  const dx1 = p1.x - p2.x
  const dx2 = p3.x - p2.x
  const dx3 = p0.x - p1.x + p2.x - p3.x
  const dy1 = p1.y - p2.y
  const dy2 = p3.y - p2.y
  const dy3 = p0.y - p1.y + p2.y - p3.y
  const area = dx1 * dy2 - dx2 * dy1 || 1
  const g = (dx3 * dy2 - dx2 * dy3) / area
  const h = (dx1 * dy3 - dx3 * dy1) / area
  return [
    (p1.x - p0.x + g * p1.x) / width,
    (p3.x - p0.x + h * p3.x) / height,
    p0.x,
    (p1.y - p0.y + g * p1.y) / width,
    (p3.y - p0.y + h * p3.y) / height,
    p0.y,
    g / width,
    h / height,
  ]
}

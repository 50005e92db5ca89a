// Says by constants which classes are meant, where asc's declarations are not at hand.
class Point { constructor(public x: f64, public y: f64) {} }
class Size { constructor(public width: f64, public height: f64) {} }

export const idofPoint = idof<Point>();
export function idofSize(): u32 { return idof<Size>(); }
export const idofAverageXs = idof<Int32Array>();
export const idof_average_weights = idof<StaticArray<i32>>();

export function area(at: Point, size: Size): f64 { return (size.width - at.x) * (size.height - at.y); }

export function average(xs: Int32Array, weights: StaticArray<i32>): f64 {
  let sum: f64 = 0;
  let weight: f64 = 0;
  for (let i = 0; i < xs.length; i++) {
    sum += <f64>xs[i] * <f64>weights[i];
    weight += <f64>weights[i];
  }
  return sum / weight;
}

// Makes it open which class a list of i32 is.
export function other(xs: Array<i32>): i32 { return xs.length; }

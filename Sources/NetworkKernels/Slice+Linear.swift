internal import LinearAlgebra
internal import NetworkTape

/// Inputs become vectors; vectors are multiplied by weights. Forward beside backward.
extension Slice {
    // MARK: - A number as a vector

    /// `into[r, c] = x[r] * weight[c] + bias[c]`.
    func spread(_ input: Int, _ weight: UnsafePointer<T>, _ bias: UnsafePointer<T>, _ into: Tensor) {
        let x = reals + input
        let y = value(into)
        let columns = into.columns
        for row in 0..<into.rows {
            let number = SIMD8<T>(repeating: x[row])
            let target = y + row * columns
            for place in Eights(columns) {
                store(number * load(weight + place) + load(bias + place), to: target + place)
            }
            if let (place, count) = Eights.rest(of: columns) {
                store(
                    number * load(weight + place, first: count) + load(bias + place, first: count),
                    to: target + place, first: count)
            }
        }
    }

    func spreadBackward(_ input: Int, _ weight: Parameter, _ bias: Parameter, _ into: Tensor) {
        let x = reals + input
        let dy = gradient(into)
        let columns = into.columns
        let dWeight = gradient(weight)
        let dBias = gradient(bias)
        for place in Eights(columns) {
            var weights = SIMD8<T>()
            var biases = SIMD8<T>()
            for row in 0..<into.rows {
                let d = load(UnsafePointer(dy + row * columns + place))
                weights += d * SIMD8(repeating: x[row])
                biases += d
            }
            store(load(UnsafePointer(dWeight + place)) + weights, to: dWeight + place)
            store(load(UnsafePointer(dBias + place)) + biases, to: dBias + place)
        }
        if let (place, count) = Eights.rest(of: columns) {
            for column in place..<place + count {
                for row in 0..<into.rows {
                    dWeight[column] += dy[row * columns + column] * x[row]
                    dBias[column] += dy[row * columns + column]
                }
            }
        }
    }

    // MARK: - A category as a vector

    func embed(_ input: Int, _ table: UnsafePointer<T>, _ shape: Parameter, _ into: Tensor) {
        let y = value(into)
        for row in 0..<into.rows {
            let code = Int(codes[input + row])
            (y + row * into.columns).update(from: table + code * shape.columns, count: into.columns)
        }
    }

    func embedBackward(_ input: Int, _ table: Parameter, _ into: Tensor) {
        let dy = gradient(into)
        let target = gradient(table)
        for row in 0..<into.rows {
            let place = target + Int(codes[input + row]) * table.columns
            for column in 0..<into.columns { place[column] += dy[row * into.columns + column] }
        }
    }

    // MARK: - Products

    func linear(
        _ x: Tensor, _ parameters: UnsafePointer<T>, _ weight: Parameter, _ bias: Parameter?, _ into: Tensor,
        accumulates: Bool
    ) {
        if let bias { spreadRows(parameters + bias.offset, into) }
        T.multiply(
            library, value(x), x.shape, parameters + weight.offset, weight.shape.transposed,
            into: value(into), into.shape, adds: accumulates || bias != nil)
    }

    private func spreadRows(_ row: UnsafePointer<T>, _ into: Tensor) {
        let y = value(into)
        let columns = into.columns
        // A call of memmove for every row took as long as the rows.
        for index in 0..<into.rows {
            let target = y + index * columns
            for place in Eights(columns) { store(load(row + place), to: target + place) }
            if let (place, count) = Eights.rest(of: columns) {
                store(load(row + place, first: count), to: target + place, first: count)
            }
        }
    }

    // MARK: - Rows that samples share

    /// `into[step, sample] = x[step]`, added to what is there where it `adds`.
    func share(_ x: Tensor, _ into: Tensor, adds: Bool) {
        let columns = into.columns
        for step in 0..<x.rows {
            let row = UnsafePointer(value(x) + step * columns)
            for sample in 0..<tape.samples {
                let target = value(into) + (step * tape.samples + sample) * columns
                for place in Eights(columns) {
                    let shared = load(row + place)
                    store(adds ? load(UnsafePointer(target + place)) + shared : shared, to: target + place)
                }
                if let (place, count) = Eights.rest(of: columns) {
                    for column in place..<place + count {
                        target[column] = adds ? target[column] + row[column] : row[column]
                    }
                }
            }
        }
    }

    func linearBackward(
        _ x: Tensor, _ parameters: UnsafePointer<T>, _ weight: Parameter, _ bias: Parameter?, _ into: Tensor,
        adds: Bool
    ) {
        T.multiply(
            library, gradient(into), into.shape, parameters + weight.offset, weight.shape,
            into: gradient(x), x.shape, adds: adds)
        T.multiply(
            library, gradient(into), into.shape.transposed, value(x), x.shape, into: gradient(weight),
            weight.shape, adds: true)
        if let bias { sumRows(gradient(into), into, to: gradient(bias)) }
    }

    /// Adds every row of `x` to `sums`.
    func sumRows(_ x: UnsafePointer<T>, _ shape: Tensor, to sums: UnsafeMutablePointer<T>) {
        let columns = shape.columns
        for place in Eights(columns) {
            var sum = SIMD8<T>()
            for row in 0..<shape.rows { sum += load(x + row * columns + place) }
            store(load(UnsafePointer(sums + place)) + sum, to: sums + place)
        }
        if let (place, count) = Eights.rest(of: columns) {
            for column in place..<place + count {
                for row in 0..<shape.rows { sums[column] += x[row * columns + column] }
            }
        }
    }
}

extension Tensor {
    var shape: MatrixShape { MatrixShape(rows, columns) }
}

extension Parameter {
    var shape: MatrixShape { MatrixShape(rows, columns) }
}

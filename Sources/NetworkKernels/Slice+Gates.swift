internal import NetworkTape

/// What stands between products: ELU, dropout, gates with residual and layer norm, the choice of variables.
extension Slice {
    // MARK: - ELU with a context

    /// In place, `x = elu(x + context[row % samples])`, elu(x) = x above 0, else e^x - 1.
    ///
    /// **Source** Lim et al. 2021, equation 4; Clevert et al. 2016 for ELU.
    func elu(_ x: Tensor, _ context: Tensor?) {
        let y = value(x)
        let columns = x.columns
        for row in 0..<x.rows {
            let target = y + row * columns
            let added = context.map { values + $0.offset + (row % tape.samples) * columns }
            for place in Eights(columns) {
                var input = load(UnsafePointer(target + place))
                if let added { input += load(UnsafePointer(added + place)) }
                store(Self.elu(input), to: target + place)
            }
            if let (place, count) = Eights.rest(of: columns) {
                var input = load(UnsafePointer(target + place), first: count)
                if let added { input += load(UnsafePointer(added + place), first: count) }
                store(Self.elu(input), to: target + place, first: count)
            }
        }
    }

    @inline(__always) private static func elu(_ x: SIMD8<T>) -> SIMD8<T> {
        let negative = T.negativePart(x)
        return (x - negative) + (T.exponential(negative) - 1)
    }

    /// The derivative is 1 above 0, else e^x, which is the output plus 1.
    func eluBackward(_ x: Tensor, _ context: Tensor?, adds: Bool) {
        let y = value(x)
        let d = gradient(x)
        for place in Eights(x.count) {
            let slope = T.negativePart(load(UnsafePointer(y + place))) + 1
            store(load(UnsafePointer(d + place)) * slope, to: d + place)
        }
        if let (place, count) = Eights.rest(of: x.count) {
            for index in place..<place + count { d[index] *= min(1, y[index] + 1) }
        }
        guard let context else { return }
        let target = gradient(context)
        if !adds { target.update(repeating: 0, count: context.count) }
        for row in 0..<x.rows {
            let sums = target + (row % tape.samples) * x.columns
            let from = d + row * x.columns
            for place in Eights(x.columns) {
                store(load(UnsafePointer(sums + place)) + load(UnsafePointer(from + place)), to: sums + place)
            }
            if let (place, count) = Eights.rest(of: x.columns) {
                for column in place..<place + count { sums[column] += from[column] }
            }
        }
    }

    // MARK: - Dropout

    func drop(_ x: Tensor, _ mask: Int) {
        guard let dropout else { return }
        let kept = masks + mask
        dropout.fill(kept, count: x.count, place: mask)
        scale(value(x), by: kept, count: x.count, factor: T(dropout.enlargement))
    }

    func dropBackward(_ x: Tensor, _ mask: Int) {
        guard let dropout else { return }
        scale(gradient(x), by: masks + mask, count: x.count, factor: T(dropout.enlargement))
    }

    private func scale(_ x: UnsafeMutablePointer<T>, by kept: UnsafePointer<UInt8>, count: Int, factor: T) {
        for index in 0..<count { x[index] *= kept[index] == 0 ? 0 : factor }
    }

    // MARK: - Gated residual with layer norm

    /// Added to the variance, so that a constant row is divided by something.
    static var smallVariance: T { 1e-5 }

    /// `into = gain * (z - mean z) / deviation z + shift`, z = skip + a * sigmoid(b), x = [a, b].
    ///
    /// **Source** Lim et al. 2021, equations 2 and 5: `LayerNorm(a + GLU(...))`; Ba et al. 2016 for the norm.
    func gateAddNorm(
        _ x: Tensor, _ skip: Tensor, _ gain: UnsafePointer<T>, _ shift: UnsafePointer<T>, _ into: Tensor,
        _ saved: GateMemory?
    ) {
        let columns = into.columns
        let size = T(columns)
        for row in 0..<into.rows {
            let a = UnsafePointer(value(x) + row * 2 * columns)
            let b = a + columns
            let residual = UnsafePointer(value(skip) + row * columns)
            let output = value(into) + row * columns
            // Where nothing goes back, the output's own place serves on the way.
            let open = saved.map { value($0.open) + row * columns }
            let z = saved.map { value($0.normalised) + row * columns } ?? output
            var sum = SIMD8<T>()
            for place in Eights(columns) {
                let share = sigmoid(load(b + place))
                let total = load(residual + place) + load(a + place) * share
                if let open { store(share, to: open + place) }
                store(total, to: z + place)
                sum += total
            }
            if let (place, count) = Eights.rest(of: columns) {
                let share = sigmoid(load(b + place, first: count))
                let total = load(residual + place, first: count) + load(a + place, first: count) * share
                if let open { store(share, to: open + place, first: count) }
                store(total, to: z + place, first: count)
                sum += total
            }
            let mean = SIMD8(repeating: sum.laneSum / size)
            var squares = SIMD8<T>()
            for place in Eights(columns) {
                let centred = load(UnsafePointer(z + place)) - mean
                store(centred, to: z + place)
                squares += centred * centred
            }
            if let (place, count) = Eights.rest(of: columns) {
                for column in place..<place + count {
                    z[column] -= mean[0]
                    squares[column - place] += z[column] * z[column]
                }
            }
            let inverse = 1 / (squares.laneSum / size + Self.smallVariance).squareRoot()
            if let saved { value(saved.inverseDeviation)[row] = inverse }
            for place in Eights(columns) {
                let normalised = load(UnsafePointer(z + place)) * inverse
                if saved != nil { store(normalised, to: z + place) }
                store(normalised * load(gain + place) + load(shift + place), to: output + place)
            }
            if let (place, count) = Eights.rest(of: columns) {
                for column in place..<place + count {
                    let normalised = z[column] * inverse
                    if saved != nil { z[column] = normalised }
                    output[column] = normalised * gain[column] + shift[column]
                }
            }
        }
    }

    /// With n the normalised row and g = d * gain: dz = inverse * (g - mean g - n * mean(g * n)).
    func gateAddNormBackward(
        _ x: Tensor, _ skip: Tensor, _ gain: UnsafePointer<T>, _ gainPlace: Parameter,
        _ shiftPlace: Parameter,
        _ into: Tensor, _ saved: GateMemory, adds: (x: Bool, skip: Bool)
    ) {
        let columns = into.columns
        let size = T(columns)
        let dGain = gradient(gainPlace)
        let dShift = gradient(shiftPlace)
        for row in 0..<into.rows {
            let d = UnsafePointer(gradient(into) + row * columns)
            let n = UnsafePointer(value(saved.normalised) + row * columns)
            var sum = SIMD8<T>()
            var product = SIMD8<T>()
            for place in Eights(columns) {
                let given = load(d + place)
                let normalised = load(n + place)
                let g = given * load(gain + place)
                sum += g
                product += g * normalised
                store(load(UnsafePointer(dGain + place)) + given * normalised, to: dGain + place)
                store(load(UnsafePointer(dShift + place)) + given, to: dShift + place)
            }
            if let (place, count) = Eights.rest(of: columns) {
                for column in place..<place + count {
                    let g = d[column] * gain[column]
                    sum[column - place] += g
                    product[column - place] += g * n[column]
                    dGain[column] += d[column] * n[column]
                    dShift[column] += d[column]
                }
            }
            gateBackward(
                row, x, skip, gain, saved, d, n, meanGradient: sum.laneSum / size,
                meanProduct: product.laneSum / size, adds: adds)
        }
    }

    @inline(__always)
    private func gateBackward(
        _ row: Int, _ x: Tensor, _ skip: Tensor, _ gain: UnsafePointer<T>, _ saved: GateMemory,
        _ d: UnsafePointer<T>, _ n: UnsafePointer<T>, meanGradient: T, meanProduct: T,
        adds: (x: Bool, skip: Bool)
    ) {
        let columns = skip.columns
        let inverse = value(saved.inverseDeviation)[row]
        let a = UnsafePointer(value(x) + row * 2 * columns)
        let open = UnsafePointer(value(saved.open) + row * columns)
        let dA = gradient(x) + row * 2 * columns
        let dB = dA + columns
        let dSkip = gradient(skip) + row * columns
        precondition(!adds.x, "a gate's input has one reader")
        for place in Eights(columns) {
            let dz =
                (load(d + place) * load(gain + place) - meanGradient - load(n + place) * meanProduct)
                * inverse
            let share = load(open + place)
            store(dz * share, to: dA + place)
            store(dz * load(a + place) * share * (1 - share), to: dB + place)
            store(adds.skip ? load(UnsafePointer(dSkip + place)) + dz : dz, to: dSkip + place)
        }
        if let (place, count) = Eights.rest(of: columns) {
            for column in place..<place + count {
                let dz = (d[column] * gain[column] - meanGradient - n[column] * meanProduct) * inverse
                dA[column] = dz * open[column]
                dB[column] = dz * a[column] * open[column] * (1 - open[column])
                dSkip[column] = adds.skip ? dSkip[column] + dz : dz
            }
        }
    }

    // MARK: - Choice of variables

    /// `weights = softmax(logits)` by row, `into = sum over j of weights[j] * variables[j]`.
    ///
    /// **Source** Lim et al. 2021, equations 6 and 8. **Numerics** the largest logit is subtracted first.
    func select(_ logits: Tensor, _ variables: [Tensor], _ weights: Tensor, _ into: Tensor) {
        let choices = logits.columns
        let columns = into.columns
        for step in 0..<into.rows / tape.samples {
            for row in step * tape.samples..<(step + 1) * tape.samples {
                let w = value(weights) + row * choices
                softmax(value(logits) + row * choices, count: choices, to: w)
                let target = value(into) + row * columns
                target.update(repeating: 0, count: columns)
                for (choice, variable) in variables.enumerated() {
                    let own = variable.rows == into.rows ? row : step
                    add(value(variable) + own * columns, times: w[choice], to: target, columns)
                }
            }
        }
    }

    @inline(__always)
    private func add(
        _ x: UnsafePointer<T>, times weight: T, to target: UnsafeMutablePointer<T>, _ columns: Int
    ) {
        for place in Eights(columns) {
            store(load(UnsafePointer(target + place)) + load(x + place) * weight, to: target + place)
        }
        if let (place, count) = Eights.rest(of: columns) {
            for column in place..<place + count { target[column] += x[column] * weight }
        }
    }

    /// `adds` for the logits, then for each variable.
    func selectBackward(
        _ logits: Tensor, _ variables: [Tensor], _ weights: Tensor, _ into: Tensor, adds: [Bool]
    ) {
        let choices = logits.columns
        let columns = into.columns
        for row in 0..<into.rows {
            let w = value(weights) + row * choices
            let d = UnsafePointer(gradient(into) + row * columns)
            let dLogits = gradient(logits) + row * choices
            var mean: T = 0
            for (choice, variable) in variables.enumerated() {
                let place = row * columns
                let share = backwardThrough(
                    choice: w[choice], d, value(variable) + place, gradient(variable) + place, columns,
                    adds: adds[1 + choice])
                // The derivative by the weight, on its way through the softmax.
                scratch[choice] = share
                mean += share * w[choice]
            }
            for choice in 0..<choices {
                let slope = w[choice] * (scratch[choice] - mean)
                dLogits[choice] = adds[0] ? dLogits[choice] + slope : slope
            }
        }
    }

    /// Writes the gradient of one variable's row; the product of the incoming gradient with its values comes back.
    @inline(__always)
    private func backwardThrough(
        choice weight: T, _ d: UnsafePointer<T>, _ x: UnsafePointer<T>, _ dX: UnsafeMutablePointer<T>,
        _ columns: Int, adds: Bool
    ) -> T {
        var product = SIMD8<T>()
        for place in Eights(columns) {
            let given = load(d + place)
            product += given * load(x + place)
            let slope = given * weight
            store(adds ? load(UnsafePointer(dX + place)) + slope : slope, to: dX + place)
        }
        if let (place, count) = Eights.rest(of: columns) {
            for column in place..<place + count {
                product[column - place] += d[column] * x[column]
                let slope = d[column] * weight
                dX[column] = adds ? dX[column] + slope : slope
            }
        }
        return product.laneSum
    }

    /// e^(x - max x), divided by its sum.
    func softmax(_ x: UnsafePointer<T>, count: Int, to output: UnsafeMutablePointer<T>) {
        var largest = x[0]
        for index in 1..<max(count, 1) { largest = max(largest, x[index]) }
        var sum = SIMD8<T>()
        for place in Eights(count) {
            let value = T.exponential(load(x + place) - largest)
            store(value, to: output + place)
            sum += value
        }
        if let (place, count) = Eights.rest(of: count) {
            let value = T.exponential(load(x + place, first: count) - largest)
            store(value, to: output + place, first: count)
            for lane in 0..<count { sum[lane] += value[lane] }
        }
        let inverse = 1 / sum.laneSum
        for index in 0..<count { output[index] *= inverse }
    }
}

extension SIMD8 where Scalar: FloatingPoint {
    /// The sum of the lanes, in an order that is fixed: halves onto each other.
    @inline(__always) var laneSum: Scalar {
        let four = lowHalf + highHalf
        let two = four.lowHalf + four.highHalf
        return two.x + two.y
    }
}

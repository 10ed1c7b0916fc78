internal import NetworkTape

/// Interpretable multi-head attention: heads share the values, and their outputs are averaged.
///
///     A_h = softmax(Q_h K_h' / sqrt(width))    into = 1/H sum over h of A_h V
///
/// Query i belongs to step `steps - queries + i` and sees the steps up to its own, from the sample's first one on.
///
/// **Source** Lim et al. 2021, equations 13 to 16; Vaswani et al. 2017 for the scaling and the causal mask.
extension Slice {
    func attention(_ step: AttentionStep) {
        let plan = AttentionPlan(step, samples: tape.samples)
        value(step.into).update(repeating: 0, count: step.into.count)
        let share = 1 / T(step.heads)
        for sample in 0..<tape.samples {
            for head in 0..<step.heads {
                gatherKeys(step, sample, head)
                for query in 0..<step.queries {
                    let keys = plan.visible(to: query, from: Int(firstSteps[sample]))
                    let p = value(step.probabilities) + plan.row(sample, head, query)
                    scores(step, sample, head, query, keys, to: p)
                    softmax(p + keys.lowerBound, count: keys.count, to: p + keys.lowerBound)
                    mix(step, sample, query, keys, UnsafePointer(p), share)
                }
            }
        }
    }

    /// Adds a head's mean of the values, times `share`, to the output of a query.
    private func mix(
        _ step: AttentionStep, _ sample: Int, _ query: Int, _ keys: Range<Int>, _ p: UnsafePointer<T>,
        _ share: T
    ) {
        let width = step.width
        let output = value(step.into) + (query * tape.samples + sample) * width
        let values = UnsafePointer(value(step.value) + sample * width)
        let stride = tape.samples * width
        for place in Eights(width) {
            var sum = load(UnsafePointer(output + place))
            for key in keys { sum += load(values + key * stride + place) * (p[key] * share) }
            store(sum, to: output + place)
        }
        if let (place, count) = Eights.rest(of: width) {
            for key in keys {
                let weight = p[key] * share
                for column in place..<place + count {
                    output[column] += weight * values[key * stride + column]
                }
            }
        }
    }

    /// `scratch[column, time]`: the keys of one head, columns one after the other.
    private func gatherKeys(_ step: AttentionStep, _ sample: Int, _ head: Int) {
        for time in 0..<step.steps {
            let from =
                value(step.key) + (time * tape.samples + sample) * step.key.columns + head * step.width
            for column in 0..<step.width { scratch[column * step.steps + time] = from[column] }
        }
    }

    private func scores(
        _ step: AttentionStep, _ sample: Int, _ head: Int, _ query: Int, _ keys: Range<Int>,
        to p: UnsafeMutablePointer<T>
    ) {
        let scale = 1 / T(step.width).squareRoot()
        let q = value(step.query) + (query * tape.samples + sample) * step.query.columns + head * step.width
        p.update(repeating: 0, count: step.steps)
        for column in 0..<step.width {
            let weight = q[column] * scale
            let k = scratch + column * step.steps
            for key in keys { p[key] += weight * k[key] }
        }
    }

    /// `adds` for queries, keys and values.
    func attentionBackward(_ step: AttentionStep, adds: [Bool]) {
        let plan = AttentionPlan(step, samples: tape.samples)
        for (tensor, adds) in zip([step.query, step.key, step.value], adds) where !adds {
            gradient(tensor).update(repeating: 0, count: tensor.count)
        }
        let dKeys = scratch + step.width * step.steps
        for sample in 0..<tape.samples {
            for head in 0..<step.heads {
                gatherKeys(step, sample, head)
                dKeys.update(repeating: 0, count: step.width * step.steps)
                for query in 0..<step.queries {
                    attentionBackward(step, plan, sample, head, query, dKeys)
                }
                for time in 0..<step.steps {
                    let target =
                        gradient(step.key) + (time * tape.samples + sample) * step.key.columns
                        + head * step.width
                    for column in 0..<step.width { target[column] += dKeys[column * step.steps + time] }
                }
            }
        }
    }

    private func attentionBackward(
        _ step: AttentionStep, _ plan: AttentionPlan, _ sample: Int, _ head: Int, _ query: Int,
        _ dKeys: UnsafeMutablePointer<T>
    ) {
        let share = 1 / T(step.heads)
        let scale = 1 / T(step.width).squareRoot()
        let keys = plan.visible(to: query, from: Int(firstSteps[sample]))
        let p = value(step.probabilities) + plan.row(sample, head, query)
        let given = gradient(step.into) + (query * tape.samples + sample) * step.width
        let slopes = scratch + 2 * step.width * step.steps
        var mean: T = 0
        for key in keys {
            let place = (key * tape.samples + sample) * step.width
            let v = value(step.value) + place
            let dV = gradient(step.value) + place
            let weight = p[key] * share
            var product: T = 0
            for column in 0..<step.width {
                product += given[column] * v[column]
                dV[column] += weight * given[column]
            }
            slopes[key] = product * share
            mean += slopes[key] * p[key]
        }
        for key in keys { slopes[key] = p[key] * (slopes[key] - mean) * scale }
        let place = (query * tape.samples + sample) * step.query.columns + head * step.width
        let q = value(step.query) + place
        let dQ = gradient(step.query) + place
        for column in 0..<step.width {
            let k = scratch + column * step.steps
            let dK = dKeys + column * step.steps
            let number = q[column]
            var sum = SIMD8<T>()
            for offset in Eights(keys.count) {
                let key = keys.lowerBound + offset
                let slope = load(UnsafePointer(slopes + key))
                sum += slope * load(UnsafePointer(k + key))
                store(load(UnsafePointer(dK + key)) + slope * number, to: dK + key)
            }
            if let (offset, count) = Eights.rest(of: keys.count) {
                for key in keys.lowerBound + offset..<keys.lowerBound + offset + count {
                    sum[key - keys.lowerBound - offset] += slopes[key] * k[key]
                    dK[key] += slopes[key] * number
                }
            }
            dQ[column] += sum.laneSum
        }
    }
}

/// Where the numbers of an attention stand.
private struct AttentionPlan {
    let step: AttentionStep

    init(_ step: AttentionStep, samples: Int) { self.step = step }

    func row(_ sample: Int, _ head: Int, _ query: Int) -> Int {
        // One row for all where nobody asks for it afterwards.
        guard step.probabilities.rows > 1 else { return 0 }
        return ((sample * step.heads + head) * step.queries + query) * step.steps
    }

    /// The steps that a query may look at: its own at least.
    func visible(to query: Int, from first: Int) -> Range<Int> {
        let own = step.steps - step.queries + query
        return min(first, own)..<own + 1
    }
}

extension AttentionStep {
    /// Keys and their gradients by column, and a row of slopes.
    var scratchCount: Int { (2 * width + 1) * steps }
}

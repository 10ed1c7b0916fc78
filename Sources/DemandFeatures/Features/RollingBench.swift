internal import ForecastCore
internal import NumericKernels

/// One series on the workbench: its values and what the kernels need beside them, in memory that is
/// allocated once and used for every series.
///
/// **Shape** positions 0 ..< count hold the loaded row; `pad` positions before and `lanes` after it are missing,
/// so that a window may begin before the row and a vector end after it.
///
/// **Numerics** Every result is computed from the values of its own window alone, newest first, so its bits
/// depend neither on where the row begins nor on what follows, and a single position has the bits of the whole row.
/// **Complexity** O(window) for each position, eight positions at a time.
struct RollingBench: ~Copyable {
    private static let lanes = 8
    private typealias Lanes = SIMD8<Double>

    let capacity: Int
    private let pad: Int
    private let values: UnsafeMutablePointer<Double>
    /// The values with 0 for the missing ones.
    private let filled: UnsafeMutablePointer<Double>
    /// The last observed value at or before each position; 0 before the first.
    private let anchors: UnsafeMutablePointer<Double>
    /// How many values, and how many zeros, were observed at or before each position.
    private let observed: UnsafeMutablePointer<Double>
    private let zeros: UnsafeMutablePointer<Double>
    /// What the last kernel wrote.
    private let results: UnsafeMutablePointer<Double>
    /// The sorted window of quantiles.
    private let sorted: UnsafeMutablePointer<Double>

    /// - Parameter longest: the longest window.
    init(capacity: Int, longest: Int) {
        self.capacity = capacity
        pad = longest
        let size = longest + capacity + Self.lanes
        func allocate(_ fill: Double) -> UnsafeMutablePointer<Double> {
            let memory = UnsafeMutablePointer<Double>.allocate(capacity: size)
            memory.initialize(repeating: fill, count: size)
            return memory
        }
        values = allocate(.nan)
        filled = allocate(0)
        anchors = allocate(0)
        observed = allocate(0)
        zeros = allocate(0)
        results = allocate(.nan)
        sorted = allocate(0)
    }

    deinit {
        for memory in [values, filled, anchors, observed, zeros, results, sorted] { memory.deallocate() }
    }

    /// Puts a row on the bench: at most `capacity` values, NaN where missing.
    func load(_ row: UnsafeBufferPointer<Double>) {
        precondition(row.count <= capacity, "a row of \(row.count) on a bench of \(capacity)")
        var count = 0.0
        var zeroCount = 0.0
        var last = 0.0
        for index in 0..<row.count {
            let value = row[index]
            let isObserved = value == value
            last = isObserved ? value : last
            count += isObserved ? 1 : 0
            zeroCount += value == 0 ? 1 : 0
            values[pad + index] = value + 0  // never -0
            filled[pad + index] = isObserved ? value : 0
            anchors[pad + index] = last
            observed[pad + index] = count
            zeros[pad + index] = zeroCount
        }
        for index in pad + row.count..<pad + capacity + Self.lanes {
            values[index] = .nan
            filled[index] = 0
            anchors[index] = last
            observed[index] = count
            zeros[index] = zeroCount
        }
    }

    @inline(__always)
    private func vector(_ memory: UnsafeMutablePointer<Double>, _ index: Int) -> Lanes {
        UnsafeRawPointer(memory + index).loadUnaligned(as: Lanes.self)
    }

    @inline(__always)
    private func counts(_ memory: UnsafeMutablePointer<Double>, _ index: Int, _ window: Int) -> Lanes {
        vector(memory, index) - vector(memory, index - window)
    }

    @inline(__always)
    private func store(_ vector: Lanes, _ position: Int) {
        UnsafeMutableRawPointer(results + position).storeBytes(of: vector, as: Lanes.self)
    }
}

extension RollingBench {
    /// Writes a statistic of the windows that end at `positions` to `output`, one Float each; NaN where too few
    /// values are observed.
    func write(
        _ statistic: RollingStatistic, window: Int, positions: Range<Int>,
        to output: UnsafeMutablePointer<Float>
    ) {
        precondition(
            window <= pad && positions.upperBound <= capacity, "window \(window) on a bench of \(pad)")
        switch statistic {
        case .mean: means(window, positions)
        case .standardDeviation: deviations(window, positions)
        case .minimum: minima(window, positions)
        case .maximum: maxima(window, positions)
        case .zeroShare: zeroShares(window, positions)
        case .quantile(let level): quantiles(level.value, window, positions)
        }
        for (offset, position) in positions.enumerated() {
            let value = results[position]
            // One pattern for every NaN.
            output[offset] = value == value ? Float(value) : .nan
        }
    }

    private func means(_ window: Int, _ positions: Range<Int>) {
        for start in stride(from: positions.lowerBound, to: positions.upperBound, by: Self.lanes) {
            var sum = Lanes.zero
            for age in 0..<window { sum += vector(filled, pad + start - age) }
            store(sum / counts(observed, pad + start, window), start)
        }
    }

    /// **Numerics** One pass over the differences from the last observed value of the window. That value lies in
    /// the window, hence at most sqrt(n - 1) population deviations from its mean (Samuelson 1968, "How deviant can
    /// you be?"): the squares summed are at most n times the deviation that remains, whatever the level of
    /// the series, and a constant window gives exactly 0.
    private func deviations(_ window: Int, _ positions: Range<Int>) {
        for start in stride(from: positions.lowerBound, to: positions.upperBound, by: Self.lanes) {
            let anchor = vector(anchors, pad + start)
            var sum = Lanes.zero
            var squares = Lanes.zero
            for age in 0..<window {
                var difference = vector(values, pad + start - age) - anchor
                difference.replace(with: 0, where: difference .!= difference)
                sum += difference
                squares += difference * difference
            }
            let count = counts(observed, pad + start, window)
            var variance = (squares - sum * sum / count) / (count - 1)
            variance.replace(with: 0, where: variance .< 0)
            store(variance.squareRoot(), start)
        }
    }

    private func minima(_ window: Int, _ positions: Range<Int>) {
        for start in stride(from: positions.lowerBound, to: positions.upperBound, by: Self.lanes) {
            var best = Lanes(repeating: .infinity)
            for age in 0..<window {
                let value = vector(values, pad + start - age)
                best.replace(with: value, where: value .< best)
            }
            best.replace(with: .nan, where: counts(observed, pad + start, window) .== 0)
            store(best, start)
        }
    }

    private func maxima(_ window: Int, _ positions: Range<Int>) {
        for start in stride(from: positions.lowerBound, to: positions.upperBound, by: Self.lanes) {
            var best = Lanes(repeating: -.infinity)
            for age in 0..<window {
                let value = vector(values, pad + start - age)
                best.replace(with: value, where: value .> best)
            }
            best.replace(with: .nan, where: counts(observed, pad + start, window) .== 0)
            store(best, start)
        }
    }

    private func zeroShares(_ window: Int, _ positions: Range<Int>) {
        for start in stride(from: positions.lowerBound, to: positions.upperBound, by: Self.lanes) {
            store(counts(zeros, pad + start, window) / counts(observed, pad + start, window), start)
        }
    }

    /// Keeps the window sorted: each step takes the oldest value out and puts the newest in.
    private func quantiles(_ probability: Double, _ window: Int, _ positions: Range<Int>) {
        var count = 0
        for position in positions.lowerBound - window + 1..<positions.upperBound {
            if position > positions.lowerBound { remove(values[pad + position - window], &count) }
            insert(values[pad + position], &count)
            guard position >= positions.lowerBound else { continue }
            results[position] =
                count == 0
                ? .nan
                : EmpiricalQuantile.ofSorted(
                    UnsafeBufferPointer(start: sorted, count: count), probability: probability)
        }
    }

    private func insert(_ value: Double, _ count: inout Int) {
        guard value == value else { return }
        var place = count
        while place > 0, sorted[place - 1] > value {
            sorted[place] = sorted[place - 1]
            place -= 1
        }
        sorted[place] = value
        count += 1
    }

    private func remove(_ value: Double, _ count: inout Int) {
        guard value == value else { return }
        var place = 0
        while place < count, sorted[place] != value { place += 1 }
        guard place < count else { return }
        for index in place..<count - 1 { sorted[index] = sorted[index + 1] }
        count -= 1
    }
}

// MARK: - What needs no window

extension RollingBench {
    /// The values of the row.
    func writeValues(count: Int, to output: UnsafeMutablePointer<Float>) {
        for index in 0..<count { output[index] = Self.float(values[pad + index]) }
    }

    /// The last observed value at or before each position.
    func writeLastKnown(count: Int, to output: UnsafeMutablePointer<Float>) {
        for index in 0..<count {
            output[index] = observed[pad + index] > 0 ? Self.float(anchors[pad + index]) : .nan
        }
    }

    /// Percent by which a value differs from the last observed one before it; NaN where that is not positive.
    func writeChange(count: Int, to output: UnsafeMutablePointer<Float>) {
        for index in 0..<count {
            let before = index > 0 ? anchors[pad + index - 1] : 0
            let change = before > 0 ? 100 * (values[pad + index] - before) / before : .nan
            output[index] = Self.float(change)
        }
    }

    /// The mean of all values at or before each position. Sums only grow: no cancellation to compensate.
    func writeRunningMean(count: Int, to output: UnsafeMutablePointer<Float>) {
        var sum = 0.0
        for index in 0..<count {
            sum += filled[pad + index]
            output[index] = Self.float(sum / observed[pad + index])
        }
    }

    /// Periods since the last value other than 0, counting missing ones; NaN before the first.
    func writeTimeSinceDemand(count: Int, to output: UnsafeMutablePointer<Float>) {
        var age = Float.nan
        for index in 0..<count {
            age = filled[pad + index] != 0 ? 0 : age + 1
            output[index] = age
        }
    }

    @inline(__always)
    private static func float(_ value: Double) -> Float { value == value ? Float(value) : .nan }
}

/// Memory for so many numbers, all 0 at first: written in any order, by many at once where each has places of its own, and
/// only read from then on.
package final class NumberSpace: @unchecked Sendable {
    // Sendable: who writes and who reads is told apart by `Numbers`, which is made when all is written.

    /// Valid as long as this object.
    @usableFromInline package let numbers: UnsafeMutableBufferPointer<Double>
    private let owner: AnyObject?
    private let release: (@Sendable () -> Void)?

    /// On the heap.
    package init(count: Int) {
        numbers = .allocate(capacity: count)
        numbers.initialize(repeating: 0)
        owner = nil
        release = nil
    }

    /// In memory that `owner` keeps.
    /// - Parameter release: see `letGo`.
    package init(
        _ numbers: UnsafeMutableBufferPointer<Double>, keptBy owner: AnyObject & Sendable,
        release: @escaping @Sendable () -> Void
    ) {
        self.numbers = numbers
        self.owner = owner
        self.release = release
    }

    deinit {
        if owner == nil { numbers.deallocate() }
    }

    /// Tells that the numbers are not needed for now: where they lie in a file, the process holds none of its pages any more
    /// until it reads them again. To be called behind a pass, or within one every some megabytes.
    package func letGo() { release?() }

    /// Writes `values` from place `start` on.
    package func write(_ values: Numbers, at start: Int) {
        precondition(
            start >= 0 && start + values.count <= numbers.count,
            "\(values.count) numbers at \(start) of \(numbers.count)")
        values.withUnsafeBufferPointer { values in
            guard let from = values.baseAddress, let base = numbers.baseAddress else { return }
            (base + start).update(from: from, count: values.count)
        }
    }

    /// Makes every number `value`.
    package func fill(_ value: Double) {
        for start in stride(from: 0, to: numbers.count, by: Self.passSize) {
            numbers[start..<min(start + Self.passSize, numbers.count)].update(repeating: value)
            letGo()
        }
    }

    /// Numbers after which a long pass lets go of what it has behind it: 64 MB.
    package static let passSize = 8 << 20
}

/// Numbers in a row that are read by their place: an array, or memory that somebody keeps outside of the heap, such as a
/// mapped file. Equal where the numbers are, wherever they lie.
package struct Numbers: RandomAccessCollection, Sendable {
    @usableFromInline
    enum Place: Sendable {
        case array([Double])
        case space(NumberSpace)
    }

    @usableFromInline
    private(set) var place: Place

    package init(_ numbers: [Double] = []) { place = .array(numbers) }

    /// What was written into `space`, which nobody writes from now on.
    package init(_ space: NumberSpace) { place = .space(space) }

    @inlinable package var startIndex: Int { 0 }

    @inlinable package var endIndex: Int {
        switch place {
        case .array(let numbers): numbers.count
        case .space(let space): space.numbers.count
        }
    }

    @inlinable package subscript(index: Int) -> Double {
        switch place {
        case .array(let numbers): return numbers[index]
        case .space(let space):
            precondition(index >= 0 && index < space.numbers.count, "number out of range")
            return space.numbers[index]
        }
    }

    /// The numbers in one piece; for loops, and for C.
    @inlinable package func withUnsafeBufferPointer<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Double>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch place {
        case .array(let numbers): return try numbers.withUnsafeBufferPointer(body)
        case .space(let space):
            // The space lives as long as this value, and is not written any more.
            return try body(UnsafeBufferPointer(space.numbers))
        }
    }

    @inlinable package func withContiguousStorageIfAvailable<Result>(
        _ body: (UnsafeBufferPointer<Double>) throws -> Result
    ) rethrows -> Result? {
        try withUnsafeBufferPointer(body)
    }

    /// Adds numbers behind the last one.
    package mutating func append(contentsOf more: some Sequence<Double>) {
        guard case .array(var numbers) = place else {
            preconditionFailure("numbers that are kept elsewhere do not grow")
        }
        // So that the array has one owner, and grows where it is.
        place = .array([])
        numbers.append(contentsOf: more)
        place = .array(numbers)
    }

    package mutating func reserveCapacity(_ count: Int) {
        guard case .array(var numbers) = place else { return }
        place = .array([])
        numbers.reserveCapacity(count)
        place = .array(numbers)
    }

    /// See `NumberSpace.letGo`; nothing where the numbers are an array.
    package func letGo() {
        if case .space(let space) = place { space.letGo() }
    }
}

extension Numbers: Equatable {
    package static func == (left: Numbers, right: Numbers) -> Bool { left.elementsEqual(right) }
    package static func == (left: Numbers, right: [Double]) -> Bool { left.elementsEqual(right) }
}

extension Numbers: ExpressibleByArrayLiteral {
    package init(arrayLiteral numbers: Double...) { self.init(numbers) }
}

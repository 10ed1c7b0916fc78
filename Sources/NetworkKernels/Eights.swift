/// The places of every eight of some elements. No closure is called for them: the compiler would not always inline it.
struct Eights: Sequence, IteratorProtocol {
    private var place = 0
    private let end: Int

    /// - Parameter count: of the elements; those behind the last eight are `rest`.
    @inline(__always) init(_ count: Int) { end = count & ~7 }

    @inline(__always) mutating func next() -> Int? {
        guard place < end else { return nil }
        defer { place &+= 8 }
        return place
    }

    /// Where the elements behind the last eight begin, and how many there are; nil where there are none.
    @inline(__always) static func rest(of count: Int) -> (place: Int, count: Int)? {
        count & 7 == 0 ? nil : (count & ~7, count & 7)
    }
}

internal import Glibc

/// The memory that the allocator keeps for later.
package enum HeapMemory {
    /// Hands pages that hold nothing any more to the system: after many small pieces were freed, of which large ones are not
    /// made. Where the C library has no such call nothing happens.
    ///
    /// **Complexity** Some milliseconds for a gigabyte: for the ends of stages, not for loops.
    package static func giveBack() {
        typealias Trim = @convention(c) (Int) -> Int32
        // Not among the headers that Swift imports, and only in glibc.
        guard let symbol = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(symbol, to: Trim.self)(0)
    }
}

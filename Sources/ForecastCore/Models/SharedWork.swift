internal import Synchronization

/// What the global models of one target have in common, such as tables of features and what is made of them for
/// training. Built once, handed out again.
///
/// **Between models** of a window all of it is shared: a sweep over rounds, leaves or the learning rate bins
/// once. **Between windows** only what the maker says serves several.
/// **Memory** no more than `limit` bytes are kept for each kind of value, the longest unused go first. See
/// docs/decisions/0011.
package final class SharedWork: Sendable {
    package struct Counts: Equatable, Sendable {
        package var built = 0
        package var reused = 0
        package var seconds = 0.0
    }

    private struct State {
        /// A `RecentlyUsed` for each type of key and value.
        var values: [ObjectIdentifier: any Sendable] = [:]
        var counts = Counts()
    }

    private let limit: Int
    private let clock: @Sendable () -> Double
    private let state = Mutex(State())
    /// What is known at the last cutoff whose training begins where that of the given panel does.
    package let latest: @Sendable (KnownPanel) -> KnownPanel

    /// - Parameters:
    ///   - clock: seconds since some moment, for `Counts.seconds` alone.
    ///   - latest: see there; the panel itself where windows have nothing in common.
    package init(
        limit: Int = 256 << 20, clock: @escaping @Sendable () -> Double = { 0 },
        latest: @escaping @Sendable (KnownPanel) -> KnownPanel = { $0 }
    ) {
        self.limit = limit
        self.latest = latest
        self.clock = clock
    }

    package var counts: Counts { state.withLock(\.counts) }

    /// The value under `key`, made now unless one is at hand that serves.
    /// - Parameters:
    ///   - key: with its type and that of the value, everything that decides the bits, within one target.
    ///   - memory: of the value, in bytes.
    ///   - serves: whether a value that was made before will do here.
    package func value<Key: Hashable & Sendable, Value: Sendable>(
        of key: Key, memory: (Value) -> Int, serves: (Value) -> Bool = { _ in true },
        make: () throws -> Value
    ) rethrows -> Value {
        let start = clock()
        if let found: Value = kept(key), serves(found) {
            count(isReused: true, since: start)
            return found
        }
        let made = try make()
        keep(made, as: key, memory: memory(made))
        count(isReused: false, since: start)
        return made
    }

    private func kept<Key: Hashable & Sendable, Value: Sendable>(_ key: Key) -> Value? {
        let kind = ObjectIdentifier(RecentlyUsed<Key, Value>.self)
        return state.withLock { state in
            guard var values = state.values[kind] as? RecentlyUsed<Key, Value> else { return nil }
            defer { state.values[kind] = values }
            return values.value(of: key)
        }
    }

    private func keep<Key: Hashable & Sendable, Value: Sendable>(_ value: Value, as key: Key, memory: Int) {
        let kind = ObjectIdentifier(RecentlyUsed<Key, Value>.self)
        state.withLock { state in
            var values = state.values[kind] as? RecentlyUsed<Key, Value> ?? RecentlyUsed(limit: limit)
            values.keep(value, as: key, memory: memory)
            state.values[kind] = values
        }
    }

    private func count(isReused: Bool, since start: Double) {
        let seconds = clock() - start
        state.withLock { state in
            state.counts.built += isReused ? 0 : 1
            state.counts.reused += isReused ? 1 : 0
            state.counts.seconds += seconds
        }
    }
}

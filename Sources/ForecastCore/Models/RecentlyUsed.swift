/// Values by key; when they need more than `limit` bytes, those unused for longest are let go.
struct RecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let limit: Int
    /// The last used at the end. A handful, so a list serves.
    private var entries: [(key: Key, value: Value, memory: Int)] = []

    init(limit: Int) { self.limit = limit }

    mutating func value(of key: Key) -> Value? {
        guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
        let entry = entries.remove(at: index)
        entries.append(entry)
        return entry.value
    }

    /// What alone is larger than the limit is not kept.
    mutating func keep(_ value: Value, as key: Key, memory: Int) {
        entries.removeAll { $0.key == key }
        guard memory <= limit else { return }
        while entries.reduce(memory, { $0 + $1.memory }) > limit { entries.removeFirst() }
        entries.append((key, value, memory))
    }
}

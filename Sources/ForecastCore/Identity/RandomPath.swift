/// A place in the tree of randomness: (seed, model kind, cutoff, series, purpose).
///
/// Every consumer of randomness names its own path, so adding a model, a series or a thread shifts
/// no other number. The path, not the order of calls, decides what is drawn.
package struct RandomPath: Sendable {
    package let seed: UInt64
    package let components: [String]

    package init(seed: UInt64, _ components: [String] = []) {
        self.seed = seed
        self.components = components
    }

    package func appending(_ component: String) -> RandomPath {
        RandomPath(seed: seed, components + [component])
    }

    /// The stream at this path: Philox keyed by the SHA-256 of the path.
    package var stream: RandomStream {
        var encoder = CanonicalEncoder(stage: "random", version: 1)
        encoder.add("seed", seed)
        encoder.add("path", components)
        let (key, counter) = encoder.digest.leadingWords
        return RandomStream(key: key, counter: counter)
    }
}

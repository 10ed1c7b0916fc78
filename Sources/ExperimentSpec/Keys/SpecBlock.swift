/// A block of a spec, such as `backtest`, that is made of keys. Each key is declared once, in `keys`; a property's
/// initial value is what holds where the key is left out.
protocol SpecBlock: Sendable {
    /// Before anything is read. A required key's property means nothing yet.
    init()

    /// In the order in which a spec is written out and messages list them.
    static var keys: [SpecKey<Self>] { get }

    /// In the order in which they enter digests. It must stay: another order is another digest of every spec.
    static var digestedKeys: [SpecKey<Self>] { get }
}

extension SpecBlock {
    static var digestedKeys: [SpecKey<Self>] { keys }
}

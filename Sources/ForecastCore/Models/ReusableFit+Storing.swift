extension ReusableFit {
    /// The fit as bytes: its scope (gap, horizon and count of levels in 4 bytes each, levels in 8 each, little-endian),
    /// then its artefact as that is stored.
    package var stored: [UInt8] {
        var bytes: [UInt8] = []
        for number in [scope.gap, scope.horizon, scope.levels.count] {
            withUnsafeBytes(of: UInt32(clamping: number).littleEndian) { bytes += $0 }
        }
        for level in scope.levels {
            withUnsafeBytes(of: level.value.bitPattern.littleEndian) { bytes += $0 }
        }
        return bytes + model.artefact.stored
    }
}

extension ReusableFit {
    /// What `stored` wrote: what the fit was made for, and the model as data.
    package static func parts(
        of stored: [UInt8]
    ) throws(UnreadableArtefact) -> (scope: ForecastScope, artefact: Artefact) {
        var rest = stored[...]
        func word(_ size: Int) throws(UnreadableArtefact) -> UInt64 {
            guard rest.count >= size else { throw UnreadableArtefact("it ends in its head") }
            defer { rest = rest.dropFirst(size) }
            return rest.prefix(size).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        let (gap, horizon, count) = (Int(try word(4)), Int(try word(4)), Int(try word(4)))
        guard horizon > 0, count <= rest.count / 8 else { throw UnreadableArtefact("it has no scope") }
        var levels: [QuantileLevel] = []
        for _ in 0..<count {
            guard let level = QuantileLevel(Double(bitPattern: try word(8))) else {
                throw UnreadableArtefact("one of its levels is no probability")
            }
            levels.append(level)
        }
        guard let artefact = Artefact(stored: Array(rest)) else {
            throw UnreadableArtefact("it ends before its model")
        }
        return (ForecastScope(gap: gap, horizon: horizon, levels: levels), artefact)
    }
}

extension GlobalModel {
    /// The fit that `ReusableFit.stored` wrote, of a model with this very definition.
    /// - Throws: `UnreadableArtefact`, or what the kind throws, for anything else.
    package func restoreFit(_ stored: [UInt8]) throws -> ReusableFit {
        let (scope, artefact) = try ReusableFit.parts(of: stored)
        return ReusableFit(try restore(artefact, levels: scope.levels), for: scope)
    }
}

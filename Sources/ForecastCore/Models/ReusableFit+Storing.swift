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

extension GlobalModel {
    /// The fit that `ReusableFit.stored` wrote, of a model with this very definition.
    /// - Throws: `UnreadableArtefact`, or what the kind throws, for anything else.
    package func restoreFit(_ stored: [UInt8]) throws -> ReusableFit {
        var rest = stored[...]
        func word(_ size: Int) throws(UnreadableArtefact) -> UInt64 {
            guard rest.count >= size else { throw UnreadableArtefact("it ends in its head") }
            defer { rest = rest.dropFirst(size) }
            return rest.prefix(size).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        let (gap, horizon, count) = (Int(try word(4)), Int(try word(4)), Int(try word(4)))
        guard horizon > 0, count <= rest.count / 8 else { throw UnreadableArtefact("it has no scope") }
        let levels = try (0..<count).map { _ in
            guard let level = QuantileLevel(Double(bitPattern: try word(8))) else {
                throw UnreadableArtefact("one of its levels is no probability")
            }
            return level
        }
        guard let artefact = Artefact(stored: Array(rest)) else {
            throw UnreadableArtefact("it ends before its model")
        }
        return ReusableFit(
            try restore(artefact, levels: levels),
            for: ForecastScope(gap: gap, horizon: horizon, levels: levels))
    }
}

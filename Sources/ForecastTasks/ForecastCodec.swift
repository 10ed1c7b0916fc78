internal import ForecastCore

/// The stored form of one series' forecast.
///
/// Layout, little-endian: fallback reason (1 byte, 0 for none), negative and crossed values that were
/// repaired (4 bytes each), parameter count (2 bytes), parameters and values (8 bytes each).
enum ForecastCodec {
    /// Bytes before the parameters.
    private static let header = 11

    static func append(_ forecast: SeriesForecast, to bytes: inout [UInt8]) {
        bytes.append(forecast.outcome.fallback?.reason.rawValue ?? 0)
        append(UInt32(clamping: forecast.outcome.repairs.negative), to: &bytes)
        append(UInt32(clamping: forecast.outcome.repairs.crossed), to: &bytes)
        append(UInt16(clamping: forecast.outcome.parameters.count), to: &bytes)
        for value in forecast.outcome.parameters { append(value.bitPattern, to: &bytes) }
        for value in forecast.values { append(value.bitPattern, to: &bytes) }
    }

    /// Nil when `bytes` is not a forecast of `valueCount` values: the caller computes it anew.
    static func decode(_ bytes: ArraySlice<UInt8>, valueCount: Int) -> SeriesForecast? {
        bytes.withUnsafeBytes { raw -> SeriesForecast? in
            guard raw.count >= header else { return nil }
            let repairs = RepairCount(
                negative: Int(raw.loadUnaligned(fromByteOffset: 1, as: UInt32.self)),
                crossed: Int(raw.loadUnaligned(fromByteOffset: 5, as: UInt32.self)))
            let parameterCount = Int(raw.loadUnaligned(fromByteOffset: 9, as: UInt16.self))
            guard raw.count == header + 8 * (parameterCount + valueCount) else { return nil }
            let numbers = (0..<parameterCount + valueCount).map {
                Double(bitPattern: raw.loadUnaligned(fromByteOffset: header + 8 * $0, as: UInt64.self))
            }
            let reason = Fallback.Reason(rawValue: raw[0])
            guard raw[0] == 0 || reason != nil else { return nil }
            return SeriesForecast(
                values: Array(numbers[parameterCount...]),
                outcome: SeriesOutcome(
                    parameters: Array(numbers[..<parameterCount]), fallback: reason.map { Fallback($0) },
                    repairs: repairs))
        }
    }

    /// The forecasts of a whole chunk; nil when `bytes` is anything else.
    static func decode(_ bytes: [UInt8], count: Int, valueCount: Int) -> [SeriesForecast]? {
        var rest = bytes[...]
        var forecasts: [SeriesForecast] = []
        forecasts.reserveCapacity(count)
        for _ in 0..<count {
            guard rest.count >= header else { return nil }
            let parameters = Int(rest[rest.startIndex + 9]) | Int(rest[rest.startIndex + 10]) << 8
            let size = header + 8 * (parameters + valueCount)
            guard let forecast = decode(rest.prefix(size), valueCount: valueCount) else { return nil }
            forecasts.append(forecast)
            rest = rest.dropFirst(size)
        }
        return rest.isEmpty ? forecasts : nil
    }

    private static func append<Word: FixedWidthInteger>(_ word: Word, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

internal import ForecastCore

/// The stored form of one series' forecast.
///
/// Layout, little-endian: fallback reason (1 byte, 0 for none), repairs (4 bytes), parameter count
/// (2 bytes), parameters and values (8 bytes each).
enum ForecastCodec {
    static func append(_ forecast: SeriesForecast, to bytes: inout [UInt8]) {
        bytes.append(forecast.outcome.fallback?.reason.rawValue ?? 0)
        append(UInt32(clamping: forecast.outcome.repairs), to: &bytes)
        append(UInt16(clamping: forecast.outcome.parameters.count), to: &bytes)
        for value in forecast.outcome.parameters { append(value.bitPattern, to: &bytes) }
        for value in forecast.values { append(value.bitPattern, to: &bytes) }
    }

    /// Nil when `bytes` is not a forecast of `valueCount` values: the caller computes it anew.
    static func decode(_ bytes: ArraySlice<UInt8>, valueCount: Int) -> SeriesForecast? {
        bytes.withUnsafeBytes { raw -> SeriesForecast? in
            guard raw.count >= 7 else { return nil }
            let repairs = Int(raw.loadUnaligned(fromByteOffset: 1, as: UInt32.self))
            let parameterCount = Int(raw.loadUnaligned(fromByteOffset: 5, as: UInt16.self))
            guard raw.count == 7 + 8 * (parameterCount + valueCount) else { return nil }
            let numbers = (0..<parameterCount + valueCount).map {
                Double(bitPattern: raw.loadUnaligned(fromByteOffset: 7 + 8 * $0, as: UInt64.self))
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
            guard rest.count >= 7 else { return nil }
            let parameters = Int(rest[rest.startIndex + 5]) | Int(rest[rest.startIndex + 6]) << 8
            guard
                let forecast = decode(rest.prefix(7 + 8 * (parameters + valueCount)), valueCount: valueCount)
            else { return nil }
            forecasts.append(forecast)
            rest = rest.dropFirst(7 + 8 * (parameters + valueCount))
        }
        return rest.isEmpty ? forecasts : nil
    }

    private static func append<Word: FixedWidthInteger>(_ word: Word, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

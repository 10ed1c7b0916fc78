internal import ForecastCore

/// The stored form of one series' forecast.
///
/// Layout, little-endian: fallback reason (1 byte, 0 for none), negative and crossed values that were
/// repaired (4 bytes each), parameter count (2 bytes), parameters and values (8 bytes each).
enum ForecastCodec {
    static func append(_ forecast: SeriesForecast, to writer: inout LittleEndianWriter) {
        writer.append(forecast.outcome.fallback?.reason.rawValue ?? 0)
        writer.append(UInt32(clamping: forecast.outcome.repairs.negative))
        writer.append(UInt32(clamping: forecast.outcome.repairs.crossed))
        writer.append(UInt16(clamping: forecast.outcome.parameters.count))
        writer.append(forecast.outcome.parameters)
        writer.append(forecast.values)
    }

    /// Nil when `bytes` is not a forecast of `valueCount` values: the caller computes it anew.
    static func decode(_ bytes: ArraySlice<UInt8>, valueCount: Int) -> SeriesForecast? {
        decode(bytes, count: 1, valueCount: valueCount)?[0]
    }

    /// The forecasts of a whole chunk; nil when `bytes` is anything else.
    static func decode(_ bytes: ArraySlice<UInt8>, count: Int, valueCount: Int) -> [SeriesForecast]? {
        var reader = LittleEndianReader(bytes)
        var forecasts: [SeriesForecast] = []
        forecasts.reserveCapacity(count)
        do throws(UnreadableArtefact) {
            for _ in 0..<count {
                guard let forecast = try forecast(&reader, valueCount: valueCount) else { return nil }
                forecasts.append(forecast)
            }
        } catch {
            return nil
        }
        return reader.isAtEnd ? forecasts : nil
    }

    /// Nil for a fallback that there is not.
    private static func forecast(
        _ reader: inout LittleEndianReader, valueCount: Int
    ) throws(UnreadableArtefact) -> SeriesForecast? {
        let head = try reader.word(UInt8.self)
        let reason = Fallback.Reason(rawValue: head)
        guard head == 0 || reason != nil else { return nil }
        let repairs = RepairCount(
            negative: Int(try reader.word(UInt32.self)), crossed: Int(try reader.word(UInt32.self)))
        let parameters = try reader.numbers(try reader.count(ofAtLeast: 8, in: UInt16.self))
        return SeriesForecast(
            values: try reader.numbers(valueCount),
            outcome: SeriesOutcome(
                parameters: parameters, fallback: reason.map { Fallback($0) }, repairs: repairs))
    }
}

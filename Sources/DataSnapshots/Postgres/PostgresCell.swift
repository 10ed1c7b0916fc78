internal import ForecastCore

/// What the binary form of COPY says in a cell, for the types of which it is the very value that the text has.
///
/// **Source** `float8send`, `int8send`, `date_send`, `numeric_send` of PostgreSQL.
struct PostgresCell {
    /// How the bytes of a cell are read.
    enum Form {
        case truth, integer, float, decimal, text, date
    }

    /// The forms by the numbers of types in `pg_type`. Not there: `float4`, whose shortest text is another number than its
    /// bits, times with a time of day, and what users have defined.
    static let forms: [UInt32: Form] = [
        16: .truth, 20: .integer, 21: .integer, 23: .integer, 701: .float, 1700: .decimal,
        25: .text, 1042: .text, 1043: .text, 1082: .date,
    ]

    private let start: UnsafeRawPointer?
    private let count: Int

    /// - Parameter bytes: nil for NULL.
    init(_ bytes: UnsafeRawBufferPointer?) {
        start = bytes?.baseAddress
        count = bytes?.count ?? -1
    }

    var isNull: Bool { count < 0 }

    /// None of NULL.
    var text: Bytes { Bytes(start: start?.assumingMemoryBound(to: UInt8.self), count: max(0, count)) }

    /// Nil for bytes that are no such number.
    var integer: Int64? {
        switch count {
        case 2: Int64(load(Int16.self, at: 0))
        case 4: Int64(load(Int32.self, at: 0))
        case 8: load(Int64.self, at: 0)
        default: nil
        }
    }

    /// Nil for what is no finite number.
    var float: Double? {
        guard count == 8 else { return nil }
        let value = Double(bitPattern: load(UInt64.self, at: 0))
        // Minus zero would be other bytes for the same number.
        return value.isFinite ? (value == 0 ? 0 : value) : nil
    }

    /// The day as days since 1970; nil for one that a text in ISO form does not have four digits of the year of, and for infinity.
    var day: Int? {
        guard count == 4 else { return nil }
        // PostgreSQL counts from 2000-01-01.
        let day = Int(load(Int32.self, at: 0)) + 10_957
        return (Self.firstDay...Self.lastDay).contains(day) ? day : nil
    }

    /// 1000-01-01 and 9999-12-31.
    private static let (firstDay, lastDay) = (-354_285, 2_932_896)

    /// The number that `numeric` is, correctly rounded; nil for what is no finite number.
    ///
    /// **Numerics** Digits to the base of 10,000, the first one worth 10,000 to the power of `weight`. Up to four of them are a
    /// whole number below 2^53 or nearly: where that is exact and the power of ten is as well, one multiplication or division rounds
    /// once. All else goes the way of text.
    var decimal: Double? {
        guard count >= 8 else { return nil }
        let (digits, weight) = (Int(load(Int16.self, at: 0)), Int(load(Int16.self, at: 2)))
        let sign = load(UInt16.self, at: 4)
        guard digits >= 0, count == 8 + 2 * digits, sign == 0 || sign == 0x4000 else { return nil }
        var whole: UInt64 = 0
        for index in 0..<min(digits, 4) {
            whole = whole * 10_000 + UInt64(load(UInt16.self, at: 8 + 2 * index))
        }
        let exponent = 4 * (weight - digits + 1)
        guard digits <= 4, whole <= 1 << 53, let power = Self.power(exponent.magnitude) else {
            return longDecimal(digits, exponent, isNegative: sign != 0)
        }
        let magnitude = exponent < 0 ? Double(whole) / power : Double(whole) * power
        return sign == 0 || magnitude == 0 ? magnitude : -magnitude
    }

    /// An exact power of ten; nil for one that no double is.
    private static func power(_ exponent: UInt) -> Double? {
        switch exponent {
        case 0: 1
        case 4: 1e4
        case 8: 1e8
        case 12: 1e12
        case 16: 1e16
        case 20: 1e20
        default: nil
        }
    }

    private func longDecimal(_ digits: Int, _ exponent: Int, isNegative: Bool) -> Double? {
        var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        text.append(.zero)
        for index in 0..<digits {
            let digit = load(UInt16.self, at: 8 + 2 * index)
            guard digit < 10_000 else { return nil }
            for power: UInt16 in [1_000, 100, 10, 1] { text.append(.zero + UInt8(digit / power % 10)) }
        }
        text += Array("e\(exponent)".utf8)
        guard case .value(let value) = text.withUnsafeBufferPointer(DecimalParser.parse) else { return nil }
        return value
    }

    @inline(__always)
    private func load<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type, at offset: Int) -> Number {
        guard let start else { return 0 }
        return Number(bigEndian: start.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
}

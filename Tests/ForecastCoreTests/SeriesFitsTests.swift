import ForecastCore
import Testing

@Suite("fits of series as a file") struct SeriesFitsTests {
    private static let fits = SeriesFits([
        "SKU-2": FittedParameters([0.1, -0.0, .infinity]), "Äpfel 1": FittedParameters([]),
        "a": FittedParameters([.leastNonzeroMagnitude, 1e308]),
    ])

    @Test("come back bit for bit, in the order of the ids whatever the order they were given in")
    func roundTrip() throws {
        let again = try SeriesFits(stored: Self.fits.stored)
        #expect(again == Self.fits)
        #expect(again.parameters["SKU-2"]?.values[1].sign == .minus)
        #expect(try SeriesFits(stored: SeriesFits([:]).stored).parameters.isEmpty)
        let shuffled = SeriesFits(Dictionary(uniqueKeysWithValues: Self.fits.parameters.shuffled()))
        #expect(shuffled.stored == Self.fits.stored)
        // The head, a count, and the first series by hand.
        #expect(Array(Self.fits.stored.prefix(12)) == Array("FCSTFIT1".utf8) + [3, 0, 0, 0])
        #expect(Array(Self.fits.stored[12..<21]) == [5, 0, 0, 0] + Array("SKU-2".utf8))
    }

    @Test("that are cut off, longer or damaged are refused, and never trap")
    func damage() {
        let sound = Self.fits.stored
        for end in 0..<sound.count {
            #expect(throws: UnreadableArtefact.self) { try SeriesFits(stored: Array(sound[..<end])) }
        }
        #expect(throws: UnreadableArtefact.self) { try SeriesFits(stored: sound + [0]) }
        for place in sound.indices {
            var bytes = sound
            bytes[place] ^= 0xff
            // It is read as something else or refused; counts that promise more than is there are refused.
            _ = try? SeriesFits(stored: bytes)
        }
        var twice = SeriesFits(["a": FittedParameters([1])]).stored
        twice[8] = 2
        twice += Array(twice[12...])
        #expect(throws: UnreadableArtefact.self) { try SeriesFits(stored: twice) }
    }
}

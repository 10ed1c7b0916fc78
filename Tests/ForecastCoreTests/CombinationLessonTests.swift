import ForecastCore
import Testing

@Suite("What a combination learned, as a file") struct CombinationLessonTests {
    private static let mixture = CombinationLesson(
        members: ["ses", "Äpfel"], weights: [0.1, 0.9], choices: nil)
    private static let choice = CombinationLesson(
        members: ["ses", "theta"], weights: [1.0 / 3, 2.0 / 3], choices: ["b": 1, "a": 0, "SKU 7": 1])

    @Test("comes back bit for bit, in the order of the ids")
    func roundTrip() throws {
        for lesson in [Self.mixture, Self.choice] {
            #expect(try CombinationLesson(stored: lesson.stored) == lesson)
        }
        // The head, two members, and the first one by hand.
        #expect(Array(Self.mixture.stored.prefix(12)) == Array("FCSTSHR1".utf8) + [2, 0, 0, 0])
        #expect(Array(Self.mixture.stored[12..<19]) == [3, 0, 0, 0] + Array("ses".utf8))
        let ids = Self.choice.stored.suffix(4 + 9 + 9 + 13)
        #expect(Array(ids.prefix(9)) == [3, 0, 0, 0, 5, 0, 0, 0, UInt8(ascii: "S")])
    }

    @Test("gives a series that was not there to the member with most weight, the first of several")
    func usual() {
        #expect(Self.mixture.usual == 1 && Self.choice.usual == 1)
        #expect(CombinationLesson(members: ["a", "b"], weights: [0.5, 0.5], choices: nil).usual == 0)
    }

    @Test("that is cut off, longer or damaged is refused, and never traps")
    func damage() {
        for sound in [Self.mixture.stored, Self.choice.stored] {
            for end in 0..<sound.count {
                #expect(throws: UnreadableArtefact.self) {
                    try CombinationLesson(stored: Array(sound[..<end]))
                }
            }
            #expect(throws: UnreadableArtefact.self) { try CombinationLesson(stored: sound + [0]) }
            for place in sound.indices {
                for flip: UInt8 in [1, 0x80, 0xFF] {
                    var damaged = sound
                    damaged[place] ^= flip
                    _ = try? CombinationLesson(stored: damaged)
                }
            }
        }
        // A weight that is no share, and a member that is not there.
        let heavy = CombinationLesson(members: ["a", "b"], weights: [0.9, 0.9], choices: nil)
        let absent = CombinationLesson(members: ["a"], weights: [1], choices: ["x": 3])
        for lesson in [heavy, absent] {
            #expect(throws: UnreadableArtefact.self) { try CombinationLesson(stored: lesson.stored) }
        }
    }
}

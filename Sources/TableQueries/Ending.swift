/// How a process ended.
enum Ending: Equatable {
    case exit(Int32)
    case signal(Int32)

    init(_ status: Int32) { self = status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F) }
}

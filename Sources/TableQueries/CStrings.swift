internal import Glibc

/// A list of C strings that ends with a null pointer.
final class CStrings {
    private let buffer: UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>

    init(_ texts: [String]) {
        buffer = .allocate(capacity: texts.count + 1)
        _ = buffer.initialize(from: texts.map { strdup($0) } + [nil])
    }

    var pointers: UnsafePointer<UnsafeMutablePointer<CChar>?> {
        guard let address = buffer.baseAddress else { preconditionFailure("a list has an end") }
        return UnsafePointer(address)
    }

    deinit {
        for text in buffer { free(text) }
        buffer.deallocate()
    }
}

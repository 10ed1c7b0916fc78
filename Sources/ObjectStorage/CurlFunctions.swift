internal import CLibCurl
internal import Glibc

/// The functions of libcurl, opened once and never closed: entries that may be called from any thread, with one thread per
/// transfer at a time.
struct CurlFunctions: @unchecked Sendable {
    let makeTransfer: curl_easy_init_t
    let endTransfer: curl_easy_cleanup_t
    let reset: curl_easy_reset_t
    let perform: curl_easy_perform_t
    let words: curl_easy_strerror_t
    let appended: curl_slist_append_t
    let freeList: curl_slist_free_all_t
    /// Of any number of arguments: called by way of the header.
    let setOption: UnsafeMutableRawPointer
    let getInformation: UnsafeMutableRawPointer

    /// The name that libcurl has had since 2006. Debian's own for OpenSSL; that for GnuTLS has another.
    static let libraryName = "libcurl.so.4"

    private static let opened: Result<CurlFunctions, S3Error> = .init {
        () throws(S3Error) in try CurlFunctions(opening: libraryName)
    }

    /// - Throws: `S3Error` of kind `library`.
    static func open() throws(S3Error) -> CurlFunctions { try opened.get() }

    /// - Throws: `S3Error` of kind `library`.
    init(opening name: String) throws(S3Error) {
        guard let library = dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
            throw S3Error(
                .library, "", "the library \(name), by which S3 is asked, is not there",
                fix: "install it (Debian and Ubuntu: apt-get install libcurl4)")
        }
        func address(_ name: String) throws(S3Error) -> UnsafeMutableRawPointer {
            guard let address = dlsym(library, name) else {
                throw S3Error(
                    .library, "", "libcurl is too old: it has no function \(name)",
                    fix: "install libcurl 7.68 or newer")
            }
            return address
        }
        // The caller names a C function and gets it as the type that the header declares for it.
        func function<Function>(_ name: String) throws(S3Error) -> Function {
            unsafeBitCast(try address(name), to: Function.self)
        }
        let start: curl_global_init_t = try function("curl_global_init")
        makeTransfer = try function("curl_easy_init")
        endTransfer = try function("curl_easy_cleanup")
        reset = try function("curl_easy_reset")
        perform = try function("curl_easy_perform")
        words = try function("curl_easy_strerror")
        appended = try function("curl_slist_append")
        freeList = try function("curl_slist_free_all")
        setOption = try address("curl_easy_setopt")
        getInformation = try address("curl_easy_getinfo")
        guard start(Int(libcurl_global_default)) == libcurl_ok else {
            throw S3Error(.library, "", "libcurl does not start", fix: nil)
        }
    }
}

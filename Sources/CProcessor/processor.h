#ifndef FORECAST_PROCESSOR_H
#define FORECAST_PROCESSOR_H

// What the running processor and its operating system offer, asked with CPUID: Swift has no intrinsic for it.
// The bits are those of the Intel manual, volume 2A, CPUID; the set is x86-64-v3 of the x86-64 psABI.

#if defined(__x86_64__)

static inline void processor_cpuid(unsigned leaf, unsigned subleaf, unsigned registers[4]) {
    __asm__ volatile("cpuid"
                     : "=a"(registers[0]), "=b"(registers[1]), "=c"(registers[2]), "=d"(registers[3])
                     : "a"(leaf), "c"(subleaf));
}

// Whether the operating system keeps the AVX registers of a thread. Only where OSXSAVE is there.
static inline int processor_keeps_ymm(void) {
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (low & 6) == 6;
}

// One bit per instruction set that is missing, in the order of Processor.instructionSets; 0 on x86-64-v3.
static inline unsigned processor_missing_v3(void) {
    unsigned first[4], seventh[4] = {0, 0, 0, 0}, extended[4] = {0, 0, 0, 0}, limit[4];
    processor_cpuid(1, 0, first);
    processor_cpuid(0, 0, limit);
    if (limit[0] >= 7) processor_cpuid(7, 0, seventh);
    processor_cpuid(0x80000000u, 0, limit);
    if (limit[0] >= 0x80000001u) processor_cpuid(0x80000001u, 0, extended);
    const unsigned c = first[2], b = seventh[1], e = extended[2];
    const int keeps_ymm = (c >> 27 & 1) && processor_keeps_ymm();
    const int has[16] = {
        c >> 0 & 1,  c >> 9 & 1,  c >> 19 & 1, c >> 20 & 1, c >> 23 & 1, c >> 13 & 1, e >> 0 & 1, keeps_ymm,
        c >> 28 & 1, b >> 5 & 1,  c >> 12 & 1, b >> 3 & 1,  b >> 8 & 1,  c >> 29 & 1, e >> 5 & 1, c >> 22 & 1,
    };
    unsigned missing = 0;
    for (int i = 0; i < 16; i++)
        if (!has[i]) missing |= 1u << i;
    return missing;
}

#else

static inline unsigned processor_missing_v3(void) { return 0; }

#endif

#endif

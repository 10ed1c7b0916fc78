#!/usr/bin/env python3
"""Golden values of elementary functions from 60-digit arithmetic, to twice the width of a double.

    python3 Tests/GoldenSources/portable_math.py > Tests/Golden/NumericKernels/portable_math.txt

One line per point: function, argument(s), value, rest; doubles as 16 hex digits of their bits. The value is that of
the exact function at the exact double argument, rounded to the nearest double; the rest is what rounding took away,
so that an error can be measured in fractions of an ulp.
"""
import datetime, math, random, struct
import mpmath
from mpmath import mp, mpf

mp.dps = 60
rng = random.Random(20261122)


def bits(x):
    return struct.pack(">d", x).hex()


def emit(name, value, *args):
    v = float(value)  # mpmath rounds to nearest
    if v == 0.0 or math.isinf(v) or abs(v) < 2.3e-308:
        return  # zeros, overflow and subnormal results are tested by hand
    print(name, *[bits(a) for a in args], bits(v), bits(float(value - mpf(v))))


def uniform(lo, hi, n):
    return [rng.uniform(lo, hi) for _ in range(n)]


def spread(lo, hi, n):
    """Log-uniform magnitudes."""
    return [math.exp(rng.uniform(math.log(lo), math.log(hi))) for _ in range(n)]


def near(points, n):
    out = []
    for p in points:
        x = p
        for _ in range(n):
            out.append(x)
            x = math.nextafter(x, math.inf)
    return out


def signed(xs):
    return [x if rng.random() < 0.5 else -x for x in xs]


print(f"# mpmath {mpmath.__version__}, 60 digits, {datetime.date.today()}, Tests/GoldenSources/portable_math.py")
for x in uniform(-745, 709, 300) + uniform(-1, 1, 300) + signed(spread(1e-12, 1, 100)):
    emit("exp", mpmath.exp(mpf(x)), x)
for x in uniform(-40, 709, 200) + uniform(-2, 2, 400) + signed(spread(1e-18, 1, 200)):
    emit("expm1", mpmath.expm1(mpf(x)), x)
for x in spread(1e-300, 1e300, 300) + uniform(0.5, 2, 400) + [5e-324, 1e-310] + near([math.sqrt(0.5), math.sqrt(2)], 5):
    emit("log", mpmath.log(mpf(x)), x)
for x in uniform(-0.999, 3, 400) + signed(spread(1e-18, 0.9, 200)) + spread(1, 1e300, 100):
    emit("log1p", mpmath.log1p(mpf(x)), x)
for _ in range(500):
    x = math.exp(rng.uniform(-20, 20)); y = rng.uniform(-30, 30)
    emit("pow", mpmath.power(mpf(x), mpf(y)), x, y)
for _ in range(300):
    x = rng.uniform(0.5, 2); y = rng.uniform(-1000, 1000)
    emit("pow", mpmath.power(mpf(x), mpf(y)), x, y)
for x in [1e-310, 3e-320]:
    emit("pow", mpmath.power(mpf(x), mpf(0.3)), x, 0.3)
multiples = near([k * math.pi / 2 for k in (1, 2, 3, 5, 100, 1001, 65537, 600000)], 4)
angles = uniform(-10, 10, 400) + uniform(-1e6, 1e6, 200) + signed(spread(2**20, 1e300, 200)) + multiples
angles += [6381956970095103.0 * 2.0**797]  # nearest double to a multiple of pi/2
mp.dps = 700
for x in angles + signed(spread(1e-12, 1, 50)):
    emit("sin", mpmath.sin(mpf(x)), x)
    emit("cos", mpmath.cos(mpf(x)), x)
mp.dps = 60
for x in uniform(-3, 3, 300) + uniform(-25, 25, 100) + signed(spread(1e-12, 1, 100)):
    emit("tanh", mpmath.tanh(mpf(x)), x)
for x in uniform(-6, 6, 400) + signed(spread(1e-12, 1, 100)):
    emit("erf", mpmath.erf(mpf(x)), x)
for x in uniform(-6, 6, 300) + uniform(5, 26.5, 150):
    emit("erfc", mpmath.erfc(mpf(x)), x)
for x in uniform(0.01, 50, 300) + spread(1e-8, 1e15, 200):
    emit("lgamma", mpmath.loggamma(mpf(x)), x)
for p in uniform(1e-6, 1 - 1e-6, 400) + spread(1e-300, 0.4, 200):
    emit("quantile", mpmath.sqrt(2) * mpmath.erfinv(2 * mpf(p) - 1) if p > 1e-12 else
         mpmath.findroot(lambda z: mpmath.log(mpmath.erfc(-z / mpmath.sqrt(2)) / 2) - mpmath.log(mpf(p)),
                         -mpmath.sqrt(-2 * mpmath.log(mpf(p)))), p)
for z in uniform(-8, 8, 300):
    emit("cdf", mpmath.erfc(-mpf(z) / mpmath.sqrt(2)) / 2, z)

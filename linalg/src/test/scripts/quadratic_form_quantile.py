"""Reference numbers of QuadraticFormQuantileTest: the c with P(|W - 1| > c W q) = miss for the mean W of n squares of
standard normal numbers and its relative standard error q, averaged over many draws of q. Needs NumPy and SciPy."""
import numpy
from scipy.optimize import brentq
from scipy.stats import chi2


def relative_errors(n, count, generator):
    parts = []
    while count > 0:
        rows = min(count, max(1, 2_000_000 // n))
        squares = generator.standard_normal((rows, n)) ** 2
        relative = squares / squares.mean(1, keepdims=True) - 1
        parts.append(numpy.sqrt((relative**2).mean(1) / (n - 1)))
        count -= rows
    return numpy.concatenate(parts)


def missed(c, q, n):
    reach = c * q
    above = numpy.where(reach < 1, chi2.sf(n / numpy.maximum(1 - reach, 1e-300), n), 0)
    return (chi2.cdf(n / (1 + reach), n) + above).mean()


for n in (3, 5, 8, 12, 20, 50, 100, 400):
    q = relative_errors(n, 400_000 if n <= 100 else 60_000, numpy.random.default_rng(1))
    print(n, *("%g: %.4g" % (miss, brentq(lambda c: missed(c, q, n) - miss, 0.1, 1e9)) for miss in (0.05, 0.01, 1e-3, 1e-4)))

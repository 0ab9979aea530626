"""Makes series.json: 200 seeded series and what numpy, scipy and the papers say of them.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1 ruptures==1.1.10
    venv/bin/python make.py > series.json

Statistics, moving means and rank tests are those of the libraries. Changes are found by the method
that src/change.rs describes, written here once more from that description and the paper
(Kovács, Bühlmann, Li, Munk: Seeded binary segmentation, Biometrika 110, 2023), by other means where
there are some: whole least squares in place of sums, the library's normal distribution. The splits
are also held against the exact optimum of ruptures for as many changes.
"""

import json
import math
import sys

import numpy as np
import ruptures
from scipy import stats

SERIES = 200
RATE = 0.01
LEAST_DAYS, LEAST, AROUND = 21, 5, 4


def deviation(values):
    """The robust standard deviation of values around 0."""
    return 1.4826 * np.median(np.abs(values))


def noise_of(values):
    steps = np.diff(values)
    return deviation(steps - np.median(steps)) / math.sqrt(2)


def medians(values):
    near = [values[max(i - AROUND, 0) : i + AROUND + 1] for i in range(len(values))]
    return np.array([np.median(one) for one in near])


def without_rhythm(numbers, values):
    level = np.array([values[np.abs(numbers - number) <= 3].mean() for number in numbers])
    for _ in range(4):
        distances = values - level
        of = [distances[numbers % 7 == weekday] for weekday in range(7)]
        centres = np.array([np.median(one) if len(one) else 0.0 for one in of])
        reach = 2 * deviation(distances - centres[numbers % 7])
        near = [np.clip(one - centre, -reach, reach) for one, centre in zip(of, centres)]
        adds = centres + [one.sum() / max(len(one), 1) for one in near]
        flat = values - (adds - adds.mean())[numbers % 7]
        level = medians(flat)
    return flat


def ready(flat, step):
    """The values taken in, the far days, the noise and the spread."""
    noise = max(noise_of(flat), step / 2)
    if noise == 0:
        return None
    level = medians(flat)
    distances = flat - level
    values = level + np.clip(distances, -3 * noise, 3 * noise)

    def over(lag):
        jumps = np.minimum(np.abs(values[lag:] - values[:-lag]), 3 * math.sqrt(2) * noise)
        return np.mean(jumps**2) / 2

    one = over(1)
    every = max(one, (over(3) + over(4) + over(5)) / 3)
    memory = min(max(over(2) / one - 1, 0), 0.8) if one > 0 else 0
    variance = every * (1 + memory) / (1 - memory)
    variance = max(variance, step**2 / 12) * len(flat) / (len(flat) - 10)
    return values, np.abs(distances) > 5 * noise, noise, math.sqrt(variance)


def seeds(days):
    """Definition 1 of the paper with the decay 1/√2, as far as two segments have room."""
    found, layer = [], 1
    while days * 2 ** (-(layer - 1) / 2) >= 2 * LEAST - 1e-9:
        length = days * 2 ** (-(layer - 1) / 2)
        count = 2 * math.ceil(2 ** ((layer - 1) / 2) - 1e-9) - 1
        shift = (days - length) / (count - 1) if count > 1 else 0.0
        for i in range(count):
            to = min(math.ceil(i * shift + length - 1e-9), days)
            found.append((math.floor(i * shift + 1e-9), to))
        layer += 1
    return found


class Search:
    def __init__(self, values, spread):
        self.sums = np.concatenate([[0.0], np.cumsum(values)])
        self.spread = spread
        self.seeds = seeds(len(values))
        self.looks = sum(to - start + 1 - 2 * LEAST for start, to in self.seeds)

    def score(self, a, b, c, d):
        """How far the means of a..b and c..d differ, in standard deviations."""
        few, many = b - a, d - c
        low = (self.sums[b] - self.sums[a]) / few
        high = (self.sums[d] - self.sums[c]) / many
        return abs(high - low) * math.sqrt(few * many / (few + many)) / self.spread

    def p_value(self, score):
        return min(self.looks * 2 * stats.norm.sf(score), 1.0)

    def best(self, start, to):
        tries = [(self.score(start, k, k, to), k) for k in range(start + LEAST, to - LEAST + 1)]
        return max(tries, key=lambda one: one[0], default=(0.0, 0))

    def splits(self):
        left = [(*self.best(*seed), seed) for seed in self.seeds]
        splits = []
        while left:
            score, split, _ = max(left, key=lambda one: one[0])
            if score == 0 or self.p_value(score) > RATE:
                break
            splits.append(split)
            left = [one for one in left if not one[2][0] < split < one[2][1]]
        splits.sort()
        while splits:
            edges = [0, *splits, len(self.sums) - 1]
            for _ in range(3):
                for i in range(1, len(edges) - 1):
                    score, split = self.best(edges[i - 1], edges[i + 1])
                    if score > 0:
                        edges[i] = split
            splits = edges[1:-1]
            three = zip(edges, splits, edges[2:])
            scores = [self.score(start, split, split, to) for start, split, to in three]
            weakest = int(np.argmin(scores))
            if self.p_value(scores[weakest]) <= RATE:
                break
            del splits[weakest]
        return splits


def unexplained(values, columns):
    """The sum of squares that least squares leave."""
    fit = np.linalg.lstsq(columns, values, rcond=None)[0]
    return float(np.sum((values - columns @ fit) ** 2))


def best_ramp(values, start, end):
    """The ramp with the least sum of squares: first and last day."""
    days, best = np.arange(len(values)), (math.inf, 0, 0)
    for first in range(max(LEAST, start - 60), start + 1):
        for last in range(max(end, first + 1), min(len(values) - LEAST, end + 60) + 1):
            share = np.clip((days - first + 1) / (last - first + 1), 0, 1)
            centred = share - share.mean()
            residual = values - values.mean()
            residual = residual - centred * (centred @ residual) / (centred @ centred)
            left = float(residual @ residual)
            if left < best[0] - 1e-9:
                best = (left, first, last)
    return best


def moves(values, spread, splits):
    found, next_one = [], 0
    while next_one < len(splits):
        start = found[-1][1] if found else 0
        edges = [start, *splits[next_one:], len(values)]
        means = [values[a:b].mean() for a, b in zip(edges, edges[1:])]
        signs = [b > a for a, b in zip(means, means[1:])]
        run = next((i for i, sign in enumerate(signs) if sign != signs[0]), len(signs))
        for count in range(run, 0, -1):
            mine = splits[next_one : next_one + count]
            to = (splits + [len(values)])[next_one + count]
            part, inner = values[start:to], [split - start for split in mine]
            steps = np.array([[float(sum(i >= s for s in inner) == k) for k in range(count + 1)] for i in range(len(part))])
            left, first, last = best_ramp(part, inner[0], inner[-1])
            price = spread**2 * math.log(len(part))
            dearer = 1.5 if count == 1 else 4 - (2 * count + 1)
            if unexplained(part, steps) - left > dearer * price:
                found.append((first + start, last + start))
                break
        else:
            count = 1
            found.append((splits[next_one], splits[next_one]))
        next_one += count
    return found


agreed = compared = 0


def changes(numbers, values):
    global agreed, compared
    flat = without_rhythm(numbers, values)
    steps = np.diff(np.unique(values))
    search_in = ready(flat, steps.min() if len(steps) else 0.0)
    if search_in is None:
        return [], [], 0.0
    values, far, noise, spread = search_in
    search = Search(values, spread)
    splits = search.splits()
    if splits:
        best = ruptures.KernelCPD(kernel="linear", min_size=LEAST).fit(values[:, None])
        compared += 1
        agreed += best.predict(n_bkps=len(splits))[:-1] == splits
    found = moves(values, spread, splits)
    told = []
    for i, (first, last) in enumerate(found):
        start = found[i - 1][1] if i else 0
        to = found[i + 1][0] if i + 1 < len(found) else len(values)

        def level(a, b):
            near = flat[a:b][~far[a:b]]
            return float(near.mean() if len(near) else flat[a:b].mean())

        score = search.score(start, first, last, to)
        days = [int(numbers[first]), int(numbers[last])]
        told.append([*days, level(start, first), level(last, to), score, search.p_value(score)])
    return told, [int(day) for day in numbers[far]], noise


def made(seed):
    """Values with noise of a kind, a rhythm of the week, changes, and days that lack."""
    chance = np.random.default_rng(seed)
    days = int(chance.integers(LEAST_DAYS + 5, 181))
    noise = [chance.normal(size=days), chance.standard_t(3, size=days)][seed % 2]
    if seed % 3 == 0:
        for day in range(1, days):
            noise[day] += 0.3 * noise[day - 1]
    week = chance.uniform(-4, 4, size=7) * (seed % 4 > 0)
    level = np.zeros(days)
    for _ in range(seed % 5 % 3):
        first = int(chance.integers(0, days))
        length = int(chance.choice([1, 1, 1, 8, 20]))
        height = chance.uniform(1.5, 8) * chance.choice([-1, 1])
        level += height * np.clip((np.arange(days) - first + 1) / length, 0, 1)
    scale, decimals = [(1, 2), (25, 0), (0.01, 4), (1, 0)][seed // 2 % 4]
    middle = chance.choice([100, 1000, 3]) * scale
    values = np.round(middle + scale * (noise + level + week[np.arange(days) % 7]), decimals)
    lacks = chance.random(days) < 0.1 * (seed % 2)
    return [None if lack else float(value) for value, lack in zip(values, lacks)]


def row(seed):
    values = made(seed)
    numbers = np.array([day for day, value in enumerate(values) if value is not None])
    known = np.array([value for value in values if value is not None])
    window = [3, 7, 14][seed % 3]
    moving = []
    for day in range(seed % 9, len(values), 9):
        days = values[day - window + 1 : day + 1] if day >= window - 1 else [None]
        moving.append([day, None if None in days else float(np.mean(days))])
    split = int(np.random.default_rng(seed + 1000).integers(6, len(known) - 6))
    before, after = known[max(split - 20, 0) : split], known[split : split + 15]
    test = stats.mannwhitneyu(after, before, method="asymptotic", use_continuity=True)
    pairs = np.sign(after[:, None] - before[None, :])
    told, far, noise = changes(numbers, known) if len(known) >= LEAST_DAYS else (None, [], 0)
    return {
        "values": [int(v) if v is not None and v == int(v) else v for v in values],
        "statistics": [float(f(known)) for f in (np.mean, np.median, np.min, np.max, noise_of)],
        "window": window,
        "moving": moving,
        "rank": [len(before), split, len(after), test.statistic, test.pvalue, float(pairs.mean())],
        "changes": told,
        "outliers": far,
        "noise": noise,
    }


rows = [json.dumps(row(seed), separators=(",", ":")) for seed in range(SERIES)]
made_with = f"numpy {np.__version__}, scipy {__import__('scipy').__version__}, ruptures {ruptures.__version__}"
print('{"made_with":' + json.dumps(f"make.py: {made_with}") + ',"series":[')
print(",\n".join(rows))
print("]}")
print(f"{agreed} of {compared} have the splits of ruptures' optimum", file=sys.stderr)
assert agreed >= 0.9 * compared

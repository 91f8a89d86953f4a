"""Cases of preprocessing: configurations in Hone's spelling, data to adapt to, data to transform.

Values are spread so that no two quantiles and no two counts are equal by accident only.
"""

import numpy as np

ENGLISH = [
    "The cat sat on the mat.", "The dog, the cat and the BIRD!", "Don't stop; can't stop...",
    "A well-known bird (seen 3 times) sat.", "tabs\tand\nlines   and  spaces", "the the the mat",
]
KOREAN = [
    "고양이가 매트 위에 앉았다.", "강아지와 고양이, 그리고 새!", "새가 3번 노래했다... 정말?",
    "고양이는 새를 좋아한다", "매트 위에 강아지가 앉았다", "영화가 GOOD! 정말 좋았다",
]
UNSEEN = [
    "The cow sat on the cat", "고양이가 바다에 앉았다", "", "!!! ...", "mat mat mat mat mat mat mat mat mat",
    "새 bird 새 BIRD",
]
TEXTS = ENGLISH + KOREAN + UNSEEN


def numbers(name, shape, scale=1.0, shift=0.0):
    import golden
    return golden.normal(golden.random(name), shape, scale) + np.float32(shift)


def ids(name, shape, low, high):
    import golden
    return golden.random(name).integers(low, high, shape)


TEXT = "TextVectorization"
VECTORIZATION = {
    "words": ({"outputSequenceLength": 8}, ENGLISH),
    "words-korean": ({"outputSequenceLength": 5}, KOREAN),
    "words-both": ({"outputSequenceLength": 6, "maxTokens": 12}, ENGLISH + KOREAN),
    "lower": ({"outputSequenceLength": 8, "standardize": "lower"}, ENGLISH + KOREAN),
    "strip": ({"outputSequenceLength": 8, "standardize": "stripPunctuation"}, ENGLISH + KOREAN),
    "raw": ({"outputSequenceLength": 8, "standardize": "none"}, ENGLISH + KOREAN),
    "whole": ({"outputSequenceLength": 1, "split": "none"}, ENGLISH + KOREAN),
    "characters": ({"outputSequenceLength": 30, "split": "character"}, ENGLISH + KOREAN),
    "characters-pairs": (
        {"outputSequenceLength": 20, "split": "character", "ngrams": [2]}, KOREAN),
    "pairs": ({"outputSequenceLength": 12, "ngrams": 2}, ENGLISH + KOREAN),
    "one-and-three": ({"outputSequenceLength": 12, "ngrams": [1, 3]}, ENGLISH + KOREAN),
    "multi-hot": ({"outputMode": "multiHot"}, ENGLISH + KOREAN),
    "count": ({"outputMode": "count", "maxTokens": 9}, ENGLISH + KOREAN),
    "count-padded": (
        {"outputMode": "count", "maxTokens": 60, "padToMaxTokens": True}, ENGLISH + KOREAN),
    "tf-idf": ({"outputMode": "tfIdf"}, ENGLISH + KOREAN),
    "tf-idf-padded": (
        {"outputMode": "tfIdf", "maxTokens": 60, "padToMaxTokens": True, "ngrams": 2}, KOREAN[:3]),
    "given": (
        {"outputSequenceLength": 6, "vocabulary": ["cat", "새", "mat", "고양이가"]}, None),
}

COLORS = ["red", "green", "blue", "green", "빨강", "green", "빨강", "", "blue", "green"]
ASKED = ["green", "blue", "red", "빨강", "black", "파랑", "", "[UNK]", "a much longer unknown color"]
STRINGS = {
    "one-unknown": ({}, COLORS),
    "mask": ({"maskToken": ""}, COLORS),
    "four-unknown": ({"numOovIndices": 4, "maskToken": ""}, COLORS),
    "limited": ({"maxTokens": 3}, COLORS),
    "one-hot": ({"outputMode": "oneHot", "numOovIndices": 2}, COLORS),
    "multi-hot": ({"outputMode": "multiHot", "maskToken": ""}, COLORS),
    "tf-idf": ({"outputMode": "tfIdf"}, COLORS),
    "given": ({"vocabulary": ["blue", "빨강", "red"]}, None),
}

NUMBERS = [[7, 7, 3], [12, 12, 3], [7, -5, 0], [12, 100000, 7], [0, 0, 40]]
NUMBERS_ASKED = [[7, 12, 3], [0, 0, 5], [-5, -7, -1], [100000, 99999, 40], [2, 7, 7]]
INTEGERS = {
    "one-unknown": ({}, NUMBERS),
    "mask": ({"maskToken": 0}, NUMBERS),
    "three-unknown": ({"numOovIndices": 3, "maskToken": 0}, NUMBERS),
    "three-hashed": ({"numOovIndices": 3, "oovMethod": "farmhash"}, NUMBERS),
    "limited": ({"maxTokens": 4}, NUMBERS),
    "one-hot": ({"outputMode": "oneHot"}, NUMBERS),
    "multi-hot": ({"outputMode": "multiHot", "maskToken": 0}, NUMBERS),
    "count": ({"outputMode": "count", "maxTokens": 10, "padToMaxTokens": True}, NUMBERS),
    "tf-idf": ({"outputMode": "tfIdf", "maskToken": 0}, NUMBERS),
}

# Lengths on both sides of FarmHash's formulas: 0, 3, 4, 7, 8, 16, 17, 32, 33, 64, 65, 128, 200 bytes.
LENGTHS = [0, 1, 3, 4, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 192, 200]
HASHED = ["A", "B", "빨강", "emoji 😀", "the quick brown fox"] + [
    "".join(chr(33 + (7 * i + n) % 90) for i in range(n)) for n in LENGTHS]
HASHING = {
    "three": ({"numBins": 3}, HASHED),
    "million": ({"numBins": 1000003}, HASHED),
    "mask": ({"numBins": 5, "maskValue": "A"}, HASHED),
    "salt": ({"numBins": 1000003, "salt": [133, 137]}, HASHED),
    "one-salt": ({"numBins": 7, "salt": 133}, HASHED),
    "one-hot": ({"numBins": 4, "outputMode": "oneHot"}, HASHED),
    "numbers": ({"numBins": 1000}, NUMBERS_ASKED),
    "numbers-mask": ({"numBins": 9, "maskValue": 7}, NUMBERS_ASKED),
    "numbers-count": ({"numBins": 4, "outputMode": "count"}, NUMBERS_ASKED),
}

ENCODING = {
    "one-hot": ({"numTokens": 6, "outputMode": "oneHot"}, [[0, 5, 2], [2, 2, 1]]),
    "one-hot-column": ({"numTokens": 6, "outputMode": "oneHot"}, [[0], [5], [2]]),
    "multi-hot": ({"numTokens": 6}, [[0, 5, 2], [2, 2, 1]]),
    "count": ({"numTokens": 6, "outputMode": "count"}, [[0, 5, 2], [2, 2, 1], [3, 3, 3]]),
}

# name: configuration, data to adapt to (None: nothing), data to transform.
NORMALIZATION = {
    "columns": ({}, numbers("columns", [40, 3], 5, 100), numbers("columns-x", [4, 3], 5, 100)),
    "all": ({"axis": []}, numbers("all", [40, 3], 5, -7), numbers("all-x", [4, 3], 5, -7)),
    "channels": ({}, numbers("channels", [9, 4, 5, 3]), numbers("channels-x", [2, 4, 5, 3])),
    "rows": ({"axis": [1]}, numbers("rows", [9, 4, 5]), numbers("rows-x", [2, 4, 5])),
    "rows-channels": (
        {"axis": [1, -1]}, numbers("two", [9, 4, 5, 3]), numbers("two-x", [2, 4, 5, 3])),
    "inverted": ({"invert": True}, numbers("inv", [40, 3], 9, 4), numbers("inv-x", [4, 3])),
    "constant": (
        {}, np.tile(np.float32([2, 5]), [6, 1]), np.float32([[2, 5], [3, 5.5], [1, 4]])),
    "given": ({"axis": [], "mean": [3.0], "variance": [2.0]}, None, numbers("given-x", [4, 3])),
}

DISCRETIZATION = {
    "given": ({"binBoundaries": [-1.0, 0.0, 0.5]}, None, [[-3, -1, -0.5], [0, 0.5, 9]]),
    "three": ({"numBins": 3}, numbers("three", [50]), numbers("three-x", [9])),
    "ten": ({"numBins": 10}, numbers("ten", [3000]), numbers("ten-x", [40])),
    "coarse": ({"numBins": 4, "epsilon": 0.1}, numbers("coarse", [777]), numbers("coarse-x", [30])),
    "few": ({"numBins": 6}, np.float32([1, 5, 2, 4]), np.float32([0, 1, 2, 3, 4, 5, 6])),
    "one-hot": (
        {"binBoundaries": [0.0, 1.0], "outputMode": "oneHot"}, None, [[-1, 0.5], [2, 1]]),
    "count": (
        {"binBoundaries": [0.0, 1.0], "outputMode": "count"}, None, [[-1, 0.5, 0.7], [2, 1, 3]]),
}

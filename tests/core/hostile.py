"""Expressions that somebody might write to take more than their share."""

TEN = "(1|2|3|4|5|6|7|8|9|10)"
THOUSAND = f"{TEN}.select({TEN}.select({TEN}.select(%s)))"


def doubled(start, times):
    return start + ".select($this & $this)" * times


def nested(opening, times, inner):
    return opening * times + inner + ")" * times


# Read and begun, but never finished.
TOO_MUCH = {
    "a text doubled": doubled("'xxxxxxxxxx'", 30),
    "a text replaced by more": "'aaaaaaaaaa'" + ".replace('a', 'aaaaaaaaaa')" * 20,
    "matches replaced by more": (
        "'aaaaaaaaaa'" + ".replaceMatches('a', '$0$0$0$0$0$0$0$0$0$0')" * 12
    ),
    "nothing replaced by something": (
        "'aaaaaaaaaa'" + ".replaceMatches('', 'aaaaaaaaaa')" * 12
    ),
    "select in select": TEN + nested(f".select({TEN}", 9, ""),
    "where in where": TEN + nested(f".where({TEN}", 9, ".exists()"),
    "unions of unions": f"{TEN}" + f".select({TEN} | {TEN})" * 6,
    "copies of everything": THOUSAND % "%resource" + ".distinct().count()",
    "all that is in copies": THOUSAND % "%resource" + ".descendants().count()",
    "items of copies": THOUSAND % "%resource.item" + ".item.answer.count()",
    "copies compared": f"{THOUSAND % '%resource.item'} = {THOUSAND % '%resource.item'}",
    "copies crossed": (
        f"({THOUSAND % '%resource.item'}).intersect({THOUSAND % '%resource.item'})"
    ),
    "extensions of copies": THOUSAND % "%resource.item.extension('urn:x')",
    "weights of copies": THOUSAND % "%resource.item.answer.value.ordinal()",
    "texts of copies": THOUSAND % "%resource.item.answer.value & 'x'",
    "repeat without end": "1.repeat($this + 1)",
    "repeat to both sides": "1.repeat(($this * 2) | ($this * 2 + 1))",
    "repeat longer texts": "'a'.repeat($this & 'a')",
    "squares of squares": (
        f"{THOUSAND % '1'}.aggregate(iif($total.empty(), 2, $total * $total))"
    ),
    "a text told on": (
        f"{THOUSAND % '1'}.aggregate(iif($total.empty(), 'ab', $total & $total))"
    ),
    "a large power": "10.power(100000)",
    "a huge power": "10.power(999999999)",
    "large factors": "*".join(["99999999999999999999"] * 20),
    "many places": "1.5.round(1000000)",
    "an exponential": "1000000.exp()",
    "digits": doubled("('1' & '1')", 15) + ".toInteger()",
    "signs of a text": doubled("'xxxxxxxxxx'", 12) + ".toChars().select($this & 'y')",
    "a text taken apart": doubled("'xxxxxxxxxx'", 12) + ".split('').join('xxxxxxxxx')",
    "years without end": "@2020-01-01 + 999999999999 years",
    "days out of the calendar": "@2020-01-01 + 9999999 days",
    "hours without end": "@T10:00 + 99999999999 hours",
    "many moments": THOUSAND % (TEN + ".select(@2020-01-01 + 1 day < today())"),
    "many times of day": THOUSAND % (TEN + ".select(@T10:00:00 < @T11:00:00)"),
    "a pattern unfolded": "'a'.matches('((a{100}){100}){100}')",
    "a pattern that looks back": "'aa'.matches('(a)\\\\1')",
    "a pattern that looks ahead": "'ab'.matches('a(?=b)')",
}

# Not even begun.
REFUSED = {
    "long": "1 + " * 5_000 + "1",
    "deep parentheses": "(" * 500 + "1" + ")" * 500,
    "deep places": "a[" * 500 + "1" + "]" * 500,
    "deep calls": nested("a.where(", 200, "1"),
    "deep choices": nested("iif(true, 1, ", 200, "1"),
    "many signs": "-" * 3_000 + "1",
    "signs in turns": "1" + "+-" * 1_000 + "1",
    "a very long sum": "+".join(["1"] * 1_900),
    "a very long union": "|".join(["1"] * 900),
    "a very long path": "item" + ".item" * 700,
    "braces": "{" * 500,
    "nothing": "   ",
    "no end": "item.where(",
    "more after the end": "1 1",
    "an address looked up": "'https://example.org/a'.resolve()",
    "a value set looked up": "item.answer.value.memberOf('https://example.org/b')",
    "a check elsewhere": "conformsTo('https://example.org/c')",
    "a page looked at": "htmlChecks()",
    "a function of the language": "__import__('os')",
    "an unknown function": "shell('true')",
}
# What looks hostile and is not: it ends, with this.
HARMLESS = {
    "a pattern that other engines hang on": (
        "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.matches('^(a+)+$')",
        [False],
    ),
    "repeat of the same": ("1.repeat($this)", [1]),
    "an attribute of the language": ("%resource.__class__.__mro__", []),
    "a place far out": ("item[99999999]", []),
    "a part far out": ("'abc'.substring(99999999999)", []),
}

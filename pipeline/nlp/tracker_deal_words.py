"""The words in which posts tell of infrastructure deals, and those that make one mere talk."""

from __future__ import annotations

import re

OBJECT = re.compile(
    r"\b(?:data ?-?cent(?:er|re)s?|gigawatts?|megawatts?|[GM]W|chips?|GPUs?|TPUs?|servers?|HBM|"
    r"compute (?:capacity|deal|contract|agreement)|computing (?:power|capacity)|"
    r"cloud (?:capacity|contract|deal|agreement)|power (?:plants?|purchase|supply)|nuclear|"
    r"reactors?|"
    r"fabs?|supercomputers?|AI (?:accelerators?|gear|factor(?:y|ies)))\b|算力|芯片|数据中心",
    re.IGNORECASE,
)

# These words alone are too weak to make a deal; with a sum or a quantity beside them they do.
WEAK_OBJECT = re.compile(r"\b(?:AI infrastructure|compute|capacity|campus(?:es)?)\b", re.IGNORECASE)

# What comes online, in a sentence that goes on about a deal.
CAPACITY = re.compile(
    r"\b(?:capacity|campus|facilit(?:y|ies)|sites?|clusters?|deployments?|data ?-?cent(?:er|re)s?|"
    r"gigawatts?|megawatts?|[GM]W|chips|GPUs|TPUs|construction|plants?|reactors?|"
    r"factor(?:y|ies))\b",
    re.IGNORECASE,
)

BUYS = (
    r"buy(?:s|ing)?|bought|purchas(?:e|es|ed|ing)|acquir(?:e|es|ed|ing)|leas(?:e|es|ed|ing)|"
    r"rent(?:s|ed|ing)?|order(?:s|ed)|procur(?:e|es|ed)|secur(?:es|ed|ing)|"
    r"secure (?=up to|\$|\d|\w+ (?:compute|capacity|chips|GPUs))"
)

SELLS = r"sell(?:s|ing)?|sold|suppl(?:y|ies|ied|ying)"

BUILDS = (
    r"build(?:s|ing)?|built|construct(?:s|ed|ing)?|break(?:s|ing)? ground|broke ground|open(?:s|ed|"
    r"ing)|"
    r"expand(?:s|ed|ing)?|deploy(?:s|ed|ing)?"
)

FUNDS = (
    r"invest(?:s|ed|ing)?|financ(?:e|es|ed|ing)|lend(?:s|ing)?|rais(?:e|es|ed|ing)|"
    r"spend(?:s|ing)?|commit(?:s|ted|ting)?|borrow(?:s|ed|ing)?|"
    r"investment (?:in|into)"
)

SIGNS = (
    r"(?:sign(?:s|ed|ing)?|str(?:ikes?|uck)|ink(?:s|ed)|reach(?:es|ed)?|announc(?:es|ed|ing)|"
    r"clos(?:es|ed)|"
    r"finaliz(?:es|ed))\b(?:\W+[\w$.+%-]+){0,8}?\W+(?:mega-)?"
    r"(?:deals?|agreements?|contracts?|partnership|leases?|pact|(?<!executive )order)|"
    r"forg(?:es?|ed|ing) (?:\W?[\w$.]+ ){0,4}(?:deal|partnership)|"
    r"partner(?:s|ed|ing)? (?:up )?with|team(?:s|ed|ing)? up with"
)

DEAL_VERBS = re.compile(
    rf"\b(?:(?P<signs>{SIGNS})|(?P<buys>{BUYS})|(?P<sells>{SELLS})|(?P<builds>{BUILDS})|"
    rf"(?P<funds>{FUNDS}))\b",
    re.IGNORECASE,
)

NOT_A_DEAL = re.compile(
    r"\b(?:upgraded|downgraded|overweight|price target|rating|reaffirm\w*|outlook|workshop|course|"
    r"webinar|"
    r"register|join us|session|learn how|guide|should|would|why|imagine|if|i think|hackathon|"
    r"reminder|"
    r"executive order|cumulatively|customers? can|developers? can|can now|"
    r"corporate deals|spent|stablecoin|crypto|forecast\w*|analysts?|bond issuance|bitcoin|"
    r"companies (?:including|like|such as)|so far|to date)\b|\$[\d.,]+\s?\w* raise\b",
    re.IGNORECASE,
)

NEGATED = re.compile(r"\b(?:not|never|no longer|without|refus\w+)\b|n['’]t\b", re.IGNORECASE)

RUMOUR = re.compile(
    r"\b(?:in talks|talks (?:to|with|on|about)|consider\w*|reportedly|weigh(?:s|ing)|explor(?:es|"
    r"ing)|near(?:s|ing)|"
    r"close to|may|might|could|(?<![\w-])sources|(?:is|are) to (?:sign|buy|announce)|will sign|"
    r"is said to|are said to|seeks?|seeking|eyes|eyeing|mulls?|mulling|plans? to|"
    r"evaluat\w+|discuss\w*|rumou?r\w*)\b",
    re.IGNORECASE,
)

RETRACTED = re.compile(
    r"\b(?:cancel(?:s|led|ed)|scrap(?:s|ped)|terminat(?:es|ed)|walk(?:s|ed) away|call(?:s|"
    r"ed) off)\b",
    re.IGNORECASE,
)

DISPUTED = re.compile(
    r"\b(?:den(?:y|ies|ied)|disput(?:e|es|ed)|not true|false report)\b", re.IGNORECASE
)

RUNNING = re.compile(
    r"\b(?:now operational|is operational|(?:is|are|went|now) (?:online|live)|opened)\b",
    re.IGNORECASE,
)

TYPES = (
    ("export_control", re.compile(r"\bexport (?:control|licen[cs]e|ban|rule)s?\b", re.IGNORECASE)),
    (
        "m_and_a",
        re.compile(r"\b(?:acqui(?:re|res|red|sition)|merger|takeover|buyout)\b", re.IGNORECASE),
    ),
    (
        "ppa",
        re.compile(
            r"\b(?:power purchase|PPA|nuclear|reactors?|electricity|power (?:plant|supply)|"
            r"geothermal)\b",
            re.IGNORECASE,
        ),
    ),
    ("lease", re.compile(r"\b(?:leas(?:e|es|ed|ing)|rent(?:s|ed|ing|al)?)\b", re.IGNORECASE)),
    (
        "financing",
        re.compile(
            r"\b(?:loans?|debt|bonds?|financ(?:e|es|ing|ed)|borrow\w*|lend\w*|credit facility)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "equity",
        re.compile(
            r"\b(?:equity stake|buy(?:s)? (?:a )?stake|(?:funding|seed) round|round of funding|"
            r"pre-money|raised|invest(?:s|ed|ing|ment)?(?: \$?[\w.]+| billion| million){0,3} "
            r"(?:in|into) (?!data|ai\b|compute))",
            re.IGNORECASE,
        ),
    ),
    (
        "chip_supply",
        re.compile(
            r"\b(?:chips?|GPUs?(?! compute)|TPUs?|accelerators?|HBM|gear|wafers?)\b|芯片",
            re.IGNORECASE,
        ),
    ),
    (
        "compute_purchase",
        re.compile(r"\b(?:compute|computing|cloud|capacity|servers?)\b|算力", re.IGNORECASE),
    ),
    (
        "site",
        re.compile(
            r"\b(?:data ?-?cent(?:er|re)s?|campus|facility|fab|supercomputer)\b|数据中心",
            re.IGNORECASE,
        ),
    ),
    ("capex", re.compile(r"\b(?:capex|capital expenditures?|spend)\b", re.IGNORECASE)),
)

# One who left what others now take has no part in it: "a site abandoned by X".
LEFT_BY = re.compile(
    r"\b(?:abandon|vacat|desert|dropp|given up|left|relinquish)(?:ed)? by\s+@?$", re.IGNORECASE
)

# Who invests is the one that pays; who raises is paid.
INVESTED_IN = re.compile(r"\b(?:in|into)\s+@?$", re.IGNORECASE)
INVESTS = re.compile(r"\binvest(?:s|ed|ing|ment)?\b", re.IGNORECASE)
RAISES = re.compile(r"\brais(?:e|es|ed|ing)\b", re.IGNORECASE)

WE = re.compile(
    r"\b(?:we|our|we['’](?:re|ve|ll))\b|^(?:announcing|excited|thrilled|proud|happy|partnering)\b",
    re.IGNORECASE,
)

SEVERAL_DEALS = re.compile(r"\b(?:deals|investments|agreements)\b", re.IGNORECASE)

VERB_KINDS = ("signs", "buys", "sells", "builds", "funds")

# Whose capacity is bought: a name that is a common word too is a company's there.
BOUGHT_OF = re.compile(
    rf"\b(?:{BUYS}) (?P<name>[A-Z][\w.&-]+(?: [A-Z][\w.&-]+)?)(?:['’]s)? "
    r"(?:compute|computing|cloud|capacity|data ?-?cent(?:er|re)s?|GPUs?|TPUs?|chips?|servers?)\b"
)

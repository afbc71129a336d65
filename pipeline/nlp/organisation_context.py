"""Whether the words around a name that is also a common word speak for the organisation.

Only what stands within a few words counts: a verb that companies take behind the name, a title or
"startup" before it, another company beside it, its ticker.
"""

from __future__ import annotations

import re

CONTEXT_CHARS = 60  # how far a cue may stand from an ambiguous name
ORGANISATION_VERB = re.compile(
    r"^(?:'s|’s)?\s+(?:(?:has|have|had|is|was|just|today|also|will|now|recently|"
    r"officially)\s+){0,2}"
    r"(?:announc|launch|releas|rais|acquir|unveil|introduc|partner|said|says|ship|built|build|"
    r"open-sourc|"
    r"plan|hir|sign|agree|report|post|reveal|expand|invest|fund|deploy|drop|make|offer|publish|"
    r"debut|roll|"
    r"remov|adds\b|added|allow|lets\b|bans?\b|banned|cuts?\b|lays off|laid off|owns?\b|didn|doesn|"
    r"buys?\b|bought|sells?\b|sold\b|pays\b|paid|files?\b|filed|fires?\b|fired|wins?\b|won\b|lost\b|"
    r"beats?\b|wants\b|opens\b|opened|closes\b|closed|moves\b|starts\b|started|stops\b|stopped|"
    r"rebrand|pivot|shuts?\b|tests\b|tested|trains\b|trained|grew\b|grows\b|charges\b|updates\b|"
    r"expects\b|faces\b|halts?\b|delays?\b|merg|pledg|unveils|acqui|backs\b|backed|brings\b|"
    r"select|confirm|claim|warn|sue|ceo|cto|coo|cfo|founder|co-founder|president|chief|shares|stock|"
    r"valuation|"
    r"earnings|revenue|engineer|researcher|employee|spokes|team|inc\b|labs?\b|corp|executive|"
    r"acquisition|acquihire|cofounder|co-ceo|investor|layoffs?|customers?\b)"
    r"|^(?:,| -| –| —) (?:a|an|the|one of the) (?:[\w-]+ ){0,5}(?:startup|company|firm|lab|"
    r"maker|provider|platform|giant)\b"
    r"|^\s?(?:公司|团队|官方|正式|刚刚|刚|最近|也|又|要|将|即将|宣布|发布|推出|开源|上线|上了|出了|收购|融资|裁员|"
    r"起诉|估值|创始人|的?CEO|股价|财报|计划|投资|表示|称|联合|放出|搞了|整了|更新了)"
)
ORGANISATION_BEFORE = re.compile(
    r"[a-z,]\s(?:at|from|by|with|joins?|joined|joining|via|acquires?|acquired|acquiring|backs?|"
    r"backed|like|than|versus|"
    r"vs\.?|customers?|clients?|sponsors?|including|and)\s(?:the\s)?$"
)
COMPANY_BEFORE = re.compile(
    r"\b(?:startups?|company|companies|firms?|giants?|maker|lab|(?:ceo|cto|coo|founder|"
    r"cofounder|head|president|chairman|"
    r"employee|engineer|researcher|scientist) (?:of|at)|partner(?:s|ed|ing|ship)? with|"
    r"invest(?:s|ed|ing|ment|or)? in|"
    r"acquisition of|shares of|stock in|works? at|worked at|working at|job at|team at|"
    r"people at|folks at|offices? of|sue[sd]|against|"
    r"(?:live|available|landed|lands|unlocked|arrived) (?:on|in|at))\s$"
    r"|(?:公司|创始人|巨头|厂商|团队|收购|入职|加入|投资)\s?$"
)
SUBJECT_AFTER = re.compile(r"^ (?:is|was|has|had|will|would|can|could|may|might)\b")
NEIGHBOUR = (
    r"@?(?:openai|anthropic|google|nvidia|microsoft|amazon|apple|meta|amd|intel|oracle|ibm|xai|"
    r"tesla|aws|deepmind|"
    r"tsmc|samsung|broadcom|alibaba|tencent|baidu|bytedance|huawei|salesforce|mistral|"
    r"coreweave|databricks)"
)
LISTED_AFTER = re.compile(rf"^(?:\s?,|\s?/|\s?&|\s+and|\s+or|\s+vs\.?)\s?{NEIGHBOUR}\b")
LISTED_BEFORE = re.compile(rf"\b{NEIGHBOUR}(?:\s?,|\s?/|\s?&|,?\s+and|,?\s+or|\s+vs\.?)\s?$")
CASHTAG_AFTER = re.compile(r"^,?\s?\(?(?:nasdaq:|nyse:)?\s?\$?[a-z]{1,5}\)?(?=\W|$)")
ORGANISATION_CUE = re.compile(
    r"\bai\b|\ba\.i\.|\bllms?\b|\bmodels?\b|\bagents?\b|\bstartups?\b|\bcompan(?:y|ies)\b|"
    r"\bfunding\b|"
    r"\bvaluation\b|\bshares\b|\bstocks?\b|\bceo\b|\bcto\b|\bco-?founders?\b|\binvest\w*|"
    r"\bseries [a-f]\b|"
    r"\$\d|\bgpus?\b|\bdata cent\w+|\bchips?\b|\bpartner\w*|\bacqui\w+|\bcustomers?\b|\bapi\b|"
    r"\bopenai\b|\banthropic\b|\bnvidia\b|\bgoogle\b|\bmicrosoft\b|\bmeta\b|模型|公司|融资"
)
COMMON_NOUN_BEFORE = re.compile(
    r"\b(?:a|an|the|my|your|our|their|his|her|this|that|each|every|no)\s$"
)


def is_listed(text: str, start: int, end: int, lowered: str) -> bool:
    """Whether the name stands beside another company in a list, or before its own ticker."""
    before, after = _around(lowered, start, end)
    if LISTED_AFTER.match(after) or LISTED_BEFORE.search(before):
        return True
    return "$" in text[end : end + 4] and CASHTAG_AFTER.match(after) is not None


def speaks_of_product(lowered: str, start: int, end: int) -> bool:
    """Whether a hardware name that is a common word stands in talk of AI or business."""
    before, after = _around(lowered, start, end)
    if COMMON_NOUN_BEFORE.search(before):
        return False
    patterns = (ORGANISATION_VERB.search(after), COMPANY_BEFORE.search(before))
    return any(patterns) or bool(ORGANISATION_CUE.search(before) or ORGANISATION_CUE.search(after))


def speaks_of_organisation(
    text: str, start: int, end: int, *, lowered: str, is_common_word: bool, is_platform: bool
) -> bool:
    """Whether the words around an ambiguous name make it an organisation.

    Args:
        text: The text as written.
        start: Where the name begins.
        end: Where it ends.
        lowered: The text in lower case, of the same length.
        is_common_word: The name is an ordinary word: more is asked.
        is_platform: The name is also a place where people post: only acting counts.
    """
    before, after = _around(lowered, start, end)
    if COMMON_NOUN_BEFORE.search(before):
        return False
    if ORGANISATION_VERB.search(after) or COMPANY_BEFORE.search(before):
        return True
    if is_platform:
        return False
    if is_listed(text, start, end, lowered):
        return True
    if not text[start].isupper():
        return False
    has_cue = bool(ORGANISATION_CUE.search(before) or ORGANISATION_CUE.search(after))
    if has_cue and after.startswith(("'s ", "’s ")):
        return True
    if has_cue and not is_common_word and SUBJECT_AFTER.match(after):
        return True
    is_capital_inside = ORGANISATION_BEFORE.search(before) is not None
    return is_capital_inside and (has_cue or not is_common_word)


def _around(lowered: str, start: int, end: int) -> tuple[str, str]:
    return lowered[max(0, start - CONTEXT_CHARS) : start], lowered[end : end + CONTEXT_CHARS]

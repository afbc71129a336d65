"""The words in which posts promise something, and in which they tell what became of it."""

from __future__ import annotations

import re

EVENT_VERBS = (
    r"launch|release|ship|open[- ]source|open|begin|start|roll out|host|hold|announce|unveil|"
    r"publish|sign|vote|"
    r"rule|testify|deploy|build|construct|invest|acquire|buy|close|expand|introduce|debut|add|"
    r"bring|retire|"
    r"deprecate|shut down|remove|end(?! up)|report|present|offer|receive|cut|raise|spend|hire|"
    r"lay off|"
    r"appeal|sue|ban|"
    r"go (?:live|public)|take effect|come (?:online|to)|be (?:available|released|retired|"
    r"deprecated|launched|"
    r"open[- ]sourced|held|produced|made|shut down|removed|published|built|deployed)|arrive|"
    r"expire|file|"
    r"step down|move|power|supply|provide access|double|triple|train|stop|discontinue|"
    r"phase out|sunset|wind down|update|upgrade|test|pilot|adopt|replace|transition|switch|"
    r"inform|unlock|integrate|kick off|take place|meet|decide|consider"
)

CUE = re.compile(
    rf"\b(?:(?:will|to|['’]ll)(?: also| soon| officially| reportedly|"
    rf" finally)? (?P<verb>{EVENT_VERBS})\b|"
    rf"(?:is|are|remains?)(?: also| now| currently| reportedly)? (?:(?:expected|set|scheduled|"
    rf"slated|"
    rf"due|poised|on track|planning|going|preparing|about) to (?P<verb2>{EVENT_VERBS})\b|"
    r"(?P<dated>(?:expected|set|scheduled|slated|due) (?:for|in|on|by)))|"
    rf"(?:plans?|intends?|aims?|expects?|hopes?|agreed|pledge[sd]?|promise[sd]?|"
    rf"vows?) to (?P<verb3>{EVENT_VERBS})\b|"
    r"(?P<coming>coming (?:soon|next|this|in|on|later)|launching (?:soon|next|in|on|tomorrow|"
    r"later)|"
    r"(?:drops|arrives|launches|ships|opens|begins|starts|kicks off) (?:soon|next|tomorrow|on|in|"
    r"this)|"
    r"coming online (?:in|by|this|next|starting)|"
    r"(?:arriving|debuting|launches|rolling out) (?:over|in|next|soon|later|this|on)|"
    r"(?:releasing|shipping|opening|retiring|deprecating|sunsetting|ending|shutting down) "
    r"(?:soon|next|in|on|tomorrow|later)|"
    r"(?:getting|get|gets|gain|gains) access (?:in|on|next|later|soon)|"
    r"takes? effect|goes? into effect|effective|enters? into force|deadline|hearing (?:on|set)|"
    r"trial (?:date|set|begins|starts)|ruling (?:expected|due)|comment period|"
    r"vote (?:on|scheduled|set|expected)|"
    r"earnings (?:on|call|due|next)|reports? (?:earnings|results) (?:on|after|next|this))|"
    r"(?P<later>later this (?:week|month|quarter|year|spring|summer|fall|autumn|winter)|"
    r"in (?:the )?coming (?:days|weeks|months)|over the (?:next|coming) (?:few )?(?:weeks|months)|"
    r"by (?:the )?end of (?:the |this )?(?:month|quarter|year|Q[1-4]|20\d\d))|"
    r"(?P<event>(?:summit|conference|keynote|dev ?day|developer conference|forum|symposium) "
    r"(?:is|are|returns|will|takes|begins|starts|kicks|in|on|will be)))\b|"
    r"(?P<chinese>将于|即将|计划于|计划(?:推出|发布|上线|开源)|预计|将在|将(?:推出|发布|上线|开源|举行|召开|开放)|"
    r"(?:下周|下个?月|本?月底|年底)[^，。]{0,6}(?:推出|发布|上线|开源))",
    re.IGNORECASE,
)

# "to launch" is a promise right after a name, as in headlines; elsewhere it is a purpose.
BARE_TO = re.compile(r"^to\b", re.IGNORECASE)

NOT_A_PROMISE = re.compile(
    r"\b(?:join us|register|rsvp|webinar|podcast|episode|early bird|tickets?|workshop|bootcamp|"
    r"course|livestream|"
    r"tune in|giveaway|airdrop|presale|token sale|i think|i bet|i hope|i predict|prediction|"
    r"my guess|imagine|should|"
    r"could|would|might|if|unless|hackathon|meet(?:ing)? us|booth|sponsor|don['’]t miss|"
    r"save the date|odds|"
    r"nobody|everyone|someone|humanity|the future|you['’]ll|you will|you can|stay tuned for|"
    r"hear from|web3|apply (?:by|now|here)|applications|submissions|submit|see you|ama\b|"
    r"weekly project updates|"
    r"(?:ends?|ended|halts?|drops?|abandons?|scraps?|cancels?) (?:its |their )?plans|"
    r"earlier this|last (?:week|month|year)|forecasts?|projected)\b|^including\b",
    re.IGNORECASE,
)

# Without a date these tell what a thing is for or how it works; nothing is to happen.
STATE_VERBS = frozenset({
    "add", "be available", "be made", "bring", "consider", "inform", "integrate", "offer", "power",
    "present", "provide access", "receive", "spend", "test", "train", "transition", "unlock",
})  # fmt: skip
SOON = re.compile(
    r"\bsoon\b|\bshortly\b|\b(?:coming|next few) (?:days|weeks|months)\b|\blater\b|"
    r"\bstart testing\b",
    re.IGNORECASE,
)
# Nothing to watch unless a model or chip is named: "we will share more soon".
VAGUE = re.compile(
    r"\b(?:expand\w* access|(?:share|tell|say|bring|have) (?:you )?(?:much |lots |even )?more|"
    r"more (?:details|updates|news|information|to come|to share)|share (?:details|updates))\b",
    re.IGNORECASE,
)
WHO = re.compile(r"\bwho\s+$", re.IGNORECASE)  # "people who will build it" promises nothing

# A post speaks of the AI industry when it names a model or chip, a maker of them, or one of these.
AI_WORDS = re.compile(
    r"\bA\.?I\b|\bagent(?:s|ic)?\b|\bLLMs?\b|\bGPUs?\b|\bdata ?cent(?:er|re)s?\b|\bchips?\b|"
    r"\bmodels?\b|\bchatbots?\b|\brobo\w+|\bFSD\b|self-driving|人工智能|模型|芯片|智能体",
    re.IGNORECASE,
)

# The end of a price is no event of the industry.
OFFER_ENDS = re.compile(
    r"\bpromotional\b|\b\d+% off\b|\bdiscount\w*|\blimited[- ]time\b|\bcredits?\b|\bgiveaway\b|"
    r"\bfree for\b|限时|优惠",
    re.IGNORECASE,
)

NEGATED = re.compile(r"\b(?:not|never|no|won't|won’t)\b", re.IGNORECASE)

FIRST_PERSON = re.compile(r"\b(?:we|our|we['’]re|we['’]ll)\b", re.IGNORECASE)

DONE = re.compile(
    r"\b(?:launched|released|introduc(?:ing|ed|es)|shipped|opened|unveiled|announc(?:ed|es|ing)|"
    r"published|signed|"
    r"voted|ruled|passed|deployed|acquired|closed|expanded|debuted|added|"
    r"is (?:now |officially |finally )?(?:here|live|out)|"
    r"(?:is |are )?now (?:available|live|open)|rolled out|took effect|went live|began|started|held|"
    r"kicked off|"
    r"completed|dropped|arrived|testified|reported|raised|invested)\b|发布了|上线了|已发布|正式发布|正式上线|开源了",
    re.IGNORECASE,
)

# What is there at last, when a model or chip was promised; and what is gone, when its end was.
ENDING_CUE = re.compile(
    r"retire|deprecat|sunset|shut(?:ting)? down|remov|discontinu|phase out|wind down|expire|"
    r"end\b|ending\b|stop",
    re.IGNORECASE,
)
ENDED = re.compile(
    r"\b(?:retired|deprecated|sunset|shut down|removed|discontinued|phased out|ended|gone|"
    r"no longer available|switched off|wound down|stopped)\b",
    re.IGNORECASE,
)
ARRIVAL_CUE = re.compile(
    r"launch|releas|ship|open|announc|unveil|publish|introduc|debut|arriv|coming|come|drops|live|"
    r"roll|upgrad|update|available|soon|[\u3400-\u9fff]",
    re.IGNORECASE,
)

# A deal is done when its capacity runs, not when it is signed or told again.
RUNS = re.compile(
    r"\b(?:(?:is|are|was|were|went|came|has|have|now) (?:now |already |fully |come |gone |been )*"
    r"(?:online|live|operational|running|energi[sz]ed|delivered|completed|opened|up and running)|"
    r"opened|began operat\w+|started operat\w+|begun operat\w+|powered (?:on|up)|"
    r"switched on|took delivery|received (?:its|the|their) first)\b|已投产|投入使用",
    re.IGNORECASE,
)

DELAYED = re.compile(
    r"\b(?:delay(?:s|ed|ing)?|postpon(?:e|es|ed|ing)|push(?:es|ed) back|slip(?:s|ped)|reschedul\w+|"
    r"behind schedule)\b|"
    r"推迟|延期|跳票",
    re.IGNORECASE,
)

CANCELLED = re.compile(
    r"\b(?:cancel(?:s|led|ed)|scrap(?:s|ped)|shelv(?:e|es|ed)|abandon(?:s|ed)|call(?:s|ed) off|"
    r"drop(?:s|ped) plans?|"
    r"withdr(?:aws?|ew))\b|取消|放弃",
    re.IGNORECASE,
)

STOP_WORDS = frozenset({
    "the", "a", "an", "of", "to", "in", "on", "at", "for", "and", "or", "with", "by", "from",
    "is", "are", "be", "will", "its", "it", "this", "that", "their", "our", "we", "as", "new",
    "next", "week", "month", "year", "has", "have", "says", "said", "more", "up", "out", "into",
    "over", "than", "via", "per", "today", "tomorrow", "plans", "expected", "set", "also",
})  # fmt: skip

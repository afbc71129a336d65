"""The words in which posts tell of launches, and those that make one background, rumour or plan."""

from __future__ import annotations

import re

LAUNCH_VERBS = re.compile(
    r"\b(?:introduc(?:e|es|ed|ing)|announc(?:e|es|ed|ing)|launch(?:es|ed|ing)?|releas(?:e|es|ed|"
    r"ing)|"
    r"unveil(?:s|ed|ing)?|debut(?:s|ed|ing)?|open[- ]?sourc(?:e|es|ed|ing)|dropp?(?:s|ed|ing)?|"
    r"ship(?:s|ped|ping)?|roll(?:s|ed|ing)? out|deprecat(?:e|es|ed|ing)|"
    r"retir(?:e|es|ed|ing)|sunset(?:s|ting)?|meet|say hello to|this is)\b|发布|推出|开源|上线|官宣",
    re.IGNORECASE,
)

NOUN_BEFORE = re.compile(
    r"(?:\b(?:the|an?|its|this|of|paper)(?: \w+ly)?|['’]s?|\d) ?$", re.IGNORECASE
)

# "Introducing Forge, a platform for …": what is launched is named like a model and is none; nor is
# what bears a model's name, such as a contest.
NOT_A_MODEL = re.compile(
    r"[,:–—-]? (?:an?|our|the|your) (?:[\w-]+ ){0,6}?(?:system|platform|tool|app|application|agent|"
    r"framework|library|benchmark|dataset|program|service|feature|course|product|method|technique|"
    r"skill|plugin|company|startup|team|chip|device|robot|way|approach|workflow|experience)\b|"
    r"-(?:based|powered|like|style|class|compatible|native|inspired)\b|"
    r"(?: [\w-]+){0,4}? (?:contest|challenge|competition|program|awards?|hackathon|summit|swarm|"
    r"cookbook|integration)\b",
    re.IGNORECASE,
)

# What a maker says of a model that it has not released alone: "our newest frontier model, X".
OWN_MODEL = re.compile(
    r"\b(?:our (?:new|newest|latest|next)(?: (?!including|like|such|research|work)[\w-]+){0,3}?"
    r"(?: models?)?,?|(?:request|early|give\w*|"
    r"giving|expanding|limited) access to)\s$",
    re.IGNORECASE,
)

# What stands before a model that is not what "is here": "Support for X is here".
NOT_SUBJECT = re.compile(
    r"\b(?:for|in|on|of|to|with|by|from|via|using) (?:the |our )?$", re.IGNORECASE
)
ABOUT_MODEL = re.compile(
    r"\b(?:updates?|upgrades?|weights|preview|version) (?:to|for|of) (?:the |our )?$", re.IGNORECASE
)

# "Since X was launched, …" in Chinese.
BACKGROUND_AFTER = re.compile(r"[^，。]{0,20}?(?:之后|以来|后)[，,]")

NEXT_WORD = re.compile(r"[ -](\w+)")

LAUNCH_AFTER = re.compile(
    r"[\s,:]*(?:\([^)]*\)\s*)?(?:(?:models?|family|series|weights|today|just|now|finally|"
    r"officially|has|have|was|were|been|also|already|API|by|from|and|its|the|@\w+|"
    r"in (?:[A-Z][\w-]*)(?: [A-Z][\w-]*)?)\s)*?"
    r"(?P<verb>(?:is|are) (?:now |finally |officially |also )*(?:here|live|out|available|"
    r"open[- ]?source|rolling out|generally available|in (?:preview|beta))\b|"
    r"now (?:available|live|in preview)\b|available (?:now|today)\b|out now\b|rolling out\b|"
    r"(?:just )?(?:launched|released|dropped|landed|arrived|unveiled|open[- ]sourced|deprecated|"
    r"retired)\b|(?:launches|drops|lands)\b|"
    r"(?:API ?)?(?:正式|今日|今天)?(?:发布|上线|开源)(?!后|以|之|前|的|时|会))",
    re.IGNORECASE,
)

# A model is what is launched only if nothing in between makes it a means, place or comparison.
NOT_OBJECT = re.compile(
    r"[.!?;\n。！？]|\b(?:in|on|for|with|to|about|from|by|than|like|vs|using|via|at|into|inside|"
    r"against|"
    r"after|before|behind|powered|based|built|results?|support|integration|access|paper|that|which|"
    r"who|if|just|only|still|why|how|what|"
    r"when|as|not|of)\b|https?:|@\w+:|['’]s (?:api|app)|介绍|的|，",
    re.IGNORECASE,
)

# "A new version of X" right after the verb is X; "Y, a version of X" is not.
OF_OBJECT = re.compile(
    r"^[\w\s]*?\b(?:previews?|versions?|weights|releases?|launch|family|series|availability) of\b",
    re.IGNORECASE,
)

MAX_GAP = 60

GLAD_TO = re.compile(
    r"\b(?:excited|thrilled|proud|happy|pleased|glad|delighted) to\b", re.IGNORECASE
)

FUTURE = re.compile(
    r"\b(?:will|to|soon|plans?|planning|could|may|might|would|should|coming|upcoming|tomorrow|"
    r"next (?:week|month)|prepar\w+|gear\w+ up|poised|likely)\b|"
    r"即将|将|计划|预计|有望|打算|会$|会在",
    re.IGNORECASE,
)

RUMOUR = re.compile(
    r"\b(?:rumou?r\w*|leak(?:s|ed)?|reportedly|allegedly|spotted|sources? (?:say|said)|hints?|"
    r"speculat\w+|teas(?:es|ed|ing)|apparently|unconfirmed|i think|maybe|imagine|where is|"
    r"wait(?:ing)? for)\b|传闻|爆料|盼|期待|等|据了解|据悉|据传|消息称|听说|很多人传|不会是|吧$",
    re.IGNORECASE,
)

NEGATED = re.compile(
    r"\b(?:not|never|no|without|refus\w+|delay\w*|cancel\w*)\b|n['’]t\b", re.IGNORECASE
)

BACKGROUND = re.compile(
    r"\b(?:when|since|after|before|until|once|if|whether|remember|ago|last (?:week|month|year)|"
    r"previous(?:ly)?|recently|every time|still)\b",
    re.IGNORECASE,
)

FIRST_PERSON = re.compile(
    r"\b(?:we|our|i|i['’]m|we['’]re|we['’]ve)\b|^(?:introducing|announcing|meet|launching|"
    r"releasing)",
    re.IGNORECASE,
)

# An organisation that introduces another's model offers it.
OFFERS = re.compile(r"(?:introducing|announcing|meet|launching|releasing)\b", re.IGNORECASE)

# What may stand between the one who launches and the verb.
SUBJECT_GAP = re.compile(
    r"\s*(?:has|have|just|today|now|officially|finally|also|刚刚?|正式|今[日天]|也)?\s*",
    re.IGNORECASE,
)

PLACED = re.compile(
    r"\W*(?:(?:now|today|also|available|live|natively|rolling out|as an? [\w ]{1,20}?)\s)*"
    r"(?:in|on|via|through|inside|within|at|to|for)\s+(?![$\d]|beta|preview|"
    r"@?hugging ?face|hf\b|github|all\b|the api|modelscope|arxiv|ollama|web\b)\W*\w",
    re.IGNORECASE,
)

# "Release it already" asks for a launch and reports none.
BARE_VERB = re.compile(
    r"(?:introduce|announce|launch|release|unveil|debut|drop|ship|deprecate)$", re.IGNORECASE
)

BEFORE_BARE_VERB = re.compile(r"\b(?:to|will|we|they|i|and|can|just) $", re.IGNORECASE)

WHEN_QUESTION = re.compile(r"什么时候|何时|吗")

LIST_GAP = re.compile(r"\s*(?:,|&|\+|and|,\s*and|/|、|和|与)\s*(?:the |our |its )?", re.IGNORECASE)

JOKE = re.compile(
    r"\b(?:lol|lmao|parody|satire|meme|fan[- ]?made|mock-?up|concept art|april fools?)\b|愚人节",
    re.IGNORECASE,
)
# Last words of names that are about a model and name none.
NOT_VARIANTS = frozenset(
    {"cookbook", "cookbooks", "guide", "blog", "paper", "report", "docs", "demo"}
)

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

# "Introducing Forge, a platform for …": what is launched is named like a model and is none.
NOT_A_MODEL = re.compile(
    r",? (?:an?|our|the|your) (?:[\w-]+ ){0,4}(?:system|platform|tool|app|application|agent|"
    r"framework|"
    r"library|benchmark|dataset|program|service|feature|course|product|method|technique|skill|"
    r"plugin|"
    r"company|startup|team|chip|device|robot)\b",
    re.IGNORECASE,
)

NEXT_WORD = re.compile(r"[ -](\w+)")

LAUNCH_AFTER = re.compile(
    r"[\s,:]*(?:\([^)]*\)\s*)?(?:(?:models?|family|series|weights|today|just|now|finally|"
    r"officially|"
    r"has|have|was|were|been|also|already|API|by|and|its|the)\s)*?"
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
    r"after|before|powered|based|built|results?|support|integration|access|paper|that|which|who|if|"
    r"when|as|not|of)\b|https?:|@\w+:|['’]s (?:api|app)|介绍|的|，",
    re.IGNORECASE,
)

OF_OBJECT = re.compile(
    r"\b(?:previews?|versions?|weights|releases?|launch|family|series|availability) of\b",
    re.IGNORECASE,
)

MAX_GAP = 60

GLAD_TO = re.compile(
    r"\b(?:excited|thrilled|proud|happy|pleased|glad|delighted) to\b", re.IGNORECASE
)

FUTURE = re.compile(
    r"\b(?:will|to|soon|plans?|planning|could|may|might|would|should|coming|upcoming|tomorrow|"
    r"next (?:week|month)|prepar\w+|gear\w+ up|poised|likely)\b|即将|将",
    re.IGNORECASE,
)

RUMOUR = re.compile(
    r"\b(?:rumou?r\w*|leak(?:s|ed)?|reportedly|allegedly|spotted|sources? (?:say|said)|hints?|"
    r"speculat\w+|teas(?:es|ed|ing)|apparently|unconfirmed|i think|maybe|imagine|where is|"
    r"wait(?:ing)? for)\b|传闻|爆料|盼|期待|等",
    re.IGNORECASE,
)

NEGATED = re.compile(
    r"\b(?:not|never|no|without|refus\w+|delay\w*|cancel\w*)\b|n['’]t\b", re.IGNORECASE
)

BACKGROUND = re.compile(
    r"\b(?:when|since|after|before|until|once|if|whether|remember|ago|last (?:week|month|year)|"
    r"previous(?:ly)?|every time|still)\b",
    re.IGNORECASE,
)

FIRST_PERSON = re.compile(
    r"\b(?:we|our|i|i['’]m|we['’]re|we['’]ve)\b|^(?:introducing|announcing|meet|launching|"
    r"releasing)",
    re.IGNORECASE,
)

PLACED = re.compile(
    r"\W*(?:(?:now|today|also|available|live|natively|rolling out|as an? [\w ]{1,20}?)\s)*"
    r"(?:in|on|via|through|inside|within|at|to|for)\s+(?!beta|preview|hugging ?face|hf\b|github|"
    r"all\b|"
    r"the api|modelscope|arxiv|ollama|web\b)\W*\w",
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

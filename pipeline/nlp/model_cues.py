"""Words that speak of a model or of another product: patterns over lower-cased text."""

from __future__ import annotations

import re

MODEL_CUE = re.compile(
    r"\bmodels?\b|\bllms?\b|\bvlms?\b|\bweights?\b|\bparam(?:eter)?s?\b|\bmoe\b|"
    r"\bopen[- ]?(?:source|weight)|"
    r"\bmultimodal\b|\breasoning\b|\bbenchmarks?\b|\bsota\b|\bprompt\w*|\bapi\b|\bfine-?tun\w*|"
    r"\binference\b|"
    r"\btokens?\b|\bcheckpoint\b|\bhugging ?face\b|\bollama\b|\bvllm\b|\bcontext window\b|"
    r"\btext-to-\w+|"
    r"\bimage gen\w*|\bvideo gen\w*|\bchatbot\b|\bai\b|\bopenai\b|\banthropic\b|\bagents?\b|"
    r"\bagentic\b|"
    r"\bgpt\b|\bclaude\b|\bgemini\b|\bgrok\b|\bqwen|\bdeepseek\b|\bllama\b|\bkimi\b|模型|大模型|モデル|"
    r"开源|推理"
)
MODEL_WORD = re.compile(
    r"\bmodels?\b|\bweights?\b|\bllms?\b|\bvlms?\b|\bmoe\b|\bparam(?:eter)?s?\b|\bsota\b|"
    r"\bcheckpoints?\b|\bhugging ?face\b|"
    r"\bopen[- ]?(?:source|weight)|\btext-to-\w+|\bimage-to-\w+|\bmultimodal\b|"
    r"\bcontext window\b|\bfine-?tun\w*|"
    r"\boutperform\w*|\bbenchmarks?\b|\breasoning\b|\bgpt\b|\bclaude\b|\bgemini\b|\bqwen|"
    r"\bdeepseek|\bllama\b|\bollama\b|"
    r"\b(?:video|image|speech|music|voice|audio) (?:gen\w*|model\w*|edit\w*|arena)\b|"
    r"\blip[- ]?sync|\bvoice clon\w+|"
    r"\bvllm\b|\bgguf\b|\binference\b|\bembedding|\bleaderboard\b|\barena\b|\bopenrouter\b|模型|开源|参数"
)
MODEL_NOUN = re.compile(
    r"\b(?:language|foundation|world|reasoning|coding|vision|multimodal|diffusion|embedding|"
    r"video|image|speech|audio|"
    r"frontier|open[- ]weights?|open[- ]source|tts|asr|ocr|moe|vla|robotics?|agentic|"
    r"generative|voice|music|omni|base|"
    r"reranker|retrieval|forecasting|weather|protein|genomic|safety|small|large|ai|new|first|"
    r"3d|hybrid|time series)[ -]"
    r"(?:[\w-]+ )?models?\b|"
    r"\b[\d.]+[bt] (?:param\w*|model|moe|dense)|\bparameters?\b|\bopen[- ]weights?\b|\bllms?\b|"
    r"\bvlms?\b|\bmoe\b|"
    r"模型|モデル|开源权重|参数"
)
OTHER_BEHIND = re.compile(
    r"[ -](?:Bench\w*|Arena|[Dd]ataset|[Ll]ibrary|[Ff]ramework|[Tt]oolkit|SDK|API|CLI|"
    r"[Ss]tudio|Challenge)\b"
)
OTHER_NOUN = re.compile(
    r"^(?:,| is|:| -| –| —)?\s?(?:a|an|the|our|its)\s(?:[\w-]+ ){0,4}?(?:library|framework|"
    r"tool|toolkit|system|dataset|benchmark|"
    r"method|platform|app|application|service|company|startup|course|technique|algorithm|"
    r"protocol|agent|paper|robot)\b"
)
MODEL_BESIDE = re.compile(
    r"^(?:'s|’s)?\s?(?:-\s?)?(?:,|:|—|–|\()?\s?(?:is |was |are |will be |a |an |the |our |"
    r"their |its |new |first |latest |\d+[bt] )*"
    r"(?:[\w-]+ ){0,4}?(?:models?\b|weights\b|llms?\b|vlms?\b|moe\b|checkpoints?\b|"
    r"[\d.]+[bt]\b(?! users)|parameters?\b)"
)
MODEL_AHEAD = re.compile(
    r"(?:\bmodels?|\bllm|\bvlm|\bweights (?:of|for)|\bcheckpoint|\bfine-?tun\w+|"
    r"\bversions? of)(?: called| named| codenamed|,|:)? "
    r"[\"“']?$"
)
PRODUCT_BESIDE = re.compile(
    r"^(?:'s|’s)?\s?(?:,|:|—|–|\()?\s?(?:is |was |a |an |the |our |their |its |new |"
    r"first )*(?:[\w-]+ ){0,3}?"
    r"(?:app|platform|tool|ide|agents?|framework|library|sdk|cli|browser|benchmark|dataset|"
    r"company|startup|fund|feature|"
    r"course|book|podcast|conference|summit|event|service|plugin|extension|protocol|token|coin|"
    r"robot|phone|device|laptop)\b"
)

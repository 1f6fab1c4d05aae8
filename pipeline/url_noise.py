"""What can stand in an address without naming another page: who sent the reader, in which form."""

import re

# Parameters that say how a reader came to a page, never which page it is.
_TRACKING = re.compile(
    r"(utm_|mtm_|pk_|piwik_|matomo_|hsa_|at_|wt_|wt\.|xtor|__twitter|ns_|cmp|amp_|guce_|itm_|_bta_|"
    r"pd_rd_|sc_|trk_|icn_|stm_)[\w.-]*|"
    r"[a-z]{1,6}clid|li_fat_id|gclsrc|igshid|igsh|srsltid|epik|_(ga|gl|ke|kx|openstat|branch_match_"
    r"id)|mc_[ce]id|_hs(enc|mi)|__hs\w+|mkt_tok|oly_(anon|enc)_id|s_(cid|kwcid)|vero_(id|conv)|"
    r"wickedid|referrer(_id)?|ref_?(src|url|er|link)|intcmp|intcid|icid|ncid|mbid|ftag|ftcamp|emc|"
    r"taid|smid|smtyp|ito|[gw]braid|zanpid|otc|usqp|aoh|ms_?clkid|[a-z_]{1,12}click_?id|"
    r"fb_(action_ids|action_types|ref|source|comment_id)|action_(object|type|ref)_map|trk|spm|"
    r"sharedid|share_id|sharetype|share_from|soc_(src|trk)|guccounter|traffic_source|"
    r"showcomment|comment_?id|replytocom|feedname|feedtype|ocid|dgcid|sp(job|mailing|user|report)id|"
    r"campaign_id|(from|is)?rss",
    re.IGNORECASE,
)
# Parameters that do so where the value is no number, which may be that of the article.
_REFERRER = re.compile(r"ref|via|feature", re.IGNORECASE)
# Parameters that do so where the value is a usual sender.
_SENDER = re.compile(
    r"src|source|from|partner|mod|medium|channel|origin|shared?|social|cid", re.IGNORECASE
)
_SENDERS = re.compile(
    r"(.*[^a-z])?(rss|feeds?|atom|twitter|tw|x|facebook|fb|instagram|whatsapp|telegram|linkedin|"
    r"reddit|flipboard|e?mail|newsletter|push|social|share|home(page)?|front(page)?|google(news)?|"
    r"gnews|apple(news)?|msn|yahoo|copylink|applenews|search|web|app|mobile|desktop|banner|"
    r"related|teaser|widget|most_?read|recirc|top_?stories)([^a-z].*)?",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_SESSION = re.compile(
    r"jsessionid|phpsessid|aspsessionid\w*|cfid|cftoken|session_?id|sess_?id", re.IGNORECASE
)
# These can be the number of an article too; a session's is long and mixed.
_MAYBE_SESSION = re.compile(r"s|sid|sess|session", re.IGNORECASE)
_SESSION_VALUE = re.compile(r"(?=.*[0-9])(?=.*[a-z])[0-9a-z_-]{20,}", re.IGNORECASE)

_ON = r"=?|=(1|0|true|false|yes|no|on|off)"
# The same page in a form for other devices or for paper; matched against name=value.
_FORM = re.compile(
    rf"_?amp({_ON})|amp=.*|(output_?(type|format)?|mode|view|format|type|variant)=_?(amp|print|"
    rf"printable|mobile)|(print|printable|printer|printview|printpage|print_?version|"
    rf"printer_?friendly|mobile|is_?mobile|force_?mobile|no_?mobile|desktop)({_ON})|"
    r"(device|platform|layout|skin|theme)=(mobile|desktop|tablet|amp|print)",
    re.IGNORECASE,
)
# Blogs of one maker put this behind a page for phones; elsewhere it may be a month.
_BLOG_FORM = re.compile(r"m=[01]")
_PAGE_NAME = re.compile(r"\.html?$", re.IGNORECASE)

# What a page for paper is called is an article; a section may be called print.
_PRINT = re.compile(
    r"(/[^/]*(?:[-_][^/]*[-_]|\d{4}|\.s?html?)[^/]*)/print(?:er)?(?=/?$)", re.IGNORECASE
)
_PATH_NOISE = (
    # A session, as Java and ASP.NET write it into the path.
    re.compile(r";(?:jsessionid|phpsessid|sid|session_?id)=[^/;]*", re.IGNORECASE),
    re.compile(r"/\((?:[A-Z]\([0-9a-z]{12,}\))+\)(?=/|$)", re.IGNORECASE),
    # The twin of a page for phones; it ends in a slash where the site's pages do.
    re.compile(r"/amp(?=/$)|/amp$|/amp\.html?$|\.amp(?=\.s?html?$)|\.amp$", re.IGNORECASE),
    re.compile(r"^/amp(?=/[^/])", re.IGNORECASE),
    re.compile(r"(?<=[^/.])\.m(?:obile)?(?=\.s?html?$)", re.IGNORECASE),
    re.compile(r"(?<=[^/.])\.print(?=\.s?html?$)", re.IGNORECASE),
    # What a server sends for a folder.
    re.compile(r"(?<=/)index\.s?html?$", re.IGNORECASE),
)

# Few paths hold any of it.
_MAYBE_NOISE = re.compile(r"[;(]|amp|print|index|\.m", re.IGNORECASE)

_DEVICES = frozenset({"m", "mobile", "amp", "wap", "touch"})
_WWW = re.compile(r"www\d{0,2}")
# Second labels under which countries register names: m.co.uk is nobody's page for phones.
_REGISTRIES = frozenset(
    {"ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "mil", "ne", "net", "or", "org", "sch"}
)
_IPV4 = re.compile(r"[\d.]+")


def is_noise(name: str, value: str | None, path: str) -> bool:
    """Whether a parameter of an address with this path names no other page."""
    if _TRACKING.fullmatch(name) or _SESSION.fullmatch(name):
        return True
    if _REFERRER.fullmatch(name) and not _DIGIT.search(value or ""):
        return True
    if _SENDER.fullmatch(name) and _SENDERS.fullmatch(value or ""):
        return True
    if _MAYBE_SESSION.fullmatch(name) and _SESSION_VALUE.fullmatch(value or ""):
        return True
    whole = name if value is None else f"{name}={value}"
    if _FORM.fullmatch(whole):
        return True
    return bool(_BLOG_FORM.fullmatch(whole) and _PAGE_NAME.search(path))


def plain_path(path: str) -> str:
    """The path without what only chooses a form of the page or carries a session."""
    while _MAYBE_NOISE.search(path):
        before = path
        for noise in _PATH_NOISE:
            path = noise.sub("", path) or "/"
        path = _PRINT.sub(r"\1", path)
        if path == before:
            break
    return path


def plain_host(host: str) -> str:
    """The host without labels that choose a device, as long as a registered name is left."""
    labels = host.split(".")
    if _IPV4.fullmatch(host):
        return host
    at = 0
    while at < len(labels):
        if labels[at] in _DEVICES and _may_be_registered(labels[at + 1 :]):
            del labels[at]
        else:
            at += 1
    return ".".join(labels)


def site_of(host: str) -> str:
    """The host without the labels that only choose a device or a format, www among them."""
    host = plain_host(host.lower().rstrip("."))
    first, _, rest = host.partition(".")
    while _WWW.fullmatch(first) and _may_be_registered(rest.split(".")):
        host = rest
        first, _, rest = host.partition(".")
    return host


def _may_be_registered(labels: list[str]) -> bool:
    """Whether the labels can be a name that somebody has registered, or one below such a name."""
    if len(labels) == 2 and labels[0] in _REGISTRIES and len(labels[1]) == 2:
        return False
    return len(labels) >= 2 and all(labels)

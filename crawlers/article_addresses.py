"""How much an address looks like that of an article: general rules, and no outlet's own."""

import re
from urllib.parse import SplitResult, unquote


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Parts of a path that no article has, whatever else its address holds: lists and who wrote what,
# accounts and sales, the outlet about itself, other media, machinery, services.
_NEVER = _words("""
    tag tags etiqueta etiquetas etiketa etiket schlagwort schlagworte stichwort keyword keywords
    category categories categoria categorias kategorie kategorien kategori author authors autor
    autoren autores auteur auteurs autore autori yazar yazarlar byline profile profiles profil
    staff people user users member members player players playerpage athletes teams

    login log-in signin sign-in signup sign-up register registration logout account accounts
    my-account konto subscribe subscription subscriptions abo abonnement abonnements suscripcion
    newsletter newsletters shop store jobs stellenmarkt careers vacancies coupons gutscheine
    gutschein deals classifieds

    search suche buscar busca recherche ricerca contact contacts contact-us kontakt contacto
    about about-us ueber-uns privacy privacy-policy datenschutz terms terms-of-use
    terms-of-service terms-and-conditions imprint impressum legal cookie cookies cookie-policy
    advertise advertising werbung publicidad help faq hilfe ayuda feedback corrections masthead

    rss feed feeds sitemap sitemaps video videos mediathek podcast podcasts audio gallery
    galleries galerie photos foto fotos bildergalerie fotostrecke slideshow slideshows images

    wp-content wp-json wp-admin wp-login cdn-cgi share sharer print comments comment amp intent
    apps app mobile-apps

    weather wetter meteo eltiempo horoscope horoskop horoscopo crossword crosswords puzzles games
    quiz quizzes tv-guide tv-programm epaper e-paper lottery lotto calculator stocks quotes
""")
# Parts that a list of articles has more often than an article.
_SELDOM = _words("""
    topic topics thema themen tema temas theme themes sujet page pages section sections rubrik
    seccion series serie serien interactive event events tv radio shows programs programmes
    schedule special specials dossier dossiers collection collections latest trending popular
    live international world politics business sport sports culture opinion
""")
_OFTEN = _words("""
    article articles artikel articolo articulo artigo news story stories noticia noticias
    nachrichten actualite actualites actu notizie notizia nyheter uutiset novosti wiadomosci
    haber haberler post posts archives archive blog blogs detail details content item
""")
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|pdf|mp[34]|m3u8|avi|mov|flv|zip|gz|docx?|xlsx?|pptx?|xml|rss|"
    r"atom|json|css|js|ics|apk|exe)$",
    re.IGNORECASE,
)
# A view of a page, and not the page.
_VIEW = re.compile(
    r"/comment-page-\d|/page/\d|(?:^|[?&])(?:share|replytocom|print|output)=", re.IGNORECASE
)
_ENDING = re.compile(r"\.(?:s?html?|php\d?|aspx?|jsp|cms|ece|do|story|art)$", re.IGNORECASE)
_FRONT_PAGE = re.compile(r"index|default|home|startseite", re.IGNORECASE)
_WORD_BREAK = re.compile(r"[-_+\s,.~;]+")
_NUMBER = re.compile(r"\d{5,}")
_MIXED_ID = re.compile(r"(?=[0-9a-z]*\d)(?=[0-9a-z]*[a-z])[0-9a-z]{8,}", re.IGNORECASE)
_ID_PARAMETER = re.compile(
    r"(?:^|[&;])(?:\w*id\w*|art\w*|news\w*|story|no?|p|a)=[\w-]*\d{3,}", re.IGNORECASE
)
_DAY = re.compile(
    r"(?<!\d)(?:19|20)\d{2}[/-]?(?:0?[1-9]|1[0-2]|[a-z]{3})[/-]?(?:[0-2]?\d|3[01])(?!\d)",
    re.IGNORECASE,
)
_MONTH = re.compile(r"/(?:19|20)\d{2}[/-](?:\d{1,2}|[a-z]{3})(?:/|$)", re.IGNORECASE)
NONE_AT_ALL = -10.0
# Letters of which a headline needs few, since no spaces stand between its words.
DENSE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def is_front_page(parts: SplitResult) -> bool:
    """Whether an address is that of a whole site."""
    steps = [step for step in parts.path.lower().split("/") if step]
    if len(steps) == 1 and _FRONT_PAGE.fullmatch(_ENDING.sub("", steps[0])):
        steps = []
    return not (steps or _ID_PARAMETER.search(parts.query))


def address_worth(parts: SplitResult) -> float:
    """How much an address speaks for an article: 1 a little, 3 much; negative for none at all."""
    path = unquote(parts.path)
    if _VIEW.search(f"{path}?{parts.query}"):
        return NONE_AT_ALL
    steps = [step for step in path.lower().split("/") if step]
    if steps and _FRONT_PAGE.fullmatch(_ENDING.sub("", steps[-1])) and not parts.query:
        steps = steps[:-1]  # /2026/03/02/storm/index.html
    if _NO_PAGE.search(path) or not (steps or _ID_PARAMETER.search(parts.query)):
        return NONE_AT_ALL
    steps = steps or [""]  # /?p=4711
    if any(_ENDING.sub("", step) in _NEVER for step in steps):
        return NONE_AT_ALL
    name = _ENDING.sub("", steps[-1])
    has_id = _has_id(steps, name, parts.query)
    # /news/storm-closes-harbour/ar-B10xyz: the headline may stand before the number.
    headlines = [name, *steps[-2:-1]] if has_id else [name]
    worth = max(map(_worth_of_name, headlines)) + 1.5 * has_id + _worth_of_date(path)
    worth += 0.5 * bool(_ENDING.search(steps[-1])) + 0.5 * (len(steps) > 2)
    worth += 0.5 * any(step in _OFTEN for step in steps[:-1])
    worth -= 1.0 * any(step in _SELDOM for step in steps[-1:])
    return worth


def _worth_of_name(name: str) -> float:
    """What the last part of the path says: a headline in few words or many, or a section's name."""
    words = [word for word in _WORD_BREAK.split(name) if word and not word.isdigit()]
    count = max(len(words), len(DENSE.findall(name)) // 3)
    if count >= 5:
        return 3.0
    return {4: 2.5, 3: 1.5, 2: 0.5}.get(count, 0.0)


def _worth_of_date(path: str) -> float:
    if _DAY.search(path):
        return 2.0
    return 1.5 if _MONTH.search(path) else 0.0


def _has_id(steps: list[str], name: str, query: str) -> bool:
    """Whether a number or a code stands in it that names one article among many."""
    undated = _DAY.sub("", "/".join(steps))
    if _NUMBER.search(undated) or _ID_PARAMETER.search(query):
        return True
    if name.isdigit() and len(name) > 2 and not _MONTH.search("/" + "/".join(steps)):
        return True
    return any(_MIXED_ID.fullmatch(word) for word in _WORD_BREAK.split(name)[-1:])

"""The outlets of the demo's press: what each is called, and how its site is built."""

from dataclasses import dataclass
from enum import StrEnum


class Layout(StrEnum):
    """A page design; `templates/<name>.html`."""

    BROADSHEET = "broadsheet"
    """JSON-LD as a @graph with authors by @id; related stories with teasers."""
    TABLOID = "tabloid"
    """Open Graph only; cookie banner, promotion between the paragraphs."""
    REGIONAL = "regional"
    """Microdata only; newsletter box in the text."""
    AGENCY = "agency"
    """Dublin Core meta tags; plain wire copy."""
    BLOG = "blog"
    """A <time> and nothing else for machines; comments, sharing buttons."""
    MAGAZINE = "magazine"
    """JSON-LD in a list, with trailing commas; figures with captions."""
    PORTAL = "portal"
    """Nested <div>s without an <article>; adverts and link lists in the text."""
    MOBILE = "mobile"
    """JSON-LD; every page has an AMP twin, and the feed leads there."""


class Listing(StrEnum):
    """How an outlet announces its articles."""

    RSS = "rss"
    ATOM = "atom"
    SITEMAP = "sitemap"
    INDEX = "index"
    """A sitemap index over a gzipped sitemap and a news sitemap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PressOutlet:
    """One outlet of the press."""

    domain: str
    title: str
    country: str
    time_zone: str
    layout: Layout
    listing: Listing
    owner: str | None = None
    delay_seconds: float = 0.0
    """How long its server thinks before each answer."""
    fails_first: bool = False
    """Whether each article answers 503 when it is first asked for."""

    @property
    def name(self) -> str:
        """Its name in the catalogue."""
        return self.domain.removesuffix(".example")


_ROWS = """
agenciacordal      |Agencia Cordal         |CL |America/Santiago |agency     |rss     |
artsdesk           |The Arts Desk          |GB |Europe/London    |magazine   |atom    |
borealnews         |Boreal News            |NO |Europe/Oslo      |agency     |index   |
chacoblog          |Chaco Blog             |PY |America/Asuncion |blog       |rss     |
channelsix         |Channel Six            |GB |Europe/London    |regional   |sitemap |Terrace Media
charitymatters     |Charity Matters        |GB |Europe/London    |blog       |atom    |
countybulletin     |County Bulletin        |GB |Europe/London    |regional   |rss     |North Shires
cronicasdelsur     |Crónicas del Sur       |CL |America/Santiago |blog       |rss     |
curiousplanet      |Curious Planet         |US |America/New_York |magazine   |rss     |
currentpoint       |Current Point          |GB |Europe/London    |broadsheet |index   |
dailybrisk         |Daily Brisk            |GB |Europe/London    |tabloid    |rss     |Brisk Group
eastgatepress      |Eastgate Press         |KZ |Asia/Almaty      |agency     |atom    |
eldiariodelpuerto  |El Diario del Puerto   |CL |America/Santiago |broadsheet |rss     |
ellertalerbote     |Ellertaler Bote        |DE |Europe/Berlin    |regional   |sitemap |
eveningtribune     |Evening Tribune        |GB |Europe/London    |broadsheet |rss     |North Shires
fincircle          |Fin Circle             |GB |Europe/London    |magazine   |sitemap |
geldundmarkt       |Geld und Markt         |DE |Europe/Berlin    |magazine   |rss     |
globaldesk         |Global Desk            |GB |Europe/London    |mobile     |rss     |
globalwatchdesk    |Global Watch Desk      |US |America/New_York |portal     |sitemap |Open Feed
gorod24            |Город 24               |RU |Europe/Moscow    |portal     |rss     |
harbourpost        |Harbour Post           |NZ |Pacific/Auckland |mobile     |atom    |
lavozandina        |La Voz Andina          |BO |America/La_Paz   |tabloid    |sitemap |
lentadnya          |Лента дня              |RU |Europe/Moscow    |tabloid    |rss     |
marketmemo         |Market Memo            |GB |Europe/London    |mobile     |sitemap |
meridianwire       |Meridian Wire          |GB |Europe/London    |agency     |rss     |
metrolook          |Metro Look             |GB |Europe/London    |tabloid    |index   |Terrace Media
minutouno24        |Minuto Uno 24          |AR |America/Cordoba  |portal     |rss     |
mpd-ticker         |mpd Ticker             |DE |Europe/Berlin    |agency     |rss     |
nachrichtenblick   |Nachrichtenblick       |DE |Europe/Berlin    |tabloid    |atom    |
newsmill24         |News Mill 24           |US |America/New_York |portal     |rss     |Open Feed
northcoastnews     |North Coast News       |GB |Europe/London    |agency     |sitemap |
openfeed           |Open Feed              |US |America/New_York |blog       |atom    |Open Feed
pressroundup       |Press Round-Up         |US |America/New_York |portal     |rss     |Open Feed
raskilaseutu       |Raskilan Seutu         |FI |Europe/Helsinki  |regional   |atom    |
razborpoletov      |Разбор полётов         |RU |Europe/Moscow    |blog       |rss     |
regionalfunk       |Regionalfunk           |DE |Europe/Berlin    |broadsheet |sitemap |
sciencecorner      |Science Corner         |NO |Europe/Oslo      |magazine   |rss     |
slowlanes          |Slow Lanes             |GB |Europe/London    |blog       |rss     |
sportpulse         |Sport Pulse            |GB |Europe/London    |tabloid    |rss     |Brisk Group
sportsyard         |Sports Yard            |GB |Europe/London    |regional   |rss     |
tcpress            |Transcontinental Press |US |America/New_York |agency     |sitemap |
terracenews        |Terrace News           |NO |Europe/Oslo      |blog       |index   |Terrace Media
thebriefing        |The Briefing           |GB |Europe/London    |mobile     |rss     |
thecourierstandard |The Courier-Standard   |US |America/New_York |broadsheet |sitemap |
thedalesgazette    |The Dales Gazette      |GB |Europe/London    |regional   |index   |North Shires
thenortherner      |The Northerner         |NO |Europe/Oslo      |broadsheet |atom    |
thesouthernledger  |The Southern Ledger    |NZ |Pacific/Auckland |broadsheet |rss     |
thestandardherald  |The Standard Herald    |GB |Europe/London    |mobile     |index   |
thestrand-review   |The Strand Review      |GB |Europe/London    |magazine   |atom    |
touchline          |Touchline              |GB |Europe/London    |tabloid    |sitemap |Brisk Group
vechernyka         |Вечерняя Калитва       |RU |Europe/Moscow    |regional   |rss     |
worldbrief         |World Brief            |IE |Europe/Dublin    |mobile     |sitemap |
yugsvodka          |Южная сводка           |RU |Europe/Moscow    |agency     |atom    |
"""
_SLOW = {"slowlanes": 0.7}
_FAILS_FIRST = {"newsmill24", "globalwatchdesk"}


def _read(row: str) -> PressOutlet:
    name, title, country, zone, layout, listing, owner = (cell.strip() for cell in row.split("|"))
    return PressOutlet(
        domain=f"{name}.example",
        title=title,
        country=country,
        time_zone=zone,
        layout=Layout(layout),
        listing=Listing(listing),
        owner=owner or None,
        delay_seconds=_SLOW.get(name, 0.0),
        fails_first=name in _FAILS_FIRST,
    )


OUTLETS = {outlet.domain: outlet for outlet in map(_read, _ROWS.strip().splitlines())}

# What the furniture of a page says, by the language of the outlet.
LABELS = {
    "en": {
        "home": "Home", "sections": ["News", "Business", "Sport", "Science", "Culture"],
        "by": "By", "published": "Published", "source": "Source", "related": "Related stories",
        "more": "Read more", "most_read": "Most read", "comments": "Comments", "share": "Share",
        "newsletter": "Get the morning briefing in your inbox", "subscribe": "Sign up",
        "cookies": "We and our partners use cookies to measure audiences and to show "
                   "advertising that fits your interests. You can change your mind at any time.",
        "accept": "Accept all", "refuse": "Only necessary", "about": "About us",
        "contact": "Contact", "privacy": "Privacy notice", "rights": "All rights reserved.",
        "advert": "Advertisement", "older": "Older stories", "newer": "Newer stories",
        "print": "Print this page", "search": "Search", "sponsored": "Sponsored",
        "first_comment": "Log in to join the conversation. Comments are moderated.",
        "missing": "Page not found", "missing_text": "The page has been moved or withdrawn.",
    },
    "de": {
        "home": "Startseite", "sections": ["Nachrichten", "Wirtschaft", "Sport", "Kultur"],
        "by": "Von", "published": "Veröffentlicht", "source": "Quelle",
        "related": "Mehr zum Thema", "more": "Lesen Sie auch", "most_read": "Meistgelesen",
        "comments": "Kommentare", "share": "Teilen",
        "newsletter": "Der Morgenbrief: das Wichtigste des Tages per E-Mail",
        "subscribe": "Abonnieren",
        "cookies": "Wir und unsere Partner verwenden Cookies, um Reichweiten zu messen und "
                   "passende Werbung zu zeigen. Sie können Ihre Wahl jederzeit ändern.",
        "accept": "Alle akzeptieren", "refuse": "Nur notwendige", "about": "Über uns",
        "contact": "Kontakt", "privacy": "Datenschutz", "rights": "Alle Rechte vorbehalten.",
        "advert": "Anzeige", "older": "Ältere Artikel", "newer": "Neuere Artikel",
        "print": "Seite drucken", "search": "Suche", "sponsored": "Anzeige",
        "first_comment": "Melden Sie sich an, um mitzureden. Beiträge werden geprüft.",
        "missing": "Seite nicht gefunden", "missing_text": "Die Seite wurde verschoben.",
    },
    "es": {
        "home": "Portada", "sections": ["Noticias", "Economía", "Deportes", "Cultura"],
        "by": "Por", "published": "Publicado", "source": "Fuente",
        "related": "Noticias relacionadas", "more": "Lea también", "most_read": "Lo más leído",
        "comments": "Comentarios", "share": "Compartir",
        "newsletter": "Reciba cada mañana las noticias del día en su correo",
        "subscribe": "Suscríbete",
        "cookies": "Nosotros y nuestros socios usamos cookies para medir audiencias y mostrar "
                   "publicidad de su interés. Puede cambiar de opinión en cualquier momento.",
        "accept": "Aceptar todo", "refuse": "Solo las necesarias", "about": "Quiénes somos",
        "contact": "Contacto", "privacy": "Privacidad",
        "rights": "Todos los derechos reservados.",
        "advert": "Publicidad", "older": "Noticias anteriores", "newer": "Más recientes",
        "print": "Imprimir", "search": "Buscar", "sponsored": "Patrocinado",
        "first_comment": "Inicie sesión para comentar. Los comentarios se moderan.",
        "missing": "Página no encontrada", "missing_text": "La página ha sido retirada.",
    },
    "ru": {
        "home": "Главная", "sections": ["Новости", "Экономика", "Спорт", "Культура"],
        "by": "Автор:", "published": "Опубликовано", "source": "Источник",
        "related": "Материалы по теме", "more": "Читайте также", "most_read": "Популярное",
        "comments": "Комментарии", "share": "Поделиться",
        "newsletter": "Главные новости дня в утренней рассылке", "subscribe": "Подписаться",
        "cookies": "Мы и наши партнёры используем файлы cookie, чтобы измерять аудиторию и "
                   "показывать подходящую рекламу. Вы можете изменить выбор в любое время.",
        "accept": "Принять все", "refuse": "Только необходимые", "about": "О редакции",
        "contact": "Контакты", "privacy": "Конфиденциальность", "rights": "Все права защищены.",
        "advert": "Реклама", "older": "Более ранние", "newer": "Более новые",
        "print": "Версия для печати", "search": "Поиск", "sponsored": "Реклама",
        "first_comment": "Войдите, чтобы комментировать. Комментарии проверяются.",
        "missing": "Страница не найдена", "missing_text": "Страница перемещена или удалена.",
    },
}  # fmt: skip

BYLINES = {
    "en": ["Helen Marsh", "Tom Ackroyd", "Priya Nair", "Daniel Osei", "Ruth Calloway"],
    "de": ["Jonas Wieland", "Mareike Thoms", "Anke Seiler"],
    "es": ["Lucía Barrios", "Esteban Quiroga", "Marta Olmedo"],
    "ru": ["Ольга Ремизова", "Павел Дронов", "Ирина Саблина"],
}

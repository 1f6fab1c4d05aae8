import pytest

from crawlers.extract.article import extract_page
from crawlers.extract.kinds import reads_as_text
from crawlers.extract.reading import PageContent
from tests.extract.pages import BODY, TEXT, TITLE, ld_script, make_page

URL = "https://h.example/news/1"
TEASERS = "".join(
    f"<div class='card'><h3><a href='/{n}'>Headline of story {n} in the list</a></h3>"
    f"<p>Teaser {n} of a story.</p></div>"
    for n in range(14)
)


def content_of(page: str, url: str = URL) -> PageContent:
    return extract_page(page, url).content


def whole(title: str, body: str, head: str = "") -> str:
    return f"<html lang='en'><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def test_an_article():
    found = extract_page(make_page(), URL)
    assert (found.content, found.holds_article) == (PageContent.ARTICLE, True)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("NewsArticle", PageContent.ARTICLE),
        ("LiveBlogPosting", PageContent.LIVE_BLOG),
        ("VideoObject", PageContent.ARTICLE),
    ],
)
def test_what_the_page_declares(kind, content):
    assert content_of(make_page(head=ld_script(f'{{"@type": "{kind}"}}'))) is content


@pytest.mark.parametrize(
    ("node", "content"),
    [
        ('"@type": "ImageGallery", "headline": "{}", "datePublished"', PageContent.GALLERY),
        ('"@type": "VideoObject", "name": "{}", "uploadDate"', PageContent.VIDEO),
    ],
)
def test_a_gallery_or_film_with_the_headline_of_the_page_is_what_it_holds(node, content):
    script = ld_script("{" + node.format(TITLE) + ': "2026-05-12T22:10:00Z"}')
    found = extract_page(make_page(head=script), URL)
    assert found.content is content
    assert found.published.claim is not None
    other = extract_page(make_page(head=script.replace(TITLE, "How to swim in cold water")), URL)
    assert (other.content, other.published.claim) == (PageContent.ARTICLE, None)


def test_a_page_of_pictures():
    pictures = "".join(f"<img src='/{n}.jpg' alt='Picture {n}'>" for n in range(12))
    found = extract_page(make_page(after=pictures), URL)
    assert (found.content, found.holds_article) == (PageContent.GALLERY, True)
    assert len(found.images) == 12


def test_pictures_around_a_single_paragraph():
    pictures = "".join(f"<figure><img src='/{n}.jpg'></figure>" for n in range(12))
    text = (
        f"<h1>{TITLE}</h1><p>The storm of Monday night, as those who live at the quay saw it.</p>"
    )
    found = extract_page(whole(TITLE, f"<article>{text}{pictures}</article>"), URL)
    assert (found.content, len(found.images)) == (PageContent.GALLERY, 12)


@pytest.mark.parametrize(
    ("page", "content"),
    [
        (whole("Page not found | Post", "<h1>Page not found</h1><p>Try the search.</p>"), "error"),
        (whole("404", "<p>The page that you look for has moved or never was here.</p>"), "error"),
        (whole("Seite nicht gefunden", "<p>Leider gibt es diese Seite nicht mehr.</p>"), "error"),
        (
            whole(
                "Before you go on",
                "<p>We and our partners use cookies. By consent you let us store cookies on your "
                "device and read them. Our privacy policy tells what cookies are for.</p>",
            ),
            "consent",
        ),
        (
            whole(
                "Sign in",
                "<h1>Sign in</h1><p>Sign in or register to read on. No account yet? Subscribe "
                "from one pound a week and sign in at once.</p>",
            ),
            "login",
        ),
        (whole("News", TEASERS), "listing"),
        (whole("Post", "<p><a href='/1'>A link to a story</a></p>" * 40), "listing"),
        (whole("Post", "<div id='app'></div>"), "empty"),
        ("", "empty"),
        (b"%PDF-1.4", "empty"),
    ],
)  # fmt: skip
def test_what_is_no_article_has_a_kind_and_a_reason(page, content):
    found = extract_page(page, URL)
    assert (found.content, found.holds_article) == (PageContent(content), False)
    assert found.reason


@pytest.mark.parametrize(
    ("content", "title", "text"),
    [
        ("error", "Oops!", "We can't find the page you're looking for. Please check its address."),
        ("error", "Fehler", "Die angeforderte Seite gibt es nicht. Bitte prüfen Sie die Adresse."),
        ("error", "Az oldal nem található", "Térjen vissza a címlapra, vagy használja a keresőt."),
        ("error", "Ой", "Запрошенная страница не существует или была удалена с этого сайта."),
        ("error", "خطأ", "عذرا، الصفحة التي تبحث عنها غير موجودة أو تم نقلها إلى عنوان آخر."),
        ("error", "エラー", "お探しのページは、移動または削除されたかもしれません。トップにお戻り"),
        ("login", "Bejelentkezés", "Jelentkezzen be, ha olvasna. Ön már előfizető? Nem?"),
        ("login", "Вхід", "Увійдіть, щоб читати далі. Немає передплати? Зареєструйтеся зараз."),
        ("login", "Σύνδεση", "Συνδεθείτε για να διαβάσετε. Είστε συνδρομητής; Εγγραφείτε."),
        ("consent", "Gizliliğiniz", "Cihazınızda çerezler kullanıyoruz. Çerez ayarları burada."),
        ("consent", "Yksityisyys", "Käytämme evästeitä suostumuksellasi: katso evästeet."),
    ],
)  # fmt: skip
def test_what_is_no_article_is_told_in_many_languages(content, title, text):
    found = extract_page(whole(title, f"<h1>{title}</h1><p>{text}</p>"), URL)
    assert (found.content, found.holds_article) == (PageContent(content), False)


def test_news_that_a_page_is_missing_is_an_article_where_it_is_dated():
    head = '<meta property="article:published_time" content="2026-05-12T22:10:00Z">'
    text = (
        "<p>The page you are looking for is page 4, which a reader tore out of the only copy.</p>"
    )
    head += '<meta property="og:type" content="article">'
    assert content_of(whole("A theft", f"<h1>A theft</h1>{text}", head)) is PageContent.ARTICLE


@pytest.mark.parametrize(
    "page",
    [
        make_page(top="<h1>Cookies and consent: what the privacy law changes</h1>"),
        make_page(top="<h1>Library not found on any map</h1>"),
        whole("Sign in", f"<h1>Sign in: a play</h1>{TEXT}"),
        whole(TITLE, f"<h1>{TITLE}</h1>{TEXT}{TEASERS}"),
        whole("404 steps", f"<h1>404 steps to the sea</h1>{TEXT}{TEXT}"),
        whole(TITLE, f"<h1>{TITLE}</h1><p>The baths will close on Sunday, the council said.</p>"),
    ],
)
def test_an_article_about_such_things_is_one(page):
    assert content_of(page) is PageContent.ARTICLE


@pytest.mark.parametrize(
    "title",
    [
        "404 migrants rescued off Lampedusa",
        "400-year-old oak felled at night",
        "500,000 people without power",
        "500 Tote nach Erdbeben in Peru",
        "403 человека спасены у берегов Италии",
        "500人が死亡 ペルーで地震",
    ],
)
def test_a_headline_that_begins_with_the_number_of_an_error_is_one(title):
    body = f"<h1>{title}</h1><p>The government said so on Tuesday night. Nobody knows more.</p>"
    assert content_of(whole(title, body)) is PageContent.ARTICLE


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "Error 404",
        "404 - Oops",
        "404: nothing here",
        "403 Forbidden",
        "Fehler 404",
        "Error: 500!",
    ],
)
def test_the_number_of_an_error_is_one_alone_or_with_its_name(title):
    body = f"<h1>{title}</h1><p>Something went wrong. Please try the search or come back later.</p>"
    assert content_of(whole(title, body)) is PageContent.ERROR


def test_a_front_is_no_article_whatever_it_says():
    assert content_of(whole("Post", TEASERS), "https://h.example/") is PageContent.LISTING


def test_writing_is_told_from_bytes():
    assert reads_as_text(BODY)
    assert reads_as_text(
        "थॉर्नसी की परिषद ने मंगलवार रात को समुद्र तट के स्नानघर को बंद करने का निर्णय लिया।"
    )
    assert not reads_as_text("{}[];:=<>/\\|~^#@!$%&*()_+-?,." * 9)
    assert not reads_as_text("Short.")

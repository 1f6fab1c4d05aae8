# ruff: noqa: E501 (markup reads better in the lines that it has)
"""Invented pages in the manner of many publishing systems, each with the body that is right."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CmsPage:
    """One page, and what is to be found on it."""

    name: str
    html: str
    lines: tuple[str, ...]
    lang: str
    title: str
    standfirst: str | None = None


DE = (
    "Der Stadtrat von Thornsee hat am Dienstagabend mit 22 zu 19 Stimmen beschlossen, das Strandbad "
    "zu schließen. Damit endet ein Streit, der den ganzen Winter über gedauert hatte.",
    "Das Bad wurde 1934 eröffnet und muss für 4,1 Millionen Euro saniert werden. Die Stadt sagt, sie "
    "könne höchstens ein Viertel der Summe aufbringen.",
    "Schwimmer, die für einen Platz auf der Tribüne angestanden hatten, riefen dazwischen, als das "
    "Ergebnis verlesen wurde. Die Bürgermeisterin unterbrach die Sitzung für zehn Minuten.",
    "„Wir haben jede Möglichkeit geprüft“, sagte Kämmerer Jonas Lindqvist. Ein Förderverein will nun "
    "Unterschriften für einen Bürgerentscheid sammeln.",
)
DE_LEAD = (
    "Neunzig Jahre lang wurde im Strandbad geschwommen, nun ist Schluss: Die Stadt kann die "
    "Sanierung nicht bezahlen. Ein Verein gibt noch nicht auf."
)
DE_TITLE = "Strandbad in Thornsee wird geschlossen"

FR = (
    "Le conseil municipal de Thornsée a voté mardi soir, par 22 voix contre 19, la fermeture des bains "
    "de mer, mettant fin à une campagne qui avait duré tout l’hiver.",
    "La piscine, ouverte en 1934, a besoin de travaux estimés à 4,1 millions d’euros, et la ville dit ne "
    "pouvoir en réunir qu’un quart.",
    "Des nageurs qui avaient fait la queue pour une place dans les tribunes ont crié à la lecture du "
    "résultat, et la maire a suspendu la séance pendant dix minutes.",
)
FR_LEAD = "Faute d’argent pour les travaux, la ville renonce à ses bains, ouverts il y a quatre-vingt-dix ans."
FR_TITLE = "A Thornsée, les bains de mer vont fermer"

ES = (
    "El concejo de Thornsea votó el martes por la noche, por 22 votos contra 19, cerrar los baños del "
    "paseo marítimo, y puso fin a una campaña que había durado casi todo el invierno.",
    "La piscina, que abrió en 1934, necesita reparaciones que los ingenieros calculan en 4,1 millones de "
    "euros, y el ayuntamiento dijo que solo podía reunir la cuarta parte.",
    "Los nadadores que habían hecho cola para entrar en la tribuna gritaron al leerse el resultado, y la "
    "alcaldesa suspendió la sesión durante diez minutos.",
)
ES_LEAD = "La ciudad no puede pagar las obras que necesita la piscina, abierta hace noventa años"
ES_TITLE = "Thornsea cierra sus baños tras una votación ajustada"

RU = (
    "Городской совет Торнси во вторник вечером 22 голосами против 19 решил закрыть морской бассейн, "
    "положив конец кампании, которая шла почти всю зиму.",
    "Бассейн открылся в 1934 году, и его ремонт инженеры оценивают в 4,1 миллиона фунтов. Город говорит, "
    "что может найти не больше четверти этой суммы.",
    "Пловцы, стоявшие в очереди за местами на галерее, закричали, когда огласили итог, и мэр прервала "
    "заседание на десять минут.",
)
RU_TITLE = "В Торнси закроют морской бассейн"

AR = (
    "صوت مجلس مدينة ثورنسي مساء الثلاثاء بأغلبية 22 صوتا مقابل 19 على إغلاق الحمامات البحرية، منهيا حملة "
    "استمرت معظم فصل الشتاء.",
    "ويحتاج المسبح الذي افتتح عام 1934 إلى إصلاحات قدرها المهندسون بنحو 4.1 مليون جنيه، وقالت البلدية إنها لا "
    "تستطيع توفير أكثر من ربع المبلغ.",
    "وصاح السباحون الذين اصطفوا للحصول على مقاعد في الشرفة عند قراءة النتيجة، وعلقت رئيسة البلدية الجلسة "
    "لعشر دقائق.",
)
AR_TITLE = "إغلاق حمامات ثورنسي بعد تصويت المجلس"

JA = (
    "ソーンシー市議会は火曜日の夜、海辺のプールを閉鎖する案を賛成22、反対19で可決した。冬の間ずっと続いた存続運動は、これで終わることになる。",
    "プールは1934年に開業し、修理には410万ポンドが必要だと技術者は見積もっている。市が用意できるのはその四分の一までだという。",
    "傍聴席を求めて並んでいた泳ぎ手たちは、結果が読み上げられると声を上げた。市長は十分間、会議を中断した。",
)
JA_TITLE = "海辺のプール閉鎖へ、市議会が可決"

ZH = (
    "索恩西市议会周二晚间以22票对19票决定关闭海滨浴场，持续了整个冬天的保留运动就此结束。",
    "这座泳池于1934年开放，工程师估计维修需要410万英镑，市政府表示最多只能筹到其中的四分之一。",
    "为旁听席排队的泳者在宣布结果时高声抗议，市长宣布休会十分钟，随后会议在警员陪同下继续进行。",
)
ZH_TITLE = "索恩西海滨浴场将关闭"

KO = (
    "손시 시의회는 화요일 밤 찬성 22표, 반대 19표로 해변 수영장을 폐쇄하기로 했다. 겨울 내내 이어진 반대 운동은 이로써 끝났다.",
    "1934년에 문을 연 수영장은 410만 파운드의 수리가 필요하며, 시는 그 가운데 4분의 1밖에 마련할 수 없다고 밝혔다.",
    "방청석을 얻으려고 줄을 섰던 수영객들은 결과가 발표되자 고함을 질렀고, 시장은 회의를 10분 동안 중단했다.",
)
KO_TITLE = "손시 해변 수영장 폐쇄 결정"

PL = (
    "Rada miasta Thornsea zagłosowała we wtorek wieczorem 22 głosami przeciw 19 za zamknięciem kąpieliska, "
    "kończąc kampanię, która trwała prawie całą zimę.",
    "Basen otwarty w 1934 roku wymaga napraw, które inżynierowie wycenili na 4,1 miliona funtów. Miasto może "
    "znaleźć najwyżej czwartą część tej sumy.",
    "Pływacy, którzy stali w kolejce po miejsca na galerii, krzyczeli, gdy odczytano wynik, a burmistrz "
    "przerwała sesję na dziesięć minut.",
)
PL_TITLE = "Kąpielisko w Thornsea zostanie zamknięte"

SV = (
    "Kommunfullmäktige i Thornsjö beslutade på tisdagskvällen med 22 röster mot 19 att stänga havsbadet, och "
    "därmed är en kampanj slut som pågått nästan hela vintern.",
    "Badet öppnade 1934 och behöver rustas upp för 41 miljoner kronor. Kommunen säger att den kan hitta högst "
    "en fjärdedel av summan.",
    "Simmare som hade köat för att få plats på läktaren ropade när resultatet lästes upp, och ordföranden "
    "avbröt mötet i tio minuter.",
)
SV_TITLE = "Havsbadet i Thornsjö stängs"

EN = (
    "Councillors in Thornsea voted by 22 to 19 on Tuesday night to close the seafront baths, ending a "
    "campaign that had run for most of the winter.",
    "The pool, which opened in 1934, needs repairs that engineers put at 4.1 million pounds, and the council "
    "said that it could find no more than a quarter of the sum.",
    "Swimmers who had queued for seats in the public gallery shouted as the result was read out, and the "
    "mayor suspended the meeting for ten minutes.",
)
EN_TITLE = "Thornsea baths to close after council vote"


def page(body: str, *, lang: str, title: str, head: str = "", attributes: str = "") -> str:
    """Return a page around a body."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"{attributes}><head><meta charset="utf-8"><title>{title} | '
        f'Harbour Post</title><meta property="og:site_name" content="Harbour Post">{head}</head>'
        f"<body>{body}</body></html>"
    )


def magazine_de() -> CmsPage:
    """A weekly: kicker in the headline, lead in the header, boxes named by data attributes."""
    text = "".join(
        f'<div data-sara-click-el="body_element" class="RichText RichText--iconLinks lg:mt-32 md:mb-24">'
        f"<p>{paragraph}</p></div>"
        + (
            '<section class="relative" data-area="related_articles"><h3>Mehr zum Thema</h3>'
            '<ul><li><a href="/b"><span>Freibad gerettet:</span> Wie ein Dorf sein Bad behielt</a></li>'
            "</ul></section>"
            if number == 1
            else ""
        )
        for number, paragraph in enumerate(DE)
    )
    html = (
        '<header data-area="nav"><nav><a href="/">Start</a></nav></header><main><article>'
        '<header data-area="intro"><h2><span class="block text-primary-base">Thornsee</span>'
        f'<span class="align-middle"> {DE_TITLE}</span></h2>'
        f'<div class="RichText RichText--sans leading-loose lg:text-xl">{DE_LEAD}</div>'
        '<div class="text-s">Von <a href="/a/marsh">Helene Marsch</a></div>'
        '<time datetime="2026-03-14T18:05:00+01:00">14.03.2026, 18.05 Uhr</time></header>'
        f'<section data-area="body">{text}</section>'
        "<footer><div>hma/dpa</div></footer></article>"
        '<section data-area="block>topic"><h2>Weitere Artikel</h2><article><a href="/c"><h3>Neue '
        "Radwege am Hafen</h3></a><p>Die Stadt baut zwischen Kai und Bahnhof drei Kilometer neue Wege."
        "</p></article></section></main>"
    )
    description = f'<meta name="description" content="{DE_LEAD}">'
    return CmsPage(
        "magazine-de",
        page(html, lang="de", title=DE_TITLE, head=description),
        (DE_LEAD, *DE),
        "de",
        DE_TITLE,
        DE_LEAD,
    )


def weekly_de() -> CmsPage:
    """Paragraphs with classes, subheadings, a box, a sign-up form, a gate and comments."""
    html = (
        '<main class="main" id="main"><article class="article article--padded" id="js-article">'
        '<header class="article-header"><h1 class="article-heading">'
        '<span class="article-heading__kicker">Kommunen</span><span class="visually-hidden">: </span>'
        f'<span class="article-heading__title">{DE_TITLE}</span></h1>'
        f'<div class="summary">{DE_LEAD}</div>'
        '<div class="byline">Von <a rel="author" href="/h">Helene Marsch</a></div>'
        '<div class="metadata"><time class="metadata__date" datetime="2026-03-14T18:05:00+01:00">'
        "14. März 2026, 18:05 Uhr</time><span>12 Kommentare</span></div></header>"
        '<div class="article-body article-body--article"><div class="article-page">'
        f'<p class="paragraph article__item">{DE[0]}</p>'
        '<aside class="article__item article-toc"><h2>Inhalt</h2><ol><li><a href="#1">Seite 1</a></li>'
        "</ol></aside>"
        f'<p class="paragraph article__item">{DE[1]}</p>'
        '<h2 class="article__subheading article__item">Zehn Minuten Pause</h2>'
        f'<p class="paragraph article__item">{DE[2]}</p>'
        '<div class="newsletter-signup article__item"><h3>Newsletter</h3><p>Was heute wichtig ist, jeden '
        "Morgen um sechs in Ihrem Postfach, kurz und ohne Umwege.</p></div>"
        '<figure class="article__item"><img src="/bad.jpg" alt="Das Bad"><figcaption>Das Strandbad im '
        "Jahr 1936 <span>© Archiv</span></figcaption></figure>"
        f'<p class="paragraph article__item">{DE[3]}</p>'
        "</div></div></article>"
        '<section id="comments" class="comment-section"><h2>12 Kommentare</h2><article class="comment">'
        "<p>Wieder einmal wird dort gespart, wo es die Menschen trifft, die kein eigenes Becken haben und "
        "im Sommer nicht wegfahren können.</p></article></section></main>"
    )
    return CmsPage(
        "weekly-de",
        page(html, lang="de", title=DE_TITLE),
        (DE_LEAD, *DE[:2], "Zehn Minuten Pause", *DE[2:]),
        "de",
        DE_TITLE,
        DE_LEAD,
    )


def broadcaster_de() -> CmsPage:
    """A broadcaster: bold lead among the paragraphs, teasers and players between them."""
    html = (
        '<div class="content-wrapper" id="content"><article class="container content-wrapper__group">'
        '<div class="seitenkopf"><h1 class="seitenkopf__headline"><span class="seitenkopf__topline">'
        f'Thornsee</span> <span class="seitenkopf__headline--text">{DE_TITLE}</span></h1></div>'
        '<p class="metatextline">Stand: 14.03.2026 18:05 Uhr</p>'
        f'<p class="textabsatz m-ten m-offset-one"><strong>{DE_LEAD}</strong></p>'
        f'<p class="textabsatz m-ten m-offset-one">{DE[0]}</p>'
        '<div class="teaser-absatz"><a class="teaser-absatz__link" href="/d"><span>Freibäder</span><h3>'
        "Wo in diesem Sommer geschwommen wird</h3><p>Viele Bäder öffnen später oder gar nicht. Eine "
        "Übersicht.</p></a></div>"
        f'<p class="textabsatz m-ten m-offset-one">{DE[1]}</p>'
        '<div class="copytext__video"><p>Zum Abspielen dieses Videos ist die Zustimmung erforderlich.</p>'
        "</div>"
        '<h2 class="meldung__subhead">Ein Verein hofft</h2>'
        f'<p class="textabsatz m-ten m-offset-one">{DE[2]}</p>'
        f'<p class="textabsatz m-ten m-offset-one">{DE[3]}</p>'
        '<ul class="taglist"><li><a href="/t/bad">Strandbad</a></li></ul></article>'
        '<div class="teaser-wrapper"><h2>Top-Themen</h2><p>Die Regierung berät am Abend über den Haushalt '
        "des kommenden Jahres, und es wird eng.</p></div></div>"
    )
    return CmsPage(
        "broadcaster-de",
        page(html, lang="de", title=DE_TITLE),
        (DE_LEAD, DE[0], DE[1], "Ein Verein hofft", DE[2], DE[3]),
        "de",
        DE_TITLE,
    )


def regional_de() -> CmsPage:
    """A regional paper: elements of its own making, a gate, advertisements, an agency's line."""
    html = (
        '<app-root><div class="id-SiteContent"><div class="id-Article"><div class="id-Article-head">'
        f'<h1 class="id-Article-headline">{DE_TITLE}</h1></div>'
        f'<p class="id-StoryElement-leadText">{DE_LEAD}</p>'
        '<div class="id-Article-body">'
        f'<p class="id-StoryElement-paragraph">{DE[0]} <x-tooltip data-term="1">Bürgerentscheid'
        "</x-tooltip> heißt das Wort dafür.</p>"
        '<div class="id-AdSlot"><span>Anzeige</span></div>'
        f'<p class="id-StoryElement-paragraph">{DE[1]}</p>'
        '<p class="id-StoryElement-paragraph"><a href="/e">Lesen Sie auch: Freibad gerettet - wie ein Dorf '
        "sein Bad behielt</a></p>"
        '<div class="id-StoryElement-inArticleReco"><a href="/f">Neue Radwege am Hafen</a></div>'
        f'<p class="id-StoryElement-paragraph">{DE[2]}</p>'
        f'<p class="id-StoryElement-paragraph">{DE[3]}</p>'
        '<div class="id-Article-authorbox"><p>Helene Marsch schreibt seit 2011 über Städte und ihre Bäder '
        "und lebt an der Küste.</p></div></div></div></div></app-root>"
    )
    return CmsPage(
        "regional-de",
        page(html, lang="de", title=DE_TITLE),
        (DE_LEAD, f"{DE[0]} Bürgerentscheid heißt das Wort dafür.", *DE[1:]),
        "de",
        DE_TITLE,
        DE_LEAD,
    )


def daily_fr() -> CmsPage:
    """A daily: description in the header, catchers between the paragraphs."""
    html = (
        '<main><article class="article"><header class="article__header"><h1 class="article__title">'
        f'{FR_TITLE}</h1><p class="article__desc">{FR_LEAD}</p>'
        '<span class="meta__author">Par <a href="/x">Hélène Marais</a></span>'
        '<p class="meta__publisher">Publié le 14 mars 2026 à 18h05</p></header>'
        '<section class="article__content">'
        f'<p class="article__paragraph">{FR[0]}</p>'
        '<section class="catcher catcher--inline"><span class="catcher__label">Lire aussi</span>'
        '<a href="/y"><p class="catcher__title">Les piscines rouvrent une à une</p></a></section>'
        f'<p class="article__paragraph">{FR[1]}</p>'
        '<h2 class="article__sub-title">Dix minutes de pause</h2>'
        f'<p class="article__paragraph">{FR[2]}</p>'
        '<p class="article__paragraph"><strong>Lire aussi : <a href="/z">Une ville et sa mer</a></strong>'
        "</p></section></article></main>"
    )
    return CmsPage(
        "daily-fr",
        page(html, lang="fr", title=FR_TITLE),
        (FR_LEAD, *FR[:2], "Dix minutes de pause", FR[2]),
        "fr",
        FR_TITLE,
        FR_LEAD,
    )


def daily_es() -> CmsPage:
    """A daily whose standfirst is set as a heading."""
    html = (
        f'<article id="main-content"><header class="a_e"><h1 class="a_t">{ES_TITLE}</h1>'
        f'<h2 class="a_st">{ES_LEAD}</h2></header>'
        '<div class="a_md"><a href="/q" class="a_md_a_n">Elena Marín</a><time '
        'datetime="2026-03-14T17:05:00Z">14 mar 2026</time></div>'
        f'<div class="a_c clearfix" data-dtm-region="articulo_cuerpo"><p class="">{ES[0]}</p>'
        f'<p class="">{ES[1]}</p><section class="w-newsletter"><p>Recibe cada mañana las noticias más '
        "importantes del día en tu correo, gratis y antes que nadie.</p></section>"
        f'<p class="">{ES[2]}</p></div>'
        '<section class="a_tp"><h3>Archivado en</h3><a href="/t">Piscinas</a></section></article>'
    )
    return CmsPage(
        "daily-es", page(html, lang="es-ES", title=ES_TITLE, head=f'<meta property="og:description" content="{ES_LEAD}">'),
        (ES_LEAD, *ES), "es", ES_TITLE, ES_LEAD,
    )  # fmt: skip


def agency_ru() -> CmsPage:
    """An agency: each paragraph is a <div> in a block of its own, with blocks of other sorts between."""
    block = '<div class="article__block" data-type="text"><div class="article__text">{}</div></div>'
    html = (
        '<div class="layout-article"><div class="article__header"><h1 class="article__title">'
        f'{RU_TITLE}</h1><div class="article__info-date"><a href="/20260314/">18:05 14.03.2026</a></div>'
        '</div><div class="article__body">'
        + block.format(RU[0])
        + '<div class="article__block" data-type="article"><div class="article__article m-inline">'
        '<a href="/w">Бассейн в соседнем городе спасли жители</a></div></div>'
        + block.format(RU[1])
        + '<div class="article__block" data-type="banner"><div class="banner">Реклама</div></div>'
        + block.format(RU[2])
        + '</div></div><div class="lenta"><div class="lenta__item"><a href="/v">Прогноз погоды</a></div>'
        "</div>"
    )
    return CmsPage("agency-ru", page(html, lang="ru", title=RU_TITLE), RU, "ru", RU_TITLE)


def portal_ar() -> CmsPage:
    """Right to left, one element with line breaks between its paragraphs."""
    html = (
        f'<div class="news-details"><h1 class="title">{AR_TITLE}</h1><div class="date">14-03-2026 18:05'
        '</div><div class="details-body">'
        + "<br><br>".join(AR)
        + '</div><div class="share-links"><a href="#">شارك</a></div>'
        '<div class="related-news"><h3>أخبار ذات صلة</h3><a href="/k">طرق جديدة في الميناء</a></div></div>'
    )
    return CmsPage(
        "portal-ar",
        page(html, lang="ar", title=AR_TITLE, attributes=' dir="rtl"'),
        AR,
        "ar",
        AR_TITLE,
    )


def broadcaster_ja() -> CmsPage:
    """No spaces between words, readings beside the characters, text in sections."""
    ruby = JA[0].replace("市議会", "<ruby>市議会<rp>（</rp><rt>しぎかい</rt><rp>）</rp></ruby>")
    html = (
        f'<main><section class="content--detail-main"><h1 class="content--title">{JA_TITLE}</h1>'
        '<p class="content--date"><time datetime="2026-03-14T18:05">2026年3月14日 18時05分</time></p>'
        f'<div class="content--detail-body"><p class="content--summary">{ruby}</p>'
        f'<section class="content--body"><h2 class="body-title">修理費は410万ポンド</h2>'
        f'<div class="body-text"><p>{JA[1]}</p></div></section>'
        f'<section class="content--body"><div class="body-text"><p>{JA[2]}</p></div></section></div>'
        '<div class="content--related"><p>関連記事</p><a href="/m">港に新しい道</a></div></section></main>'
    )
    return CmsPage(
        "broadcaster-ja",
        page(html, lang="ja", title=JA_TITLE),
        (JA[0], "修理費は410万ポンド", *JA[1:]),
        "ja",
        JA_TITLE,
        JA[0],
    )


def portal_zh() -> CmsPage:
    """Paragraphs that begin with wide spaces, an editor's line below."""
    html = (
        f'<div class="main-content"><h1 class="main-title">{ZH_TITLE}</h1><div class="date-source">'
        '<span class="date">2026年03月14日 18:05</span></div><div class="article" id="artibody">'
        + "".join(f"<p>\u3000\u3000{paragraph}</p>" for paragraph in ZH)
        + '<p class="show_author">责任编辑：马海伦</p></div><div class="article-bottom"><a href="/g">'
        "分享</a></div></div>"
    )
    return CmsPage("portal-zh", page(html, lang="zh-CN", title=ZH_TITLE), ZH, "zh", ZH_TITLE)


def portal_ko() -> CmsPage:
    """Text in one element with line breaks, a picture with its caption inside."""
    html = (
        f'<div id="ct"><h2 class="media_end_head_headline">{KO_TITLE}</h2>'
        '<span class="media_end_head_info_datestamp_time" data-date-time="2026-03-14 18:05:00">2026.03.14. '
        '오후 6:05</span><div id="newsct_article" class="newsct_article _article_body"><article id="dic_area" '
        'class="go_trans _article_content"><span class="end_photo_org"><div class="nbd_im_w"><img src="/a.jpg">'
        '<em class="img_desc">폐쇄가 결정된 해변 수영장</em></div></span>'
        + "<br><br>".join(KO)
        + "</article></div></div>"
    )
    return CmsPage(
        "portal-ko",
        page(
            html, lang="ko", title=KO_TITLE, head=f'<meta property="og:title" content="{KO_TITLE}">'
        ),
        KO,
        "ko",
        KO_TITLE,
    )


def tabloid_sv() -> CmsPage:
    """Classes made by a machine: nothing can be told from names."""
    html = (
        f'<div class="hyperion-css-1a2b3c"><main class="hyperion-css-9z8y"><h1 class="hyperion-css-77ab">{SV_TITLE}'
        '</h1><div class="hyperion-css-5q"><span class="hyperion-css-6r">Helena Marsk</span>'
        '<time datetime="2026-03-14T17:05:00.000Z" class="hyperion-css-7s">14 mars 2026</time></div>'
        '<div class="hyperion-css-1x2"><div class="hyperion-css-0">'
        f'<p class="hyperion-css-n38mho">{SV[0]}</p></div><div class="hyperion-css-0">'
        f'<p class="hyperion-css-n38mho">{SV[1]}</p></div><div class="hyperion-css-ad1">ANNONS</div>'
        f'<div class="hyperion-css-0"><p class="hyperion-css-n38mho">{SV[2]}</p></div>'
        '<div class="hyperion-css-0"><p class="hyperion-css-n38mho"><a href="/r">LÄS MER: Här badar du i '
        'sommar</a></p></div></div></main><div class="hyperion-css-44"><a href="/s"><h2 class='
        '"hyperion-css-45">Nya cykelvägar vid hamnen</h2></a></div></div>'
    )
    return CmsPage("tabloid-sv", page(html, lang="sv", title=SV_TITLE), SV, "sv", SV_TITLE)


def portal_pl() -> CmsPage:
    """A portal: advertisements, links in bold, a widget between the paragraphs."""
    html = (
        f'<article class="art_content"><h1 id="art_title">{PL_TITLE}</h1><section class="art_header">'
        '<time datetime="2026-03-14 18:05">14.03.2026 18:05</time></section><div class="art_text">'
        f'<p class="art_paragraph">{PL[0]}</p><div class="banner"><span>REKLAMA</span></div>'
        f'<p class="art_paragraph">{PL[1]}</p>'
        '<p class="art_paragraph"><b>CZYTAJ TEŻ: <a href="/o">Nowe drogi rowerowe w porcie</a></b></p>'
        f'<p class="art_paragraph">{PL[2]}</p></div>'
        '<div class="art_more"><h2>Zobacz także</h2><ul><li><a href="/p">Pogoda na weekend</a></li></ul></div>'
        "</article>"
    )
    return CmsPage("portal-pl", page(html, lang="pl", title=PL_TITLE), PL, "pl", PL_TITLE)


def broadcaster_en() -> CmsPage:
    """Blocks named by what they are: text, pictures, links, embedded posts."""
    block = '<div data-component="text-block" class="sc-1a2b"><p class="sc-9c8d">{}</p></div>'
    html = (
        f'<main id="main-content"><article><div data-component="headline-block"><h1>{EN_TITLE}</h1></div>'
        '<div data-component="byline-block"><span>Helen Marsh</span><span>Local government reporter</span>'
        '</div><div data-component="image-block"><figure><img src="/b.jpg" alt="The baths"><figcaption>'
        "The baths in 1936</figcaption></figure></div>"
        + block.format(f"<b>{EN[0]}</b>")
        + block.format(EN[1])
        + '<div data-component="subheadline-block"><h2>Ten minutes</h2></div>'
        + block.format(EN[2])
        + '<div data-component="links-block"><h2>Related</h2><ul><li><a href="/i">Pool saved by one vote</a>'
        '</li><li><a href="/j">What the register is for</a></li></ul></div></article></main>'
    )
    return CmsPage(
        "broadcaster-en",
        page(html, lang="en-GB", title=EN_TITLE),
        (*EN[:2], "Ten minutes", EN[2]),
        "en",
        EN_TITLE,
    )


def tables_en() -> CmsPage:
    """A page of twenty years ago: tables for its layout, <font>, line breaks."""
    html = (
        '<table width="100%"><tr><td width="150"><a href="/">Home</a><br><a href="/sport">Sport</a></td>'
        f'<td><font size="5"><b>{EN_TITLE}</b></font><br><br><font size="2">'
        + "<br><br>".join(EN)
        + '</font></td><td width="120"><font size="1">Advertisement</font></td></tr></table>'
    )
    return CmsPage("tables-en", page(html, lang="en", title=EN_TITLE), EN, "en", EN_TITLE)


def amp_en() -> CmsPage:
    """An AMP page."""
    html = (
        f'<amp-sidebar id="menu" layout="nodisplay"><ul><li><a href="/">Home</a></li></ul></amp-sidebar>'
        f'<article class="amp-wp-article"><header><h1 class="amp-wp-title">{EN_TITLE}</h1></header>'
        '<amp-img src="/b.jpg" width="9" height="9"></amp-img><div class="amp-wp-article-content">'
        + '<amp-ad width="300" height="250" type="x"></amp-ad>'.join(f"<p>{p}</p>" for p in EN)
        + "</div></article>"
    )
    return CmsPage("amp-en", page(html, lang="en", title=EN_TITLE), EN, "en", EN_TITLE)


def shell_en() -> CmsPage:
    """A page that is built by script: its text is in the data that the script works on."""
    content = ", ".join(f'{{"type": "text", "content": "<p>{p}</p>"}}' for p in EN)
    script = (
        '<script id="__NEXT_DATA__" type="application/json">{"props": {"pageProps": {"story": {"headline": '
        f'"{EN_TITLE}", "elements": [{content}]}}}}}}}}</script>'
    )
    html = f'<div id="__next"><div class="spinner">Loading</div></div>{script}'
    return CmsPage(
        "shell-en",
        page(
            html, lang="en", title=EN_TITLE, head=f'<meta property="og:title" content="{EN_TITLE}">'
        ),
        EN,
        "en",
        EN_TITLE,
    )


def endless_en() -> CmsPage:
    """A second article below the first, to be read on."""
    other = (
        "The library in Leyburn will stay open for another year after an anonymous gift, its trustees said "
        "on Monday evening, and the mobile service returns in May.",
        "Borrowing had fallen by a third since the branch lost its Saturday hours, and the county had planned "
        "to sell the building to a developer of flats.",
        "The gift covers wages and heating; the roof, which leaks over the children's corner, is to be paid "
        "for by a sale of withdrawn books in the summer.",
    )

    def article(title: str, paragraphs: tuple[str, ...]) -> str:
        return (
            f'<div class="story-wrap"><div class="story-head"><h1 class="story-title">{title}</h1></div>'
            f'<div class="story-text">{"".join(f"<p>{p}</p>" for p in paragraphs)}</div></div>'
        )

    html = article(EN_TITLE, EN) + article("Leyburn library is saved for a year", other)
    return CmsPage("endless-en", page(html, lang="en", title=EN_TITLE), EN, "en", EN_TITLE)


PAGES = (
    magazine_de(), weekly_de(), broadcaster_de(), regional_de(), daily_fr(), daily_es(), agency_ru(),
    portal_ar(), broadcaster_ja(), portal_zh(), portal_ko(), tabloid_sv(), portal_pl(),
    broadcaster_en(), tables_en(), amp_en(), shell_en(), endless_en(),
)  # fmt: skip

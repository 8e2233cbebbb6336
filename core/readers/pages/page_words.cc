// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/readers/pages/page_words.h"

namespace dateline::pages {

template <typename Visit>
void PhraseList::ForEach(Visit visit) const {
  std::string_view rest = words_;
  while (!rest.empty()) {
    const std::size_t end = rest.find(';');
    if (!visit(rest.substr(0, end)) || end == std::string_view::npos) return;
    rest.remove_prefix(end + 1);
  }
}

bool PhraseList::Has(std::string_view text) const {
  bool found = false;
  ForEach([&](std::string_view word) { return !(found = word == text); });
  return found;
}

std::size_t PhraseList::StartOf(std::string_view text) const {
  std::size_t size = 0;
  ForEach([&](std::string_view word) {
    if (text.starts_with(word)) size = word.size();
    return size == 0;
  });
  return size;
}

bool PhraseList::HasEndOf(std::string_view text) const {
  bool found = false;
  ForEach([&](std::string_view word) { return !(found = text.ends_with(word)); });
  return found;
}

std::size_t PhraseList::CountIn(std::string_view text) const {
  std::size_t count = 0;
  ForEach([&](std::string_view word) {
    count += text.find(word) != std::string_view::npos ? 1 : 0;
    return true;
  });
  return count;
}

const PhraseList kSections(
    "news;politics;world;business;economy;sport;sports;opinion;culture;technology;tech;science;"
    "health;entertainment;travel;weather;education;environment;climate;finance;markets;money;arts;"
    "lifestyle;local news;top stories;breaking news;latest news;world news;national;international;"
    "europe;asia;africa;americas;middle east;us;u.s.;uk;us news;uk news;crime;football;media;"
    "analysis;politik;wirtschaft;kultur;ausland;inland;deutschland;panorama;gesellschaft;"
    "wissen;meinung;politique;économie;Économie;monde;société;france;culture;política;economía;"
    "deportes;cultura;sociedad;españa;mundo;internacional");

const PhraseList kAlone(
    "advertisement;advertising;ad;anzeige;werbung;publicité;publicidad;pubblicità;publicidade;"
    "реклама;Реклама;sponsored;sponsored content;paid content;promoted;share;shares;teilen;"
    "partager;compartir;condividi;tweet;post;email;e-mail;print;drucken;imprimer;imprimir;"
    "copy link;link copied;copy;whatsapp;facebook;twitter;x;linkedin;reddit;telegram;pinterest;"
    "instagram;youtube;messenger;bluesky;threads;mastodon;tiktok;flipboard;save;saved;bookmark;"
    "merken;listen;listen to this article;gift this article;follow;follow us;subscribe;"
    "subscribe now;sign up;sign in;log in;login;register;abonnieren;s'abonner;suscríbete;"
    "read more;learn more;show more;see more;view more;continue reading;read next;next;previous;"
    "loading;close;menu;search;skip to content;skip to main content;skip to navigation;home;"
    "accept;accept all;accept cookies;reject all;manage cookies;back to top;newsletter;"
    "newsletters;play;play video;watch live;getty images;getty;reuters;afp;epa;ap;image source;"
    "file photo;share this;share this article;share this story;share article;comment;font size;"
    "text size;donate;support us;contact us;privacy policy;terms of use;terms of service;"
    "cookie policy;about us;add as preferred on google;google news;view comments;"
    "view all comments;leave a comment;leave a reply;report an error;submit;your email;"
    "your email address;email address;weiterlesen;lire aussi;lire la suite;leer más;"
    "toggle navigation;open menu;top of page;live;exclusive;breaking;stay tuned;"
    "story continues;article continues;thank you for reading;thanks for reading;"
    "all rights reserved;most read;most popular;recommended for you;do you have a tip?");

const PhraseList kLabelled(
    "read more:;read more about ;read more on ;read more from ;read more »;read more →;"
    "read more -;read more –;read also;read next:;also read;see also:;see also –;related:;"
    "related article:;related articles:;related story:;related stories:;more:;more on this:;"
    "watch:;watch now;watch the video;listen:;click here;sign up here;sign up now;sign up today;"
    "subscribe now;subscribe here;subscribe today;already a subscriber;follow us;follow @;"
    "find us on;join us on;like us on;follow our ;join our ;get our ;download our ;"
    "stay tuned for ;stay tuned to ;share this article;share this story;share this post;"
    "share this:;share on facebook;share on twitter;share on x;share on linkedin;share on "
    "whatsapp;share via ;story continues below;article continues below;story continues after;"
    "article continues after;continues below;story continued;advertisement -;advertisement –;"
    "advertisement (;advertisement continue;advertisement. ;support our journalism;"
    "support independent journalism;support local journalism;support local news;photo:;photos:;"
    "photo :;photo credit;photo courtesy;image courtesy;photograph:;photographs:;image:;image "
    "credit;image source;"
    "image caption;picture:;pictures:;credit:;foto:;fotos:;bild:;bilder:;crédit photo;"
    "crédits photo;crédito:;video:;caption:;file photo:;tags:;tagged:;topics:;filed under:;"
    "categories:;category:;posted in:;keywords:;schlagworte:;"
    "this article was originally published;this story was originally published;"
    "this article first appeared;let us know in the comments;lesen sie auch;mehr zum thema:;"
    "à lire aussi;À lire aussi;lire aussi;lea también;lee también;leia também;leggi anche;"
    "читайте также;Читайте также;reach the author;contact the author");

const PhraseList kCalls(
    "sign up for ;sign up to ;subscribe to ;subscribe for ;get the latest;get the day's;"
    "get the day’s;get breaking news;get news ;stay informed;stay up to date;stay connected;"
    "never miss a;don't miss a;don’t miss a;download the app;share your thoughts;"
    "by continuing to use;by signing up;by subscribing;by clicking;by entering your;"
    "enter your email;thank you for reading;thanks for reading;thanks for signing up;"
    "become a member;become a subscriber;make a donation;originally published;do you have a tip;"
    "got a tip;have a news tip;have a tip;send tips;have a story;leave a comment;leave a reply;"
    "view all comments;turn on notifications;for more news;for more stories;for more updates;"
    "abonnieren sie;melden sie sich;abonnez-vous;inscrivez-vous;suscríbete");

const PhraseList kOurs(
    " our ; us ; us.; us,; us!;your inbox;your email;newsletter;this site;this website;you agree;"
    "unsere;unseren;notre;nos newsletters;nuestr");

const PhraseList kCredited(
    "photo by ;photos by ;photograph by ;image by ;picture by ;"
    "sponsored by ;sponsored: ;promoted by ;paid for by ;presented by ;file photo ;foto von ;"
    "photo de ;foto de ");

const PhraseList kNotices(
    "our privacy policy;our terms of;terms and conditions apply;cookie policy;"
    "unsubscribe at any time;unsubscribe anytime;protected by recaptcha;in your inbox;"
    "to your inbox;our newsletter;our daily newsletter;our weekly newsletter;"
    "our free newsletter;may not be published, broadcast;may earn a commission;affiliate links;"
    "follow us on;subscribe to our;alle rechte vorbehalten;tous droits réservés;"
    "todos los derechos reservados");

const PhraseList kCookies("we use cookies;this site uses cookies;this website uses cookies");

const PhraseList kAgencies(
    "/afp;/reuters;/ap;/epa;/dpa;/getty;/getty images;/shutterstock;/alamy;/bloomberg;"
    "/afp via getty images;/anadolu;/pa");

const PhraseList kPictures(
    "getty images;via ap;via reuters;via afp;shutterstock;alamy stock photo;"
    "associated press photo;file photo;picture alliance");

const PhraseList kBrackets(
    "(ap photo;(photo by;(photo:;(photo credit;(photo courtesy;(file photo;(image by;(image:;"
    "(image credit;[photo;(foto:");

const PhraseList kStoryEnds(
    "written by;about the author;about the authors;about the writer;about author;author bio;"
    "meet the author;comments;leave a comment;leave a reply;post a comment;"
    "join the conversation;join the discussion;add a comment;über den autor;Über den autor;"
    "über die autorin;Über die autorin;zur person;kommentare;commentaires;comentarios;"
    "à propos de l'auteur;À propos de l'auteur;à propos de l’auteur;À propos de l’auteur;"
    "sobre el autor;sobre la autora;show comments;view comments;reader comments");

const PhraseList kLinkHeads(
    "related;related stories;related story;related articles;related article;related news;"
    "related content;related coverage;related topics;related links;related posts;"
    "related reading;related video;related videos;more on this;more on this story;"
    "more on this topic;more stories;more news;more headlines;read next;recommended;"
    "recommended stories;recommended articles;recommended reading;recommended for you;"
    "you may also like;you might also like;you may also be interested in;most read;most popular;"
    "most viewed;most shared;most commented;trending;trending now;trending stories;"
    "trending news;trending topics;tags;topics;latest news;latest stories;latest headlines;"
    "top stories;editor's picks;editors' picks;editor’s picks;editors’ picks;popular;popular now;"
    "popular stories;popular posts;popular articles;popular news;popular on the site;"
    "what to read next;also in the news;around the web;from the web;promoted;promoted content;"
    "promoted stories;promoted links;sponsored;sponsored links;sponsored stories;"
    "in this article;share this;mehr zum thema;meistgelesen;das könnte sie auch interessieren;"
    "auch interessant;sur le même sujet;les plus lus;à lire aussi;À lire aussi;"
    "noticias relacionadas;más noticias;lo más leído;te puede interesar;previous article;"
    "next article;previous post;next post;don't miss;don’t miss;up next;further reading;"
    "explore more");

const PhraseList kLinkStarts(
    "more from ;more stories from ;more news from ;latest from ;the latest from ;"
    "more stories about ;more about this ;elsewhere on ;popular on ;trending on ;"
    "recommended from ;mehr aus ;mehr von ;plus de ");

const PhraseList kWhen(
    "today;yesterday;tonight;ago;just;now;moments;second;seconds;minute;minutes;min;mins;hour;"
    "hours;hr;hrs;day;days;week;weeks;month;months;year;years;a;an;one;two;three;this;last;"
    "morning;afternoon;evening;night;noon;midnight;at;on;am;pm;a.m;p.m;heute;gestern;vor;um;uhr;"
    "einer;einem;"
    "minuten;stunde;stunden;tag;tagen;woche;wochen;hier;aujourd'hui;aujourd’hui;il;y;une;un;à;le;"
    "heure;heures;jour;jours;semaine;semaines;hoy;ayer;hace;una;el;las;minutos;hora;horas;"
    "día;días;semanas");

}  // namespace dateline::pages

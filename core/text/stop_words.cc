// SPDX-License-Identifier: GPL-3.0-or-later
// Function words by language. The English ones are those of the Snowball project's stop list, as
// facts, without the negations.
#include "core/text/stop_words.h"

#include <absl/container/flat_hash_set.h>
#include <absl/strings/str_replace.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/text/fold.h"
#include "core/text/utf8.h"

namespace dateline::text {
namespace {

constexpr std::string_view kEnglish =
    "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself "
    "she her hers herself it its itself they them their theirs themselves what which who whom this "
    "that these those am is are was were be been being have has had having do does did doing would "
    "should could ought i'm you're he's she's it's we're they're i've you've we've they've i'd "
    "you'd he'd she'd we'd they'd i'll you'll he'll she'll we'll they'll let's that's who's what's "
    "here's there's when's where's why's how's a an the and but if or because as until while of at "
    "by for with about against between into through during before after above below to from up "
    "down in out on off over under again further then once here there when where why how all any "
    "both each few more most other some such only own same so than too very";

constexpr std::string_view kGerman =
    "der die das den dem des ein eine einen einem einer eines und oder aber als wie wenn weil dass "
    "daß ob denn sondern doch in im ins an am ans auf aus bei beim bis durch für gegen mit nach "
    "seit über um unter von vom vor zu zum zur zwischen während wegen ich du er sie es wir ihr "
    "mich "
    "dich sich uns euch mir dir ihm ihn ihnen mein meine meinen meinem meiner dein deine sein "
    "seine "
    "seinen seinem seiner seines ihre ihren ihrem ihrer ihres unser unsere euer dieser diese "
    "dieses "
    "diesen diesem jener jene jenes jenen jenem jeder jede jedes jeden jedem welcher welche "
    "welches "
    "welchen welchem was wer wen wem wo wann warum bin bist ist sind seid war waren wäre wären sei "
    "habe hast hat haben hatte hatten hätte hätten wird werden wurde wurden würde würden worden "
    "kann "
    "können konnte könnte muss müssen soll sollen sollte will wollen wollte auch noch nur schon so "
    "sehr hier da dort dann nun man damit dabei dazu davon";

constexpr std::string_view kFrench =
    "le la les un une des du de d l au aux et ou mais donc car ni que qu qui quoi dont où ce cet "
    "cette ces c ça cela ceci celui celle ceux celles je j me m moi tu te t toi il elle on nous "
    "vous "
    "ils elles se s lui leur leurs eux y en mon ma mes ton ta tes son sa ses notre nos votre vos à "
    "dans par pour sur sous avec sans chez entre vers depuis pendant comme si quand lorsque puis "
    "est es suis sommes êtes sont était étaient étais serait seraient sera seront fut furent soit "
    "soient ai as a avons avez ont avait avaient aura auront aurait auraient eu ayant étant ne "
    "plus "
    "très aussi même n quel quelle quels quelles";

constexpr std::string_view kSpanish =
    "el la los las lo un una unos unas de del al a ante bajo con contra desde durante en entre "
    "hacia "
    "hasta para por según sin sobre tras y e o u pero sino que quien quienes cual cuales cuyo cuya "
    "donde cuando como porque si yo me mí tú te ti él ella ello nosotros nos vosotros os ellos "
    "ellas "
    "se sí le les mi mis tu tus su sus nuestro nuestra nuestros nuestras este esta esto estos "
    "estas "
    "ese esa eso esos esas aquel aquella aquellos aquellas soy eres es somos son era eran fue "
    "fueron "
    "ser sido siendo será serán sería serían estoy está están estaba estaban he has ha hemos han "
    "había habían haber hay muy más también ya qué";

constexpr std::string_view kItalian =
    "il lo la i gli le l un uno una di a da in con su per tra fra del dello della dei degli delle "
    "dell al allo alla ai agli alle all dal dallo dalla dai dagli dalle dall nel nello nella nei "
    "negli nelle nell sul sullo sulla sui sugli sulle sull e ed o od ma anche che chi cui quale "
    "quali dove quando come perché se io me mi tu te ti lui lei noi ci voi vi loro si ne mio mia "
    "miei mie tuo tua tuoi tue suo sua suoi sue nostro nostra nostri nostre vostro vostra questo "
    "questa questi queste quello quella quelli quelle sono sei è siamo siete era erano essere sarà "
    "saranno sarebbe ho hai ha abbiamo avete hanno aveva avevano avere più già";

constexpr std::string_view kPortuguese =
    "o a os as um uma uns umas de do da dos das em no na nos nas num numa ao aos à às por pelo "
    "pela "
    "pelos pelas para com sem sob sobre entre até desde e ou mas que quem qual quais cujo cuja "
    "onde "
    "quando como porque se eu me mim tu te ti ele ela nós vós eles elas lhe lhes meu minha meus "
    "minhas teu tua seu sua seus suas nosso nossa nossos nossas este esta isto estes estas esse "
    "essa "
    "isso esses essas aquele aquela aquilo aqueles aquelas sou é somos são era eram foi foram ser "
    "sido será serão seria seriam estou está estão estava estavam tenho tem têm temos tinha tinham "
    "há haver muito mais também já";

constexpr std::string_view kDutch =
    "de het een en of maar want dat die dit deze in op aan bij met van voor door over onder tot "
    "uit "
    "naar om te tegen tussen na als dan toen ook nog wel al er hier daar waar wie wat welke hoe "
    "wanneer omdat ik je jij u hij zij ze we wij jullie mij me jou hem haar ons hen hun mijn jouw "
    "zijn onze ben bent is was waren wordt worden werd werden geworden heb hebt heeft hebben had "
    "hadden kan kunnen kon konden moet moeten zal zullen zou zouden wil men zich zo";

constexpr std::string_view kSwedish =
    "och eller men att som en ett den det de dem denna detta dessa i på av för med till från om "
    "vid under över mellan mot genom efter innan än då när där här vad vem vilken vilket vilka hur "
    "varför jag du han hon vi ni mig dig honom henne oss er sig min mitt mina din ditt dina sin "
    "sitt "
    "sina hans hennes vår vårt våra deras är var vara varit blir bli blev har hade ha ska skulle "
    "kan "
    "kunde så också bara";

constexpr std::string_view kNorwegian =
    "og eller men at som en ei et den det de dem denne dette disse i på av for med til fra om ved "
    "under over mellom mot gjennom etter før enn da når der her hva hvem hvilken hvilket hvilke "
    "hvordan hvorfor jeg du han hun vi dere meg deg ham henne oss seg min mitt mine din ditt dine "
    "sin sitt sine hans hennes vår vårt våre deres er var være vært blir bli ble har hadde ha skal "
    "skulle kan kunne så også bare å";

constexpr std::string_view kDanish =
    "og eller men at som en et den det de dem denne dette disse i på af for med til fra om ved "
    "under over mellem mod gennem efter før end da når der her hvad hvem hvilken hvilket hvilke "
    "hvordan hvorfor jeg du han hun vi mig dig ham hende os jer sig min mit mine din dit dine sin "
    "sit sine hans hendes vor vort vores deres er var være været bliver blive blev har havde have "
    "skal skulle kan kunne så også kun";

constexpr std::string_view kFinnish =
    "ja tai mutta että joka jotka jonka jota jossa kun jos kuin niin myös vain sekä eli minä sinä "
    "hän me te he se ne tämä tuo nämä nuo minun sinun hänen meidän teidän heidän sen niiden tämän "
    "tuon sitä tätä niitä on ovat oli olivat olla ollut olen olet olemme olette ole mikä mitä kuka "
    "missä milloin miksi miten";

constexpr std::string_view kRussian =
    "и в во на с со к ко у о об от до из за по под над при для про через между а но или что чтобы "
    "как так же бы ли если когда где кто который которая которое которые я ты он она оно мы вы они "
    "меня тебя его её ее нас вас их мне тебе ему ей нам вам им себя мой моя моё мои твой свой своя "
    "свое своё свои наш ваш этот эта это эти тот та то те был была было были быть есть будет будут "
    "уже ещё еще только";

constexpr std::string_view kArabic =
    "في من إلى على عن مع هذا هذه ذلك تلك الذي التي الذين و أو ثم أن إن كان كانت يكون هو هي هم نحن "
    "أنا أنت كما قد لكن بعد قبل بين حتى عند كل";

constexpr std::string_view kHungarian =
    "a az egy és vagy de hogy ha mert mint is csak még már ez ezek azok ezt azt ebben abban aki "
    "ami amely akik amelyek én te ő mi ti ők engem téged őt minket titeket őket van vannak volt "
    "voltak lesz lesznek lenni fel meg el ki be le mely akkor itt ott hol mikor miért";

constexpr std::string_view kRomanian =
    "un o unui unei niște și sau dar ci că să de la în din pe cu pentru prin peste sub între spre "
    "după până ca cum când unde care cine ce eu tu el ea noi voi ei ele mă te se ne vă îl îi le "
    "lui "
    "lor meu mea mei mele tău ta său sa săi sale nostru noastră acest această acești aceste acel "
    "acea acei acele este sunt era erau fost fi va vor am ai a au avea aveau mai foarte al ai ale";

constexpr std::string_view kTurkish =
    "ve veya ya da de ile için ama fakat ancak ki gibi kadar daha en çok bir bu şu o bunlar şunlar "
    "onlar ben sen biz siz beni seni onu bizi sizi bana sana ona bize size benim senin onun bizim "
    "sizin ne kim hangi nasıl neden nerede mı mi mu mü ise idi";

constexpr std::string_view kGreek =
    "ο η το οι τα του της των τον την τους τις ένας μια μία ένα και ή αλλά ότι που πως να θα αν "
    "όταν όπως σε στο στη στην στον στους στις στα από με για προς κατά μετά πριν χωρίς μεταξύ εγώ "
    "εσύ αυτός αυτή αυτό εμείς εσείς αυτοί αυτές αυτά μου σου μας σας τι ποιος ποια ποιο πού πώς "
    "γιατί είναι ήταν είμαι έχει έχουν είχε είχαν";

constexpr std::string_view kCatalan =
    "el la els les lo l un una uns unes de d del dels al als a amb en per pel pels sense sobre "
    "sota "
    "entre fins des i o però sinó que qui què quin quina on quan com perquè si jo em m me tu et t "
    "ell ella nosaltres ens vosaltres us ells elles es s li hi ho meu meva seu seva seus seves "
    "nostre nostra aquest aquesta aquests aquestes aquell aquella això allò soc ets és som sou són "
    "era eren fou ser estat serà seran està estan he has ha hem heu han havia havien molt més "
    "també "
    "ja";

// Of each language that has stop words.
constexpr std::array<std::pair<Language, std::string_view>, 18> kNegations{
    {{Language::kEnglish,
      "no not nor cannot can't don't doesn't didn't won't wouldn't isn't aren't wasn't weren't "
      "hasn't "
      "haven't hadn't shan't shouldn't couldn't mustn't"},
     {Language::kGerman, "nicht kein keine keinen keinem keiner keines nie"},
     {Language::kFrench, "pas non ni jamais aucun aucune"},
     {Language::kSpanish, "no ni nunca"},
     {Language::kItalian, "non no né mai"},
     {Language::kPortuguese, "não nem nunca"},
     {Language::kDutch, "niet geen nooit"},
     {Language::kSwedish, "inte ej ingen inget inga"},
     {Language::kNorwegian, "ikke ingen"},
     {Language::kDanish, "ikke ingen"},
     {Language::kFinnish, "ei en et emme ette eivät"},
     {Language::kRussian, "не ни нет"},
     {Language::kArabic, "لا لم لن ليس"},
     {Language::kHungarian, "nem ne nincs"},
     {Language::kRomanian, "nu nici"},
     {Language::kTurkish, "değil yok"},
     {Language::kGreek, "δεν μη μην όχι"},
     {Language::kCatalan, "no ni mai"}}};

using WordSet = absl::flat_hash_set<std::string>;

WordSet Parse(std::string_view words, Language language) {
  WordSet set;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (end > 0) set.insert(FoldCase(words.substr(0, end), language == Language::kTurkish));
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return set;
}

constexpr std::size_t kLanguages = static_cast<std::size_t>(Language::kIrish) + 1;

using WordSets = std::array<WordSet, kLanguages>;

WordSets* ParseNegations() {
  auto* all = new WordSets();
  for (const auto& [language, words] : kNegations) {
    (*all)[static_cast<std::size_t>(language)] = Parse(words, language);
  }
  return all;
}

WordSets* ParseStopWords() {
  auto* all = new WordSets();
  const auto add = [all](Language language, std::string_view words) {
    (*all)[static_cast<std::size_t>(language)] = Parse(words, language);
  };
  add(Language::kEnglish, kEnglish);
  add(Language::kGerman, kGerman);
  add(Language::kFrench, kFrench);
  add(Language::kSpanish, kSpanish);
  add(Language::kItalian, kItalian);
  add(Language::kPortuguese, kPortuguese);
  add(Language::kDutch, kDutch);
  add(Language::kSwedish, kSwedish);
  add(Language::kNorwegian, kNorwegian);
  add(Language::kDanish, kDanish);
  add(Language::kFinnish, kFinnish);
  add(Language::kRussian, kRussian);
  add(Language::kArabic, kArabic);
  add(Language::kHungarian, kHungarian);
  add(Language::kRomanian, kRomanian);
  add(Language::kTurkish, kTurkish);
  add(Language::kGreek, kGreek);
  add(Language::kCatalan, kCatalan);
  return all;
}

// Folded, with apostrophes as keyboards have them.
std::string Folded(std::string_view word, Language language) {
  if (IsAscii(word) && language != Language::kTurkish) {
    std::string lower(word);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower;
  }
  constexpr std::string_view kTypographic = "\u2019";
  const std::string folded = FoldCase(word, language == Language::kTurkish);
  const std::size_t at = folded.find(kTypographic);
  if (at == std::string::npos) return folded;
  const std::string_view view = folded;
  std::string plain(view.substr(0, at));
  plain += '\'';
  plain += view.substr(at + kTypographic.size());
  return plain;
}

bool IsIn(const WordSets& sets, std::string_view word, Language language) {
  constexpr std::size_t kMaxBytes = 40;  // more than any of them has, in full width
  if (word.size() > kMaxBytes) return false;
  const WordSet& set = sets[static_cast<std::size_t>(language)];
  return !set.empty() && set.contains(Folded(word, language));
}

}  // namespace

bool IsStopWord(std::string_view word, Language language) {
  static const WordSets* const kSets = ParseStopWords();
  return IsIn(*kSets, word, language);
}

bool IsNegation(std::string_view word, Language language) {
  static const WordSets* const kSets = ParseNegations();
  return IsIn(*kSets, word, language);
}

}  // namespace dateline::text
